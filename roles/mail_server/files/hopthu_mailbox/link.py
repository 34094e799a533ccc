"""The way to another mail host: ssh, with a key that may do nothing but this.

The host that is to keep a mailbox lets the key run ``hopthu-mailbox receive`` alone
(``authorized_keys``), and that does one of the few things below to one mailbox.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from . import content, doveadm
from .places import Failed, Places, is_there
from .tail import base_at

# Behind a command of ours doveadm says once more what it wants of it.
_REQUEST = re.compile(
    r"(sync|letters|scripts|base) ([a-z0-9._-]+@[a-z0-9.-]+)(?: dsync-server)?(?: -u \2)?\Z"
)
_SCRIPTS = "sieve"
_ACTIVE = ".dovecot.sieve"  # a link to the one that is used


@dataclass(frozen=True, slots=True)
class Link:
    """How this host reaches the one called ``host``; ``folder`` has the key and its host keys.

    ``more`` are settings of ssh beside those that every way has.
    """

    host: str
    folder: Path
    more: tuple[tuple[str, object], ...] = ()

    def command(self, what: str, address: str) -> list[str]:
        """The command that has it done over there to the mailbox of an address."""
        return self.asking(f"{what} {address}")

    def asking(self, request: str) -> list[str]:
        """The command that has the host do what its end of the key knows."""
        options = {
            "BatchMode": "yes",
            "IdentitiesOnly": "yes",
            "IdentityFile": self.folder / "key",
            "UserKnownHostsFile": self.folder / "known_hosts",
            "StrictHostKeyChecking": "yes",
            "ConnectTimeout": 10,
            **dict(self.more),
        }
        arguments = [each for name, value in options.items() for each in ("-o", f"{name}={value}")]
        return ["ssh", "-F", "none", *arguments, f"root@{self.host}", request]

    def letters(self, address: str) -> tuple[list[doveadm.Letter], Counter[str]]:
        """What Dovecot says of the letters over there, and how many there are of each SHA-256."""
        answer = json.loads(doveadm.run(*self.command("letters", address)))
        return [doveadm.Letter(*each) for each in answer["letters"]], Counter(answer["digests"])

    def base(self, address: str) -> list[str] | None:
        """The letters that the mailbox over there had from here, when it was a copy of this one."""
        base: list[str] | None = json.loads(doveadm.run(*self.command("base", address)))
        return base

    def bring_scripts(self, address: str, home: Path) -> bool:
        """Let the owner's Sieve scripts be over there; False where there are others, which stay."""
        if not is_there(home / _SCRIPTS):
            return True
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for name in (_SCRIPTS, _ACTIVE):
                if os.path.lexists(home / name):
                    tar.add(home / name, name)
        command = self.command("scripts", address)
        done = subprocess.run(command, input=packed.getvalue(), capture_output=True, check=False)
        if done.returncode != 0:
            raise Failed(f"scripts: {done.stderr.decode(errors='replace').strip()}")
        return bool(json.loads(done.stdout)["same"])


def digests(place: Path) -> Counter[str]:
    """How many letters of a mailbox there are of each SHA-256, in whatever folder."""
    return content.steady(
        place, lambda: Counter(content.sha256(path) for path in content.letter_files(place))
    )


def receive(request: str, places: Places) -> int:
    """Do what another host asks for over its :class:`Link`."""
    match = _REQUEST.match(request)
    if match is None:
        raise Failed(f"{request!r} is not among what may be asked for")
    what, address = match.groups()
    home = doveadm.home_of(address)
    if home is None or home.parent != places.store:
        raise Failed(f"the directory knows no mailbox {address}")
    if what == "sync":
        os.execvp("doveadm", ["doveadm", "dsync-server", "-u", address])  # noqa: S606
    if what == "letters":
        print(json.dumps({"letters": doveadm.letters(address), "digests": digests(home)}))
    elif what == "base":
        print(json.dumps(base_at(home)))
    else:
        same = _take_scripts(sys.stdin.buffer.read(), home, places.store.stat())
        print(json.dumps({"same": same}))
    return 0


def _take_scripts(packed: bytes, home: Path, owner: os.stat_result) -> bool:
    """Put scripts in their place when all of them are here; False where there are others."""
    if not is_there(home):
        home.mkdir(mode=0o700)
        os.chown(home, owner.st_uid, owner.st_gid, follow_symlinks=False)
    coming = home / ".scripts-coming"
    if is_there(coming):
        shutil.rmtree(coming)  # of a run that was cut off
    coming.mkdir(mode=0o700)
    unpack_scripts(packed, coming)
    if os.path.lexists(home / _SCRIPTS):
        same = _scripts(coming) == _scripts(home)
    else:
        same = True
        for path in coming.rglob("*"):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
        for name in (_ACTIVE, _SCRIPTS):  # the one that is looked for last
            if os.path.lexists(coming / name):
                (coming / name).rename(home / name)
    shutil.rmtree(coming)
    return same


def _scripts(home: Path) -> dict[str, str]:
    """The scripts by their names, and which is used; not what is compiled of them."""
    found = {
        path.name: content.sha256(path)
        for path in (home / _SCRIPTS).glob("*.sieve")
        if path.is_file() and not path.is_symlink()
    }
    if (home / _ACTIVE).is_symlink():
        found[_ACTIVE] = os.readlink(home / _ACTIVE)
    return found


def unpack_scripts(packed: bytes, folder: Path) -> None:
    """Unpack into a folder that nobody else may write to; all is for its owner alone.

    Without tarfile's extract: its filters are not there on Debian 12, asked for by Python 3.12 and
    later, and leave the modes of folders to the umask.
    """
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            path, leads_to = Path(member.name), Path(member.linkname)
            known = member.isfile() or member.isdir() or member.issym()
            inside = not (path.is_absolute() or leads_to.is_absolute())
            if not known or not inside or ".." in (*path.parts, *leads_to.parts):
                raise Failed(f"{member.name} is no script of an owner's")
            _put(tar, member, folder / path)


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Make what a member of an archive is, where nothing is yet."""
    if member.issym():
        target.symlink_to(member.linkname)
        return
    content_of = tar.extractfile(member)  # a folder has none
    if content_of is None:
        target.mkdir(mode=0o700)
    else:
        target.touch(mode=0o600, exist_ok=False)
        target.write_bytes(content_of.read())
