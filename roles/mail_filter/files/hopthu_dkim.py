"""Keep the keys that letters are signed with: hopthu-dkim show|make|give|take|look|sign|retire.

A key is a file named after its selector, which rspamd alone may read; which of them signs is in a
map that rspamd reads again by itself. What is written is whole whenever it stops, and each command
may be given twice. It prints "changed" or "unchanged", ``show`` what there is, ``give`` a key, and
``look`` which servers of the zone lack the line of a key; its status is 3 where one does.
"""

from __future__ import annotations

import base64
import datetime
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import hopthu_zone
from hopthu_host.commands import Wrong, must
from hopthu_host.placing import settle, write

FOLDER = Path("/var/lib/hopthu-dkim")
OWNER = "_rspamd"
_MAP = "signing.map"
_PAUSE = 5.0  # seconds between two times that a zone is asked
_SELECTOR = re.compile(r"[a-z][a-z0-9-]{0,40}")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class Keys:
    """The keys of ``folder``, which belongs to ``owner`` ("" leaves files to who runs this)."""

    def __init__(self, folder: Path, owner: str) -> None:
        self._folder, self._owner = folder, owner
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if owner:
            shutil.chown(self._folder, owner, owner)

    def show(self) -> dict[str, object]:
        """What signs, since when (UTC) and for how many days, and each public key in base64."""
        selector, since = self._signing()
        days = 0
        if since:
            begun = datetime.datetime.fromisoformat(since)
            days = (datetime.datetime.now(datetime.UTC) - begun).days
        found = sorted(self._folder.glob("*.key"))
        return {
            "signing": selector,
            "since": since,
            "days": days,
            "keys": {path.stem: _public(path.read_bytes()) for path in found},
        }

    def make(self, selector: str) -> bool:
        """Make a key of that name, unless there is one."""
        if self._key(selector).is_file():
            return False
        made = must("openssl", "genrsa", "-traditional", "2048")
        write(self._key(selector), (made + "\n").encode(), 0o400, self._owner)
        return True

    def give(self, selector: str) -> str:
        """Return a key, for another host."""
        return self._held(selector).read_text()

    def take(self, selector: str, key: str) -> bool:
        """Keep a key of another host's; Wrong where there is a different one of that name."""
        _public(key.encode())
        path = self._key(selector)
        if path.is_file():
            if path.read_text().strip() == key.strip():
                return False
            raise Wrong(f"{path} is another key of that name; move it away if it never signed")
        write(path, key.strip().encode() + b"\n", 0o400, self._owner)
        return True

    def sign(self, selector: str, domain: str) -> bool:
        """Let letters of a domain be signed with a key."""
        self._held(selector)
        if not _DOMAIN.fullmatch(domain):
            raise Wrong(f"{domain!r} is no domain")
        if self._signing()[0] == selector:
            return False
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        signing = f"# since {now}\n{domain} {selector}\n"
        write(self._folder / _MAP, signing.encode(), 0o644, self._owner)
        return True

    def retire(self, selector: str) -> bool:
        """Remove a key that signs no more."""
        if self._signing()[0] == selector:
            raise Wrong(f"{selector} signs: let another key sign first")
        there = self._key(selector).is_file()
        self._key(selector).unlink(missing_ok=True)
        settle(self._folder)
        return there

    def look(self, selector: str, domain: str) -> list[str]:
        """Return which servers of the domain's zone do not have the line of a key, and why."""
        wanted = _public(self._held(selector).read_bytes())
        name = f"{selector}._domainkey.{domain}"
        found = hopthu_zone.servers(domain)
        return [
            f"{server} ({address}): {problem}"
            for server, addresses in found.items()
            for address in addresses or [""]
            if (problem := _missing(name, address, wanted))
        ]

    def _key(self, selector: str) -> Path:
        if not _SELECTOR.fullmatch(selector):
            raise Wrong(f"{selector!r} is no selector: small letters, digits and hyphens")
        return self._folder / f"{selector}.key"

    def _held(self, selector: str) -> Path:
        path = self._key(selector)
        if not path.is_file():
            raise Wrong(f"there is no key {selector} in {self._folder}")
        return path

    def _signing(self) -> tuple[str, str]:
        try:
            text = (self._folder / _MAP).read_text()
        except FileNotFoundError:
            text = ""
        found = re.search(r"^(?:# since (\S+)\n)?\S+ (\S+)$", text, re.MULTILINE)
        return (found[2], found[1] or "") if found else ("", "")


def _missing(name: str, address: str, wanted: str) -> str:
    """Why a server does not have the line of a key; "" if it does."""
    if not address:
        return "its address is not known"
    try:
        texts = hopthu_zone.texts(name, hopthu_zone.server_at(address))
    except hopthu_zone.Unanswered as error:
        return f"no answer ({error})"
    keys = [each.partition("p=")[2].partition(";")[0].replace(" ", "") for each in texts]
    if keys == [wanted]:
        return ""
    return "has another key, or several" if keys else "does not have it"


def _public(key: bytes) -> str:
    """The public half of a private RSA key in PEM, in base64; Wrong where it is none."""
    done = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"],
        input=key,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0 or not done.stdout:
        raise Wrong(f"this is no key: {done.stderr.decode(errors='replace').strip()}")
    return base64.b64encode(done.stdout).decode()


def _await_line(keys: Keys, selector: str, domain: str, seconds: float) -> int:
    """Look for the line of a key until all servers have it, or the time is over."""
    end = time.monotonic() + seconds
    while True:
        try:
            lacking = keys.look(selector, domain)
        except hopthu_zone.Unanswered as error:
            lacking = [str(error)]
        if not lacking or time.monotonic() + _PAUSE > end:
            print("\n".join(lacking))
            return 3 if lacking else 0
        time.sleep(_PAUSE)


def main(arguments: Sequence[str], keys: Keys) -> int:
    """Do what is asked and return 0, or say why not and return 1; 2 where it is not understood."""
    try:
        match arguments:
            case ["show"]:
                print(json.dumps(keys.show()))
            case ["give", selector]:
                sys.stdout.write(keys.give(selector))
            case ["look", selector, domain, seconds]:
                return _await_line(keys, selector, domain, float(seconds))
            case ["make", selector]:
                print("changed" if keys.make(selector) else "unchanged")
            case ["take", selector]:
                print("changed" if keys.take(selector, sys.stdin.read()) else "unchanged")
            case ["sign", selector, domain]:
                print("changed" if keys.sign(selector, domain) else "unchanged")
            case ["retire", selector]:
                print("changed" if keys.retire(selector) else "unchanged")
            case _:
                sys.stderr.write(f"{(__doc__ or '').splitlines()[0]}\n")
                return 2
    except (OSError, ValueError, Wrong) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Keys(FOLDER, OWNER)))
