"""The folders of an agency's mailbox, and in whose programs they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu_agency_office import KNOWN, Office

AGENCY, ID, SEEN = "thads@moj.gov.vn", "thanh-hoa", "Cơ quan/thads"
CHI, DUNG = "chi@moj.gov.vn", "dung@moj.gov.vn"
OWN = ("Sent", "Trash")


class Dovecot:
    """Makes folders where an office has them, and remembers who subscribed what."""

    def __init__(self, store: Path) -> None:
        self.folders = store / ID / "folders"
        self.shown: dict[str, set[str]] = {CHI: set(), DUNG: set()}
        self.asked = 0
        self.fails = ""

    def make(self, name: str) -> None:
        """Make a folder, as somebody does."""
        for inner in ("cur", "new", "tmp"):
            (self.folders / name / inner).mkdir(parents=True)

    def __call__(self, *command: str) -> tuple[bool, str]:
        """Do what doveadm does."""
        self.asked += 1
        if self.fails in command:
            return False, ""
        match command:
            case ("mailbox", "create", "-u", _, name):
                self.make(name)
            case ("mailbox", "list", "-u", _):
                places = [str(p.parent.relative_to(self.folders)) for p in self._all()]
                return True, "\n".join(["INBOX", *places, "Cơ quan/khac", ""])
            case ("mailbox", "subscribe", "-u", person, *names):
                self.shown[person] |= set(names)
            case ("mailbox", "unsubscribe", "-u", person, *names):
                self.shown[person] -= set(names)
            case ("user", person):
                return person in self.shown, ""
        return True, ""

    def _all(self) -> Iterator[Path]:
        return self.folders.rglob("cur")


@pytest.fixture
def dovecot(tmp_path: Path) -> Dovecot:
    """The Dovecot of a mail host."""
    return Dovecot(tmp_path)


def _keep(store: Path, dovecot: Dovecot, *managers: str) -> bool:
    return Office(store, AGENCY, ID, SEEN, dovecot).keep(managers, OWN)


def _seen(*names: str) -> set[str]:
    return {f"{SEEN}/{name}" for name in names}


def test_an_office_has_folders_of_its_own_and_all_managers_see_them(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    """What one makes later, and who comes later, too; a run without a change asks nothing."""
    assert _keep(tmp_path, dovecot, CHI)
    assert dovecot.shown == {CHI: _seen(*OWN), DUNG: set()}
    dovecot.make("2026/Văn bản đến")
    assert _keep(tmp_path, dovecot, CHI)
    assert dovecot.shown[CHI] == _seen(*OWN, "2026/Văn bản đến")
    assert _keep(tmp_path, dovecot, DUNG, CHI)
    assert dovecot.shown[DUNG] == dovecot.shown[CHI]
    asked = dovecot.asked
    assert _keep(tmp_path, dovecot, CHI, DUNG)
    assert dovecot.asked == asked


def test_what_a_manager_put_away_stays_away(tmp_path: Path, dovecot: Dovecot) -> None:
    """And what is gone, or no longer theirs, goes."""
    dovecot.make("Cũ")
    _keep(tmp_path, dovecot, CHI, DUNG)
    dovecot.shown[CHI] -= _seen("Trash")
    dovecot.make("Mới")
    (dovecot.folders / "Cũ").rename(tmp_path / "away")
    assert _keep(tmp_path, dovecot, CHI, DUNG)
    assert dovecot.shown == {CHI: _seen("Sent", "Mới"), DUNG: _seen("Sent", "Trash", "Mới")}
    assert _keep(tmp_path, dovecot, CHI)
    assert dovecot.shown[DUNG] == set()
    del dovecot.shown[CHI]
    assert _keep(tmp_path, dovecot)


def test_nobody_manages_it(tmp_path: Path, dovecot: Dovecot) -> None:
    """Nothing is made, and nothing asked."""
    assert _keep(tmp_path, dovecot)
    assert dovecot.asked == 0


@pytest.mark.parametrize("what", ["create", "list", "subscribe"])
def test_what_failed_is_done_by_the_next_run(tmp_path: Path, dovecot: Dovecot, what: str) -> None:
    """As what was cut off is; a note that cannot be read is none."""
    dovecot.fails = what
    assert not _keep(tmp_path, dovecot, CHI)
    dovecot.fails = ""
    (tmp_path / KNOWN).mkdir(exist_ok=True)
    (tmp_path / KNOWN / f"{ID}.json").write_text('{"managers": [')
    assert _keep(tmp_path, dovecot, CHI)
    assert dovecot.shown[CHI] == _seen(*OWN)
