"""The way to another mail host: ssh, with a key that may do nothing but this.

The host that is to keep a mailbox lets the key run ``hopthu-mailbox receive`` alone
(``authorized_keys``), and that does one of the few things below to one mailbox.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from . import content, doveadm
from .places import Failed, Places

# Behind a command of ours doveadm says once more what it wants of it.
_REQUEST = re.compile(
    r"(sync|letters|scripts) ([a-z0-9._-]+@[a-z0-9.-]+)(?: dsync-server)?(?: -u \2)?\Z"
)
_SCRIPTS = "sieve"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Link:
    """How this host reaches the one called ``host``; ``folder`` has the key and its host keys."""

    host: str
    folder: Path

    def command(self, what: str, address: str) -> list[str]:
        """The command that has it done over there."""
        options = {
            "BatchMode": "yes",
            "IdentitiesOnly": "yes",
            "IdentityFile": self.folder / "key",
            "UserKnownHostsFile": self.folder / "known_hosts",
            "StrictHostKeyChecking": "yes",
            "ConnectTimeout": 10,
        }
        arguments = [each for name, value in options.items() for each in ("-o", f"{name}={value}")]
        return ["ssh", "-F", "none", *arguments, f"root@{self.host}", f"{what} {address}"]

    def letters(self, address: str) -> tuple[list[doveadm.Letter], Counter[str]]:
        """What Dovecot says of the letters over there, and how many there are of each SHA-256."""
        answer = json.loads(doveadm.run(*self.command("letters", address)))
        return [doveadm.Letter(*each) for each in answer["letters"]], Counter(answer["digests"])

    def bring_scripts(self, address: str, home: Path) -> None:
        """Let the owner's Sieve scripts be over there, unless there are some."""
        if not (home / _SCRIPTS).is_dir():
            return
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for name in (_SCRIPTS, ".dovecot.sieve"):
                if os.path.lexists(home / name):
                    tar.add(home / name, name)
        command = self.command("scripts", address)
        done = subprocess.run(command, input=packed.getvalue(), capture_output=True, check=False)
        if done.returncode != 0:
            raise Failed(f"scripts: {done.stderr.decode(errors='replace').strip()}")


def digests(place: Path) -> Counter[str]:
    """How many letters of a mailbox there are of each SHA-256, in whatever folder."""
    for _ in range(_TRIES):
        # Who reads a letter renames its file.
        with contextlib.suppress(FileNotFoundError):
            return Counter(content.sha256(path) for path in content.letter_files(place))
    raise Failed(f"{place} changes all the time: try again when it is used less")


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
    elif not (home / _SCRIPTS).exists():
        _unpack_scripts(sys.stdin.buffer.read(), home, places.store.stat())
    return 0


def _unpack_scripts(packed: bytes, home: Path, owner: os.stat_result) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, owner.st_uid, owner.st_gid)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            path, leads_to = Path(member.name), Path(member.linkname)
            known = member.isfile() or member.isdir() or member.issym()
            inside = not (path.is_absolute() or leads_to.is_absolute())
            if not known or not inside or ".." in (*path.parts, *leads_to.parts):
                raise Failed(f"{member.name} is no script of an owner's")
            tar.extract(member, home, set_attrs=False)
            os.chown(home / path, owner.st_uid, owner.st_gid, follow_symlinks=False)
