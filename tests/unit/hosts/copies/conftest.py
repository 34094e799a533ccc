"""Two mail hosts as folders, with a stand-in for Dovecot where there is none.

What Dovecot itself does is tried on real hosts, by the scenario ``moves`` of Molecule.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from hopthu_copies.settings import Settings, Spots
from hopthu_mailbox import doveadm
from hopthu_mailbox.content import letter_files
from hopthu_mailbox.places import Box, Places

HERE, THERE = "mail1.moj.gov.vn", "mail2.moj.gov.vn"
GUID = "0123456789abcdef0123456789abcdef"
BOX = Box("thanh-hoa-0003", "unghoeson@moj.gov.vn")


class Dovecot:
    """Tells of maildirs by their files; knows the mailboxes of one store."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.known = {BOX.address: BOX.owner}

    def home_of(self, address: str) -> Path | None:
        """Where the mailbox is, while the directory knows it."""
        owner = self.known.get(address)
        return self.store / owner if owner else None

    def run(self, *command: str, good: Sequence[int] = (0,)) -> str:
        """What doveadm fetch and expunge do, at the place that is named, or at the mailbox."""
        assert good == (0,)
        named = [each for each in command if each.startswith("mail_path=")]
        place = Path(named[0].removeprefix("mail_path=")).parent if named else None
        place = place or self.home_of(command[command.index("-u") + 1])
        assert place is not None
        if "expunge" in command:
            folder, which = command[command.index("mailbox") + 1], command[-1].split(",")
            for path, (where, uid) in self._numbers(place).items():
                if where == folder and uid in which:
                    path.unlink()
            return ""
        return json.dumps(
            [
                {
                    "mailbox": folder,
                    "uid": uid,
                    "guid": path.name.partition(":")[0],
                    "flags": path.name.partition(":2,")[2] + " \\Recent",
                    "date.received.unixtime": "0",
                    "size.virtual": str(path.stat().st_size),
                }
                for path, (folder, uid) in self._numbers(place).items()
            ]
        )

    def _numbers(self, place: Path) -> dict[Path, tuple[str, str]]:
        """The folder of each letter, and its number there: that of its name."""
        return {
            path: (
                str(path.parent.parent.relative_to(place)).removeprefix("folders/"),
                path.name.partition(".")[0],
            )
            for path in sorted(letter_files(place))
        }


def spots(folder: Path) -> Spots:
    """The folders of one host."""
    found = Spots(
        places=Places(folder / "vmail", folder / "archive"),
        keys=folder / "keys",
        notes=folder / "notes",
        sockets=folder / "run",
    )
    for each in (found.places.store, found.notes):
        each.mkdir(parents=True)
    return found


def fill(home: Path, upcoming: int = 4) -> None:
    """A mailbox of three letters in two folders, with a script."""
    for folder in ("inbox", "folders/Sent"):
        for part in ("cur", "new", "tmp"):
            (home / folder / part).mkdir(parents=True)
        (home / folder / "dovecot-uidlist").write_text(f"3 V1 N{upcoming} G{GUID}\n")
    (home / "inbox/cur/1.a:2,S").write_text("Subject: one\n\n1\n")
    (home / "inbox/new/2.b").write_text("Subject: two\n\n2\n")
    (home / "folders/Sent/cur/3.c:2,S").write_text("Subject: three\n\n3\n")
    (home / "folders/subscriptions").write_text("Sent\n")
    (home / "sieve").mkdir()
    (home / "sieve/away.sieve").write_text("keep;\n")
    (home / ".dovecot.sieve").symlink_to("sieve/away.sieve")


def mirror(home: Path, place: Path) -> None:
    """What a backup leaves: the same letters and lists, and no others."""
    for part in ("inbox", "folders"):
        shutil.rmtree(place / part, ignore_errors=True)
        shutil.copytree(home / part, place / part)


@pytest.fixture
def one(tmp_path: Path) -> Spots:
    """The host that keeps the mailbox, with it."""
    found = spots(tmp_path / "one")
    fill(found.places.store / BOX.owner)
    return found


@pytest.fixture
def two(tmp_path: Path) -> Spots:
    """The host of the copies, which has none yet."""
    return spots(tmp_path / "two")


@pytest.fixture
def settings() -> Settings:
    """Of the host that keeps the mailboxes."""
    return Settings(
        here=HERE,
        to=THERE,
        bound=300,
        workers=2,
        postmaster="postmaster@moj.gov.vn",
        shared="Cơ quan",
        reader={},
    )


@pytest.fixture
def dovecot(one: Spots, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """The stand-in, in place of doveadm."""
    found = Dovecot(one.places.store)
    monkeypatch.setattr(doveadm, "home_of", found.home_of)
    monkeypatch.setattr(doveadm, "run", found.run)
    monkeypatch.setattr(doveadm, "is_2_3", lambda: False)
    return found
