"""``scripts/handover``: keys, the list of bundles, receipts; and the folder they are in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from hopthu.interfaces.commands import handover
from hopthu.provision.handover.bundle import Bundle
from hopthu.provision.handover.issue import issue
from hopthu.provision.handover.store import ISSUED, Receipt, Record, Store
from hopthu.records.handover_keys import is_public_key
from hopthu.records.handover_terms import Terms
from hopthu.text.operator import operator

from .handover_samples import Pair, slip

TERMS = Terms(recovery_key="", days=30, shortest=10, remembered=5, webmail="https://x/", help="ai")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command with arguments and answers to its questions: status, output and errors."""

    def call(*arguments: object, answers: tuple[str, ...] = ()) -> tuple[int, str, str]:
        left = iter(answers)
        monkeypatch.setattr("getpass.getpass", lambda _: next(left))
        monkeypatch.setattr(sys, "argv", ["scripts/handover", *map(str, arguments)])
        status = handover.main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The folder of an environment."""
    return Store(tmp_path / "env" / "handover")


def made(store: Store, key: str, *numbers: int, again: bool = False) -> Record:
    """A bundle of these people of Thanh Hóa."""
    people = [slip(number, password="") for number in numbers]
    keys = [("Ứng Hoè Sơn", key)]
    return issue(store, "thanh_hoa", "Thanh Hóa", people, keys, TERMS, again=again)[0]


@pytest.mark.parametrize("passphrase", ["", "mở ra"])
def test_a_new_key_opens_what_is_sealed_to_it(
    run: Run, store: Store, tmp_path: Path, passphrase: str
) -> None:
    """The way of a province: key, bundle, slips; the private key is shown nowhere."""
    file = tmp_path / "my.key"
    asked = (passphrase, passphrase) if passphrase else ("",)
    status, out, _ = run("key", "-o", file, answers=asked)
    public = out.split()[-1]
    assert status == 0
    assert is_public_key(public)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "AGE-SECRET-KEY" not in out
    assert ("AGE-SECRET-KEY" in file.read_bytes().decode("latin-1")) is not bool(passphrase)
    record = made(store, public, 1, 2)
    into = tmp_path / "slips"
    sealed = store.path(record.bundle)
    status, out, _ = run("open", sealed, "--key", file, "--into", into, answers=(passphrase,))
    assert status == 0
    assert "2 slips of Thanh Hóa" in out
    assert sorted(path.name for path in into.iterdir()) == [
        "danh-sach-ky-nhan.pdf",
        "slips.json",
        "slips.pdf",
    ]
    assert run("key", "-o", file, answers=asked)[0] == 2


def test_two_different_passphrases(run: Run, tmp_path: Path) -> None:
    """No key is made."""
    status, _, err = run("key", "-o", tmp_path / "k", answers=("a", "b"))
    assert (status, (tmp_path / "k").exists()) == (2, False)
    assert "differ" in err


def test_nobody_to_ask(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a terminal no key is made, and that is said."""

    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(handover, "getpass", SimpleNamespace(getpass=nobody))
    status, _, err = run("key", "-o", tmp_path / "k")
    assert (status, "in a terminal" in err) == (2, True)


def test_an_operator_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container the number stands for it."""

    def nameless() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", nameless)
    assert operator() == str(os.getuid())


def test_status_tells_what_became_of_each(run: Run, store: Store, age_pair: Pair) -> None:
    """Replaced, interrupted, handed over, expired and to be handed over."""
    environment = store.folder.parent
    assert "No bundles" in run("status", "--into", environment)[1]
    made(store, age_pair.public, 1)
    store.issued(made(store, age_pair.public, 1, again=True))
    made(store, age_pair.public, 2)
    late = made(store, age_pair.public, 3)
    store.update(_changed(late, valid_until="2008-12-01", state=ISSUED))
    store.issued(made(store, age_pair.public, 4, 5))
    *lines, read = run("status", "--into", environment)[1].splitlines()[1:]
    assert read == f"Read from {store.folder}."
    for line, words in zip(
        lines,
        ("replaced", "to hand over, sealed for Ứng Hoè Sơn", "interrupted", "expired", "to hand"),
        strict=True,
    ):
        assert words in line


def _changed(record: Record, **values: str) -> Record:
    return Record(**{**{name: getattr(record, name) for name in record.__slots__}, **values})


def test_receipts_are_kept(run: Run, store: Store, age_pair: Pair) -> None:
    """For some people, then for all that are left; nothing of the bundle changes."""
    record = made(store, age_pair.public, 1, 2, 3)
    store.issued(record)
    place = ("--into", store.folder.parent, "--to", "Bỉm Sơn")
    sealed = store.path(record.bundle).read_bytes()
    status, out, _ = run(
        "receipt", store.path(record.bundle), "thanh-hoa-0002", *place, "--on", "2026-11-25"
    )
    assert (status, "1 slips handed to Bỉm Sơn, 2 left" in out) == (0, True)
    assert run("receipt", record.bundle, *place)[0] == 0
    (kept,) = store.records()
    assert kept.waiting == ()
    assert kept.receipts[0].people == ("thanh-hoa-0002",)
    assert kept.receipts[0].on == "2026-11-25"
    assert kept.receipts[1].people == ("thanh-hoa-0001", "thanh-hoa-0003")
    assert store.path(record.bundle).read_bytes() == sealed
    assert "handed over" in run("status", *place[:2])[1]
    assert "were handed over" in run("receipt", record.bundle, *place)[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing",), "there is no bundle nothing"),
        (("{}", "thanh-hoa-0099"), "has no slip for thanh-hoa-0099"),
        (("{}", "--on", "25/11/2026"), "is not a day"),
        (("{}", "--bundles", "/nowhere"), "there is no bundle"),
    ],
)
def test_wrong_receipts(
    run: Run, store: Store, age_pair: Pair, arguments: tuple[str, ...], words: str
) -> None:
    """Each is refused with what is wrong."""
    name = made(store, age_pair.public, 1).bundle
    given = [argument.format(name) for argument in arguments]
    status, _, err = run("receipt", *given, "--to", "x", "--into", store.folder.parent)
    assert status == 2
    assert words in err


def test_a_record_that_is_damaged(run: Run, store: Store) -> None:
    """It is named."""
    store.folder.mkdir(parents=True)
    (store.folder / "thanh_hoa-1.json").write_text("[]")
    status, _, err = run("status", "--into", store.folder.parent)
    assert status == 2
    assert "thanh_hoa-1.json" in err


def test_a_folder_that_cannot_be_written(tmp_path: Path, age_pair: Pair) -> None:
    """Nothing is issued without its slips on the disk."""
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "handover")
    with pytest.raises(Exception, match="cannot be written"):
        made(store, age_pair.public, 1)
    with pytest.raises(Exception, match="cannot be written"), store.alone():
        pass


def test_bundle_is_readable_by_its_owner_alone(store: Store, age_pair: Pair) -> None:
    """Folder and files; the record names people and no password."""
    record = made(store, age_pair.public, 1)
    with store.alone():
        pass
    assert {path.stat().st_mode & 0o077 for path in store.folder.iterdir()} == {0}
    assert record.people == ("thanh-hoa-0001",)
    noted = store.handed(record, Receipt(to="x", on="2026-11-24", by="y", people=record.people))
    assert store.records() == [noted]


def test_nothing_is_replaced_in_silence(bundle: Bundle) -> None:
    """Two bundles have two names though they are made in one second."""
    from hopthu.provision.handover.store import bundle_name

    assert bundle_name("x") != bundle_name("x")
    assert bundle.name
