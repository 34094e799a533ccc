"""A host that comes back brings what was never copied, and nothing its owner dealt with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from hopthu_mailbox import doveadm
from hopthu_mailbox.content import letter_files
from hopthu_mailbox.places import BASE, Box, Failed, Places
from hopthu_mailbox.tail import base_at, tail_of


class Maildirs:
    """What doveadm fetch and expunge do, at the place that is named; ``deaf``: removes nothing."""

    def __init__(self) -> None:
        self.deaf = False

    def run(self, *command: str, good: Sequence[int] = (0,)) -> str:
        """By the files; a letter's number is what its name begins with."""
        assert good == (0,)
        (named,) = (each for each in command if each.startswith("mail_path="))
        place = Path(named.removeprefix("mail_path=")).parent
        found = {
            path: str(path.parent.parent.relative_to(place)).removeprefix("folders/")
            for path in letter_files(place)
        }
        if "expunge" in command:
            folder, which = command[command.index("mailbox") + 1], command[-1].split(",")
            for path, where in found.items():
                if where == folder and path.name.partition(".")[0] in which and not self.deaf:
                    path.unlink()
            return ""
        return json.dumps(
            [
                {
                    "mailbox": folder,
                    "uid": path.name.partition(".")[0],
                    "guid": path.name.partition(":")[0],
                    "flags": "",
                    "date.received.unixtime": "0",
                    "size.virtual": "1",
                }
                for path, folder in found.items()
            ]
        )


@pytest.fixture
def maildirs(monkeypatch: pytest.MonkeyPatch) -> Maildirs:
    """In place of Dovecot 2.4's doveadm."""
    found = Maildirs()
    monkeypatch.setattr(doveadm, "run", found.run)
    monkeypatch.setattr(doveadm, "is_2_3", lambda: False)
    monkeypatch.setattr(doveadm, "_AT_ONCE", 1)
    return found


@pytest.mark.usefixtures("maildirs")
def test_the_tail_has_what_no_copy_had(places: Places, box: Box) -> None:
    """The mailbox itself stays as it is, and so do the files of its letters."""
    home = places.home(box.owner)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    tail = tail_of(box, home, ["1.a", "3.c", "9.gone"], places)
    assert tail == places.store / f".tail-{box.owner}"
    assert [path.name for path in letter_files(tail)] == ["2.b"]
    assert (tail / "inbox/dovecot-uidlist").read_text() == "3 V1 N3\n"
    assert not list(tail.rglob("dovecot.index*"))
    assert not (tail / "sieve").exists()
    (tail / "inbox/dovecot-uidlist").write_text("changed")
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("maildirs")
def test_nothing_is_left_over_where_all_was_copied(places: Places, box: Box) -> None:
    """Nor where a run was cut off before."""
    home = places.home(box.owner)
    (places.store / f".tail-{box.owner}" / "inbox").mkdir(parents=True)
    assert tail_of(box, home, ["1.a", "2.b", "3.c"], places) is None
    assert not (places.store / f".tail-{box.owner}").exists()


def test_a_letter_that_stays_in_the_tail_is_no_tail(
    places: Places, box: Box, maildirs: Maildirs
) -> None:
    """It would come back where its owner deleted it."""
    maildirs.deaf = True
    with pytest.raises(Failed, match="1 letters of"):
        tail_of(box, places.home(box.owner), ["1.a"], places)


def test_a_mailbox_that_was_a_copy_says_so(places: Places, box: Box, tmp_path: Path) -> None:
    """An empty list is one; no link is followed."""
    home = places.home(box.owner)
    assert base_at(home) is None
    (home / BASE).write_text("")
    assert base_at(home) == []
    (home / BASE).write_text("1.a\n2.b\n")
    assert base_at(home) == ["1.a", "2.b"]
    (home / BASE).unlink()
    (tmp_path / "secret").write_text("x\n")
    (home / BASE).symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic"):
        base_at(home)
