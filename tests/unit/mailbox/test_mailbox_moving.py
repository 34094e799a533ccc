"""A mailbox is put aside only when the other host has every letter of it, the last one too."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hopthu_mailbox import doveadm, link
from hopthu_mailbox.content import letter_files
from hopthu_mailbox.moving import copied, elsewhere, moved
from hopthu_mailbox.places import Box, Failed, Places

HERE, THERE = "mail1.moj.gov.vn", "mail2.moj.gov.vn"


class OtherHost:
    """A folder that stands for the other host; ``before`` happens when it is asked for letters."""

    def __init__(self, folder: Path) -> None:
        self.host, self.folder = THERE, folder
        self.before: list[Callable[[], object]] = []
        self.deaf = False

    def command(self, *_: str) -> list[str]:
        """What would be run."""
        return []

    def letters(self, address: str) -> tuple[list[doveadm.Letter], Counter[str]]:
        """What it has."""
        found = doveadm.letters(address, self.folder), link.digests(self.folder)
        if self.before:
            self.before.pop(0)()
        return found

    def bring_scripts(self, *_: object) -> None:
        """Nothing here."""

    def take(self, place: Path) -> None:
        """Take letters in that it has not got."""
        for path in letter_files(place):
            target = self.folder / path.relative_to(place)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not self.deaf:
                shutil.copy(path, target)


@pytest.fixture
def other(places: Places, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OtherHost:
    """The other host, empty, to which doveadm copies."""
    found = OtherHost(tmp_path / "other")
    found.folder.mkdir()

    def sync_to(_address: str, _command: Sequence[str], place: Path | None = None) -> None:
        found.take(place or places.store / box.owner)

    monkeypatch.setattr(doveadm, "sync_to", sync_to)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: None)  # doveadm kick
    return found


@pytest.mark.usefixtures("dovecot")
def test_a_mailbox_moves(places: Places, box: Box, other: OtherHost) -> None:
    """All letters are there, and here is the old copy under another name."""
    assert elsewhere(box, THERE, HERE, places)
    facts = moved(box, other, places)  # type: ignore[arg-type]
    assert facts["state"] == "moved"
    assert facts["messages"] == 3
    assert not elsewhere(box, THERE, HERE, places)
    assert link.digests(Path(facts["archive"])) == link.digests(other.folder)
    assert Path(facts["archive"]).parent == places.store / ".moved"


@pytest.mark.usefixtures("dovecot")
def test_what_did_not_arrive_stays(places: Places, box: Box, other: OtherHost) -> None:
    """The other host lost something: the mailbox is not put aside."""
    other.deaf = True
    for attempt in (copied, moved):
        with pytest.raises(Failed, match="3 letters are not at mail2"):
            attempt(box, other, places)  # type: ignore[arg-type]
    assert elsewhere(box, THERE, HERE, places)


@pytest.mark.usefixtures("dovecot")
def test_a_letter_of_the_last_moment(places: Places, box: Box, other: OtherHost) -> None:
    """One that comes in after the comparison and before the renaming is brought, too."""
    late = places.store / box.owner / "inbox" / "new" / "9.z"
    other.before = [lambda: late.write_text("Subject: late\n\n9\n")]
    facts = moved(box, other, places)  # type: ignore[arg-type]
    assert (Path(facts["archive"]) / "inbox" / "new" / "9.z").exists()
    assert (other.folder / "inbox" / "new" / "9.z").exists()


def test_a_mailbox_of_one_s_own_stays(places: Places, box: Box) -> None:
    """Neither one of this host nor an empty one is elsewhere."""
    assert not elsewhere(box, HERE, HERE, places)
    assert not elsewhere(box, HERE, HERE.upper(), places)
    assert not elsewhere(Box("thanh-hoa-0009"), THERE, HERE, places)
    (places.store / "thanh-hoa-0009" / "inbox" / "new").mkdir(parents=True)
    assert not elsewhere(Box("thanh-hoa-0009"), THERE, HERE, places)


@pytest.mark.parametrize(
    "request_",
    [
        "",
        "rm -rf /",
        "sync a@moj.gov.vn; id",
        "letters ../../etc@x y",
        "sync a@moj.gov.vn -u b@moj.gov.vn",
        "archive a@moj.gov.vn",
    ],
)
def test_another_host_may_ask_for_little(places: Places, request_: str) -> None:
    """Whatever is no request of ours is refused before anything is run."""
    with pytest.raises(Failed, match="not among"):
        link.receive(request_, places)
