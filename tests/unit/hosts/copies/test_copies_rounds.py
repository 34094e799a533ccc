"""A round copies what changed, compares it, and never lets a copy be emptied by mistake."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from hopthu_copies import receiving, scripts
from hopthu_copies.note import Note, summary
from hopthu_copies.rounds import Round
from hopthu_copies.settings import Settings, Spots
from hopthu_copies.way import Way
from hopthu_mailbox.places import Box, Failed

from .conftest import BOX, GUID, HERE, THERE, Dovecot, mirror


class OtherEnd:
    """The other host, without ssh: what it would do is done in its folders.

    ``during`` happens while a mailbox is copied; ``away``: it does not answer.
    """

    def __init__(self, dovecot: Dovecot, two: Spots, settings: Settings) -> None:
        self.dovecot, self.copies, self.settings = dovecot, two.copies(HERE), settings
        self.copies.folder.mkdir(parents=True)
        self.copied: list[str] = []
        self.during: list[Any] = []
        self.away = False

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The connection."""
        if self.away:
            raise Failed("mail2.moj.gov.vn: Connection timed out")
        yield

    def copy(self, box: Box, guid: str, upcoming: int) -> None:
        """What the other end and Dovecot do."""
        place = self.copies.of(box.owner)
        place.mkdir(exist_ok=True)
        receiving.require_same(place, guid, upcoming)
        (place / "copied-letters").unlink(missing_ok=True)
        home = self.dovecot.home_of(box.address)
        assert home
        mirror(home, place)
        self.copied.append(box.owner)
        if self.during:
            self.during.pop(0)()

    def scripts(self, box: Box, packed: bytes) -> None:
        """As the other end does it."""
        scripts.put(packed, self.copies.of(box.owner), self.copies.folder.stat())

    def compare(self, digests: Mapping[Box, str]) -> set[str]:
        """As the other end does it."""
        asked = [{"id": b.owner, "address": b.address, "digest": d} for b, d in digests.items()]
        return set(receiving._compare(asked, self.settings, self.copies))

    def tell(self, note: str) -> None:
        """As the other end does it."""
        receiving._keep_note(note.encode(), HERE, self.copies)


class Rounds:
    """Rounds of the first host, at times that a test says."""

    def __init__(self, dovecot: Dovecot, one: Spots, two: Spots, settings: Settings) -> None:
        self.end = OtherEnd(dovecot, two, settings)
        self.settings, self.one = settings, one
        self.home = one.places.store / BOX.owner
        self.copy = self.end.copies.of(BOX.owner)

    def run(self, now: int, *boxes: Box) -> Note:
        """One round; returns what it noted."""
        note = Note.read(self.one.notes / "note.json", HERE, THERE)
        way = cast("Way", self.end)
        Round(self.settings, self.one, way, note, lambda: now).run(boxes or (BOX,))
        return Note.read(self.one.notes / "note.json", HERE, THERE)

    def letters(self) -> list[str]:
        """The names of the copy's letters."""
        return sorted(path.name for path in self.copy.rglob("*.*:*")) + sorted(
            path.name for path in self.copy.glob("*/new/*")
        )


@pytest.fixture
def rounds(dovecot: Dovecot, one: Spots, two: Spots, settings: Settings) -> Rounds:
    """The first host's, with the second in folders."""
    return Rounds(dovecot, one, two, settings)


def test_a_mailbox_is_copied_once(rounds: Rounds) -> None:
    """With its scripts and the list of its letters; a round without a change copies nothing."""
    note = rounds.run(1000)
    assert note.copies[BOX.owner].as_of == 1000
    assert rounds.letters() == ["1.a:2,S", "3.c:2,S", "2.b"]
    assert (rounds.copy / "copied-letters").read_text() == "1.a\n2.b\n3.c\n"
    assert (rounds.copy / ".dovecot.sieve").readlink() == Path("sieve/away.sieve")
    assert (rounds.copy / "sieve/away.sieve").read_text() == "keep;\n"
    note = rounds.run(2000)
    assert note.copies[BOX.owner].as_of == 2000
    assert rounds.end.copied == [BOX.owner]
    told = json.loads(rounds.end.copies.note.read_text())
    assert told["copies"][BOX.owner]["as_of"] == 2000


@pytest.mark.parametrize(
    "change",
    [
        lambda home: (home / "inbox/new/4.d").write_text("x"),
        lambda home: (home / "inbox/cur/1.a:2,S").unlink(),
        lambda home: (home / "inbox/cur/1.a:2,S").rename(home / "inbox/cur/1.a:2,FS"),
        lambda home: (home / "inbox/cur/1.a:2,S").rename(home / "folders/Sent/cur/1.a:2,S"),
        lambda home: (home / "folders/New/cur").mkdir(parents=True),
        lambda home: (home / "sieve/away.sieve").write_text("discard;\n"),
        lambda home: (home / ".dovecot.sieve").unlink(),
        lambda home: (home / "folders/subscriptions").write_text("\n"),
    ],
)
def test_every_change_is_copied(rounds: Rounds, change: Any) -> None:
    """Letters, marks, moves, folders, scripts, subscriptions; the copy is the same then."""
    rounds.run(1000)
    change(rounds.home)
    assert rounds.run(1100).copies[BOX.owner].as_of == 1100
    assert rounds.end.copied == [BOX.owner] * 2
    here = {str(p.relative_to(rounds.home)) for p in rounds.home.rglob("*") if p.is_file()}
    there = {str(p.relative_to(rounds.copy)) for p in rounds.copy.rglob("*") if p.is_file()}
    assert there - here == {"copied-letters"}
    assert here - there == set()


def test_a_letter_that_comes_in_meanwhile_is_copied_at_once(rounds: Rounds) -> None:
    """The comparison notices; the same round copies once more."""
    late = rounds.home / "inbox/new/9.z"
    rounds.end.during.append(lambda: late.write_text("x"))
    assert rounds.run(1000).copies[BOX.owner].as_of == 1000
    assert "9.z" in rounds.letters()
    assert len(rounds.end.copied) == 2


def test_a_mailbox_that_changes_all_the_time_stays_due(rounds: Rounds) -> None:
    """It counts as behind until a comparison was right, and says why."""
    for number in range(3):
        path = rounds.home / f"inbox/new/{20 + number}.z"
        rounds.end.during.append(lambda path=path: path.write_text("x"))
    note = rounds.run(1000)
    assert note.copies[BOX.owner].as_of == 0
    assert "not yet" in note.copies[BOX.owner].reason
    assert rounds.run(1060).copies[BOX.owner].as_of == 1060


@pytest.mark.parametrize("lost", ["everything", "begun anew", "older"])
def test_a_lost_disk_empties_no_copy(rounds: Rounds, lost: str) -> None:
    """Whatever stands at the mailbox's place now: the copy stays, and the round says so."""
    rounds.run(1000)
    shutil.rmtree(rounds.home)
    if lost != "everything":
        guid, upcoming = ("f" * 32, 9) if lost == "begun anew" else (GUID, 3)
        (rounds.home / "inbox/cur").mkdir(parents=True)
        (rounds.home / "inbox/dovecot-uidlist").write_text(f"3 V1 N{upcoming} G{guid}\n")
    note = rounds.run(1100)
    assert rounds.letters() == ["1.a:2,S", "3.c:2,S", "2.b"]
    assert note.copies[BOX.owner].as_of == 1000
    assert note.copies[BOX.owner].reason
    (late,) = summary(note, 60, 1100)["latest"]
    assert late["id"] == BOX.owner
    assert late["behind"] == 100


def test_a_host_that_is_away_delays_what_changed(rounds: Rounds) -> None:
    """What did not change is not behind; what did is, from the last round that reached it."""
    rounds.run(1000)
    rounds.end.away = True
    with pytest.raises(Failed, match="timed out"):
        rounds.run(1100)
    (rounds.home / "inbox/new/4.d").write_text("x")
    with pytest.raises(Failed, match="timed out"):
        rounds.run(2000)
    note = Note.read(rounds.one.notes / "note.json", HERE, THERE)
    assert summary(note, 300, 2000)["late"] == 1


def test_who_has_no_letters_yet_is_not_behind(rounds: Rounds) -> None:
    """And who is kept elsewhere by now is forgotten."""
    other = Box("thanh-hoa-0009", "x@moj.gov.vn")
    note = rounds.run(1000, BOX, other)
    assert note.copies[other.owner].behind(1000) == 0
    assert summary(rounds.run(9000, BOX, other), 300, 9000)["late"] == 0
    assert set(rounds.run(9060, other).copies) == {other.owner}


def test_a_mailbox_is_compared_once_a_day(rounds: Rounds) -> None:
    """What was changed in the copy is found, and put right."""
    rounds.run(1000)
    (rounds.copy / "inbox/new/2.b").unlink()
    rounds.run(2000)
    assert "2.b" not in rounds.letters()
    rounds.run(1000 + 86400)
    assert "2.b" in rounds.letters()


def test_an_odd_mailbox_holds_no_other_up(rounds: Rounds, dovecot: Dovecot) -> None:
    """A link in its place, a list that is none, an address that is somebody else's."""
    store = rounds.one.places.store
    (store / "a-1").symlink_to(store / BOX.owner)
    (store / "b-1/inbox/cur").mkdir(parents=True)
    (store / "b-1/inbox/dovecot-uidlist").write_text("odd\n")
    shutil.copytree(rounds.home, store / "c-1", symlinks=True)
    dovecot.known["c@moj.gov.vn"] = BOX.owner
    odd = [Box(f"{each}-1", f"{each}@moj.gov.vn") for each in "abc"]
    note = rounds.run(1000, *odd, BOX)
    assert note.copies[BOX.owner].as_of == 1000
    assert all(note.copies[each.owner].reason for each in odd)


def test_the_note_of_another_host_is_not_used(rounds: Rounds) -> None:
    """Copies that go to another host from now on are all to be made."""
    rounds.run(1000)
    assert Note.read(rounds.one.notes / "note.json", HERE, "mail3.moj.gov.vn").copies == {}


def test_the_copy_of_who_was_retired_goes(rounds: Rounds, dovecot: Dovecot) -> None:
    """Only when mailbox and entry are gone; also where a round was cut off before it was told."""
    other = Box("thanh-hoa-0009", "x@moj.gov.vn")
    rounds.run(1000)
    assert rounds.run(1100, other).gone == {BOX.owner: BOX.address}  # it is archived meanwhile
    shutil.rmtree(rounds.home)
    rounds.end.away = True
    with pytest.raises(Failed):
        rounds.run(1200, other)
    rounds.end.away = False
    assert rounds.run(1300, other).gone == {}
    assert rounds.copy.exists()  # the directory knows it: it moved to another host
    del dovecot.known[BOX.address]
    rounds.run(1400, other)
    assert rounds.copy.exists()
    note = Note.read(rounds.one.notes / "note.json", HERE, THERE)
    note.gone[BOX.owner] = BOX.address
    note.write(rounds.one.notes / "note.json")
    assert rounds.run(1500, other).gone == {}
    assert not rounds.copy.exists()


def test_a_host_that_keeps_nothing_has_nothing_to_say(rounds: Rounds) -> None:
    """As one that was lost and is back, whose mailboxes are kept by the other: no alarm."""
    rounds.run(1000)
    rounds.end.away = True  # it would be refused
    note = Note.read(rounds.one.notes / "note.json", HERE, THERE)
    way = cast("Way", rounds.end)
    Round(rounds.settings, rounds.one, way, note, lambda: 2000).run([])
    assert summary(note, 300, 2000)["late"] == 0
    assert (note.ended, note.gone) == (2000, {BOX.owner: BOX.address})
