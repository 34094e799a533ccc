"""Mailboxes in use are caught whole: no letter is missing, none is there twice."""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from pathlib import Path

import pytest

from hopthu_backup import linked
from hopthu_backup.settings import Settings

from .conftest import deliver


def contents(place: Path) -> Counter[bytes]:
    """The letters below a folder by what is in them."""
    return Counter(
        path.read_bytes() for path in place.rglob("*") if path.parent.name in ("cur", "new")
    )


def test_what_is_taken_is_what_is_there(settings: Settings) -> None:
    """Letters, lists, scripts and links; no caches, nothing half delivered, no others' folders."""
    home = settings.store / "thanh-hoa-0003"
    deliver(home, "inbox", "1.a", flags="S")
    deliver(home, "folders/H&HtM- s&AaE-", "1.b")
    (home / "inbox" / "tmp" / "1.c").write_text("half")
    (home / "inbox" / "dovecot-uidlist").write_text("3 V1 N3\n1 :1.a\n2 :1.")
    (home / "inbox" / "dovecot.index.log").write_text("x")
    (home / "sieve").mkdir()
    (home / "sieve" / "a.sieve").write_text("keep;")
    (home / ".dovecot.sieve").symlink_to("sieve/a.sieve")
    (home / "away").symlink_to("/etc")
    for name in (".moved", ".shared", ".offices", ".search", ".removed-x", ".copies", ".tail-x"):
        deliver(settings.store / name, "inbox", "1.d")
    deliver(settings.store / ".moving-ha-noi-0001", "inbox", "1.e")
    assert linked.take(settings.store, settings.linked) == 3
    taken = settings.linked / "thanh-hoa-0003"
    assert contents(taken) == contents(home)
    assert (taken / "inbox" / "dovecot-uidlist").read_text() == "3 V1 N3\n1 :1.a\n"
    assert not (taken / "inbox" / "dovecot.index.log").exists()
    assert not list(taken.rglob("1.c"))
    assert (taken / "sieve" / "a.sieve").read_text() == "keep;"
    assert (taken / ".dovecot.sieve").readlink() == Path("sieve/a.sieve")
    assert (taken / "away").is_symlink()
    assert {path.name for path in settings.linked.iterdir()} == {
        "thanh-hoa-0003",
        ".moving-ha-noi-0001",
    }


def everything(place: Path) -> dict[str, tuple[int, ...]]:
    """All below a folder with what a copy knows a file by: inode, times, size."""
    found: dict[str, tuple[int, ...]] = {}
    for path in (place, *place.rglob("*")):
        facts = path.lstat()
        times = (facts.st_mtime_ns, facts.st_ctime_ns)
        found[str(path.relative_to(place))] = (facts.st_ino, *times, facts.st_size)
    return found


def test_what_did_not_change_is_the_same_the_next_time(settings: Settings) -> None:
    """Down to what a copy takes for a change; only where something changed it is another."""
    for owner in ("a-1", "b-2"):
        home = settings.store / owner
        deliver(home, "inbox", "1.a", flags="S")
        deliver(home, "folders/A", "1.b")
        (home / "inbox" / "dovecot-uidlist").write_text("3 V1 N3\n1 :1.a\n")
        (home / "sieve").mkdir()
        (home / ".dovecot.sieve").symlink_to("sieve/a.sieve")
    linked.take(settings.store, settings.linked)
    before = everything(settings.linked)
    linked.take(settings.store, settings.linked)
    assert everything(settings.linked) == before
    deliver(settings.store / "a-1", "folders/A", "1.c")
    assert linked.take(settings.store, settings.linked) == 5
    after = everything(settings.linked)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"a-1/folders/A/new", "a-1/folders/A/new/1.c"}


def test_what_is_another_thing_now(settings: Settings) -> None:
    """Nothing is written where a link of before leads; what went goes."""
    home = settings.store / "a-1"
    elsewhere = settings.store.parent / "elsewhere"
    elsewhere.mkdir()
    deliver(home, "inbox", "1.a", flags="S")
    deliver(home, "folders/A", "1.b")
    (home / "folders" / "B").symlink_to(elsewhere)
    (home / "subscriptions").write_text("A\n")
    (home / "sieve").mkdir()
    (home / ".dovecot.sieve").symlink_to("sieve/a.sieve")
    deliver(settings.store / "b-2", "inbox", "1.c")
    linked.take(settings.store, settings.linked)
    (home / "folders" / "B").unlink()
    deliver(home, "folders/B", "1.d")
    (home / "folders" / "A" / "new" / "1.b").rename(home / "inbox" / "cur" / "1.b:2,S")
    shutil.rmtree(home / "folders" / "A")
    (home / "folders" / "A").symlink_to(elsewhere)
    (home / "subscriptions").unlink()
    (home / "subscriptions").mkdir()
    (home / ".dovecot.sieve").unlink()
    (home / ".dovecot.sieve").symlink_to("sieve/b.sieve")
    shutil.rmtree(settings.store / "b-2")
    assert linked.take(settings.store, settings.linked) == 3
    taken = settings.linked / "a-1"
    assert contents(settings.linked) == contents(home)
    assert not os.path.lexists(taken / "folders" / "A")
    assert (taken / ".dovecot.sieve").readlink() == Path("sieve/b.sieve")
    assert (taken / "subscriptions").is_dir()
    assert not list(elsewhere.iterdir())
    assert os.listdir(settings.linked) == ["a-1"]


def test_a_run_that_was_cut_off_is_no_hindrance(settings: Settings) -> None:
    """What it left is made anew, and what was deleted since does not come back with it."""
    home = settings.store / "a-1"
    gone = deliver(home, "inbox", "1.a")
    deliver(home, "inbox", "1.b")
    linked.take(settings.store, settings.linked)
    gone.unlink()
    assert linked.take(settings.store, settings.linked) == 1


def test_mailboxes_that_change_meanwhile(settings: Settings) -> None:
    """Letters that are read and moved all the time are each there once, whichever the moment."""
    home = settings.store / "a-1"
    folders = ("inbox", "folders/A", "folders/B")
    for number in range(60):
        deliver(home, folders[number % 3], f"1.{number}", flags="S")
    before = contents(home)
    done = threading.Event()

    def use() -> None:
        turn = 0
        while not done.is_set():
            for folder in folders:
                there = folders[turn % 3]
                for path in list((home / folder / "cur").iterdir())[turn % 7 :: 7]:
                    flags = "S" if path.name.endswith("RS") else "RS"
                    name = f"{path.name.partition(':')[0]}:2,{flags}"
                    path.rename(home / there / "cur" / name)
                turn += 1

    user = threading.Thread(target=use)
    user.start()
    try:
        for _ in range(15):
            assert linked.take(settings.store, settings.linked) == 60
            assert contents(settings.linked) == before
    finally:
        done.set()
        user.join()


def test_a_copy_that_somebody_made_stays_one(settings: Settings) -> None:
    """Dovecot copies a letter by another name for its file: that is two letters."""
    home = settings.store / "a-1"
    first = deliver(home, "inbox", "1.a", flags="S")
    (home / "folders/A/cur").mkdir(parents=True)
    os.link(first, home / "folders/A/cur/2.a:2,S")
    assert linked.take(settings.store, settings.linked) == 2


def test_what_cannot_be_read_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not taken for an empty mailbox."""
    deliver(settings.store / "a-1", "inbox", "1.a")
    linked.take(settings.store, settings.linked)
    real = os.scandir

    def refuse(path: object = ".") -> object:
        if str(path).endswith("cur"):
            raise PermissionError(13, "no", str(path))
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr("sys.argv", ["linked", str(settings.store), str(settings.linked)])
    assert linked.main() == 1
    assert "inbox/cur" in capsys.readouterr().err
    # On a full disk other names of what is deleted would keep the room.
    assert not settings.linked.exists()
