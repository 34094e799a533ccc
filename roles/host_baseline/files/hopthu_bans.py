"""Who is banned on this host for guessing passwords: told, and lifted.

A pair of an account and an address is refused by Dovecot, which reads the list that is kept here;
an address alone is refused by the firewall. fail2ban counts, and knows when a ban is over.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from hopthu_host.commands import Wrong, must

FOLDER = Path("/var/lib/hopthu-bans")
Change = Callable[[set[str]], set[str]]
USAGE = "hopthu-bans list | lift ADDRESS-OR-ACCOUNT | lift all"


class Denied:
    """The list that Dovecot reads, one key a line; the file is whole at any moment."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._file, self._lock = folder / "denied", folder / "lock"

    def add(self, pair: str) -> None:
        """Refuse an account from an address; ``pair`` is both, with a comma between."""
        self._write(lambda keys: keys | {key(pair)})

    def remove(self, pair: str) -> None:
        """Refuse it no more."""
        self._write(lambda keys: keys - {key(pair)})

    def clear(self) -> None:
        """Refuse nobody; fail2ban says all over again when it starts."""
        self._write(lambda _: set())

    def _write(self, change: Change) -> None:
        self._file.parent.mkdir(mode=0o755, exist_ok=True)
        with self._lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            there = self._file.read_text() if self._file.exists() else ""
            keys = change({line.partition(":")[0] for line in there.splitlines()})
            new = self._file.with_suffix(".new")
            new.write_text("".join(f"{each}::::::\n" for each in sorted(keys)))
            new.chmod(0o644)
            new.replace(self._file)


def key(pair: str) -> str:
    """Return what Dovecot asks for: an address of IPv6 cannot stand in its list, a hash can."""
    account, _, address = pair.rpartition(",")
    if not account or not address:
        raise Wrong(f"{pair}: not an account and an address, with a comma between")
    return f"{account},{hashlib.sha256(address.encode()).hexdigest()}"


def banned() -> dict[str, list[str]]:
    """Return who is banned, by jail."""
    found: dict[str, list[str]] = {}
    for jails in ast.literal_eval(must("fail2ban-client", "banned")):
        for jail, whom in jails.items():
            found[jail] = sorted(map(str, whom))
    return found


def tell() -> str:
    """Return who is banned, one a line: the account and the address, or the address."""
    return "".join(f"{each}\n" for whom in banned().values() for each in whom)


def lift(word: str) -> str:
    """End the bans of an address, an account or a pair, or all; return which."""
    lifted = []
    for jail, whom in banned().items():
        for each in whom:
            if word in ("all", each, *each.split(",")):
                must("fail2ban-client", "set", jail, "unbanip", each)
                lifted.append(each)
    return "".join(f"{each}\n" for each in lifted)


def main(arguments: list[str]) -> int:
    """Do one thing, and show what came of it."""
    denied = Denied()
    try:
        match arguments:
            case ["list"]:
                sys.stdout.write(tell())
            case ["lift", word]:
                sys.stdout.write(lift(word))
            case ["add", pair]:
                denied.add(pair)
            case ["remove", pair]:
                denied.remove(pair)
            case ["clear"]:
                denied.clear()
            case _:
                raise Wrong(USAGE)
    except (Wrong, OSError) as error:
        sys.stderr.write(f"hopthu-bans: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
