"""hopthu-mailbox as the mail hosts have it, with a stand-in for Dovecot where there is none.

What Dovecot itself does is tried on real hosts, by the scenario ``moves`` of Molecule.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hopthu_mailbox import doveadm
from hopthu_mailbox.content import letter_files
from hopthu_mailbox.places import Box, Places

OWNER, ADDRESS = "thanh-hoa-0003", "unghoeson@moj.gov.vn"


class Dovecot:
    """Knows one address; copies a maildir as it is, but for what a test makes it ``lose``."""

    def __init__(self, home: Path) -> None:
        self.home: Path | None = home
        self._place = home
        self.lose = ""

    def home_of(self, address: str) -> Path | None:
        """Where the mailbox is, while the directory knows it."""
        return self.home if address == ADDRESS else None

    def letters(self, _address: str, place: Path | None = None) -> list[doveadm.Letter]:
        """The letters by their files."""
        place = place or self._place
        return sorted(
            doveadm.Letter(
                str(path.parent.parent.relative_to(place)),
                path.name.partition(":")[0],
                path.name.partition(":2,")[2],
                "0",
                str(path.stat().st_size),
            )
            for path in letter_files(place)
        )

    def copy_to(self, _address: str, place: Path) -> None:
        """Copy all but what is lost."""
        shutil.rmtree(place, ignore_errors=True)
        for part in ("folders", "inbox"):
            shutil.copytree(self._place / part, place / part)
        for path in place.rglob(self.lose or "nothing"):
            path.unlink()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A host's folders, with a mailbox of three letters in two folders."""
    found = Places(tmp_path / "vmail", tmp_path / "archive")
    found.archives.mkdir()
    home = found.store / OWNER
    for folder in ("inbox", "folders/Sent"):
        for part in ("cur", "new", "tmp"):
            (home / folder / part).mkdir(parents=True)
        (home / folder / "dovecot-uidlist").write_text("3 V1 N3\n")
        (home / folder / "dovecot.index.log").write_text("made anew")
    (home / "inbox/cur/1.a:2,S").write_text("Subject: one\n\n1\n")
    (home / "inbox/new/2.b").write_text("Subject: two\n\n2\n")
    (home / "folders/Sent/cur/3.c:2,S").write_text("Subject: three\n\n3\n")
    (home / "sieve").mkdir()
    (home / "sieve/away.sieve").write_text("keep;\n")
    return found


@pytest.fixture
def box() -> Box:
    """The one mailbox there is."""
    return Box(OWNER, ADDRESS)


@pytest.fixture
def dovecot(places: Places, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """The stand-in, in place of doveadm."""
    found = Dovecot(places.store / OWNER)
    for name in ("home_of", "letters", "copy_to"):
        monkeypatch.setattr(doveadm, name, getattr(found, name))
    return found
