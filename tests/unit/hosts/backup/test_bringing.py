"""Letters come back: those that are asked for, each once, with flags and dates; or it is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import hopthu_host
from hopthu_backup import copying, fetching, found
from hopthu_backup.bringing import Asked, brought
from hopthu_backup.found import Wanted
from hopthu_backup.problem import Problem
from hopthu_backup.settings import Settings
from hopthu_mailbox import doveadm
from hopthu_mailbox.places import Failed

from .conftest import deliver
from .test_linked import contents

OWNER, ADDRESS = "a-1", "a@moj.gov.vn"


class Dovecot:
    """Imports a maildir by its files, but for what a test makes it ``lose``; or ends as told."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.lose = ""
        self.fail = ""
        self.imports = 0

    def home_of(self, address: str) -> Path | None:
        """The only mailbox there is."""
        return self.home if address == ADDRESS else None

    def import_from(self, address: str, place: Path, below: str, *, subscribe: bool) -> None:
        """Copies get names of their own; folders that are empty come, too."""
        assert (address, subscribe) == (ADDRESS, True)
        self.imports += 1
        for letter in found.letters(place):
            if self.fail and self.imports == 1 and letter.path.name.startswith("1.2"):
                raise Failed(self.fail)
            if self.lose and self.lose in letter.path.name:
                continue
            folder = f"{found.to_utf7(below)}/{letter.folder}" if below else letter.folder
            target = self.home / found.place_of(folder) / "cur"
            for part in ("cur", "new", "tmp"):
                (target.parent / part).mkdir(parents=True, exist_ok=True)
            flags = letter.path.name.partition(":2,")[2]
            path = target / f"{self.imports}.{letter.path.name.partition(':')[0]}.x:2,{flags}"
            shutil.copy2(letter.path, path)


@pytest.fixture
def dovecot(host: Settings, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """Dovecot with one mailbox of some folders, which is copied."""
    home = host.store / OWNER
    for number in range(4):
        deliver(home, "inbox", f"1.{number}", flags="S", subject=f"Thư {number}", day=number)
    deliver(home, "folders/H&HtM- s&AaE-", "1.5", flags="FS", subject="=?utf-8?q?Gi=E1=BA=A5y?=")
    deliver(home, "folders/H&HtM- s&AaE-/N&AQM-m", "1.6", flags="RS")
    (home / "sieve").mkdir()
    (home / "sieve" / "a.sieve").write_text("keep;")
    (home / ".dovecot.sieve").symlink_to("sieve/a.sieve")
    copying.copied(host)
    stand_in = Dovecot(home)
    monkeypatch.setattr(doveadm, "home_of", stand_in.home_of)
    monkeypatch.setattr(doveadm, "import_from", stand_in.import_from)
    return stand_in


def asked(**more: Any) -> Asked:
    """Everything into its place, for real."""
    return Asked(owner=OWNER, address=ADDRESS, check=False, who="clerk", **more)


def subjects(home: Path, folder: str = "") -> list[str]:
    """What stands below a folder, by the letters' own ids."""
    place = home / found.place_of(found.to_utf7(folder)) if folder else home
    texts = (each.path.read_text(encoding="utf-8") for each in found.letters(place))
    return sorted(text.partition("Message-ID: <")[2].partition("@")[0] for text in texts)


def test_a_check_tells_and_does_nothing(host: Settings, dovecot: Dovecot) -> None:
    """Exactly what would come."""
    lost = sorted((dovecot.home / "inbox" / "cur").iterdir())[:2]
    for path in lost:
        path.unlink()
    before = contents(dovecot.home)
    told = brought(replace(asked(), check=True), host)
    assert told["fitting"] == 6
    assert told["letters"] == 2
    assert told["folders"] == {"INBOX": 2}
    assert contents(dovecot.home) == before
    assert dovecot.imports == 0
    assert not list(host.archives.glob(".restore*"))
    done = brought(asked(), host)
    assert {**done, "snapshot": ""} == {**told, "snapshot": ""}


def test_a_lost_mailbox(host: Settings, dovecot: Dovecot) -> None:
    """All letters, folders, scripts; and a second time nothing more."""
    before = subjects(dovecot.home)
    shutil.rmtree(dovecot.home)
    dovecot.home.mkdir()
    brought(asked(), host)
    assert subjects(dovecot.home) == before
    assert (dovecot.home / ".dovecot.sieve").read_text() == "keep;"
    assert brought(asked(), host)["letters"] == 0
    assert subjects(dovecot.home) == before
    lines = (host.state / "restores.jsonl").read_text().splitlines()
    assert [json.loads(line)["state"] for line in lines] == ["begun", "done"] * 2
    first = json.loads(lines[1])
    assert (first["who"], first["owner"], first["letters"]) == ("clerk", OWNER, 6)
    assert len(first["sha256"]) == 6


def test_cut_off_among_the_scripts(
    host: Settings, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner has all scripts or none: half of them nobody would make whole any more."""
    (dovecot.home / "sieve" / "b.sieve").write_text("stop;")
    copying.copied(host)
    shutil.rmtree(dovecot.home / "sieve")

    def killed(source: str, *_: Any, **__: Any) -> None:
        if Path(source).name == "b.sieve":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copystat", killed)
        with pytest.raises(KeyboardInterrupt):
            brought(asked(), host)
    assert not (dovecot.home / "sieve").exists()
    brought(asked(), host)
    found_there = sorted(path.name for path in (dovecot.home / "sieve").iterdir())
    assert found_there == ["a.sieve", "b.sieve"]
    assert not list(dovecot.home.glob(".restoring*"))


def test_what_was_moved_is_not_doubled(host: Settings, dovecot: Dovecot) -> None:
    """To its place a letter comes only if it is nowhere; what flipped comes beside what is left."""
    letters = sorted((dovecot.home / "inbox" / "cur").iterdir())
    letters[0].rename(dovecot.home / "folders/H&HtM- s&AaE-/cur" / letters[0].name)
    letters[1].write_bytes(letters[1].read_bytes().replace(b"Th", b"Tj"))
    assert brought(asked(), host)["letters"] == 1
    assert subjects(dovecot.home, "INBOX") == ["1.1", "1.1", "1.2", "1.3"]


def test_below_a_folder(host: Settings, dovecot: Dovecot) -> None:
    """All that is asked for comes there, and once, however often."""
    below = "Khôi phục 2026-11-24"
    told = brought(asked(below=below), host)
    assert told["letters"] == 6
    assert told["folders"][f"{below}/INBOX"] == 4
    assert told["folders"][f"{below}/Hồ sơ/Năm"] == 1
    assert subjects(dovecot.home, f"{below}/INBOX") == ["1.0", "1.1", "1.2", "1.3"]
    assert brought(asked(below=below), host)["letters"] == 0
    assert len(subjects(dovecot.home)) == 12


WANTED = [
    (Wanted(folder="Hồ sơ"), ["1.5", "1.6"]),
    (Wanted(folder="Hồ sơ/Năm"), ["1.6"]),
    (Wanted(folder="inbox", day="2023-11-15"), ["1.0"]),
    (Wanted(subject="giấy"), ["1.5"]),
    (Wanted(sender="lê", subject="thư 2"), ["1.2"]),
]


@pytest.mark.parametrize(("wanted", "letters"), WANTED, ids=str)
def test_some_letters(host: Settings, dovecot: Dovecot, wanted: Wanted, letters: list[str]) -> None:
    """By folder, sender, subject and day, in any writing of them."""
    shutil.rmtree(dovecot.home)
    deliver(dovecot.home, "inbox", "1.9")
    brought(asked(wanted=wanted), host)
    assert subjects(dovecot.home) == [*letters, "1.9"]
    assert not (dovecot.home / "sieve").exists()


@pytest.mark.usefixtures("dovecot")
def test_nothing_like_that(host: Settings) -> None:
    """It is said, with the copy that was looked at."""
    with pytest.raises(Problem) as error:
        brought(asked(wanted=Wanted(subject="không có")), host)
    assert error.value.code == "no_letters"
    with pytest.raises(Problem) as error:
        brought(replace(asked(), owner="b-2"), host)
    assert error.value.code == "not_in_copy"
    with pytest.raises(Failed):
        brought(replace(asked(), owner="../etc"), host)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"lose": "1.3"}, "missing"),
        ({"fail": "doveadm import: Quota exceeded (mailbox is full)"}, "quota"),
        ({"fail": "doveadm import: no such thing"}, "dovecot"),
    ],
)
def test_what_dovecot_does_not_take(
    host: Settings, dovecot: Dovecot, how: dict[str, str], code: str
) -> None:
    """It is said, and the next time only what is lacking comes."""
    shutil.rmtree(dovecot.home)
    dovecot.home.mkdir()
    for name, value in how.items():
        setattr(dovecot, name, value)
    with pytest.raises(Problem) as error:
        brought(asked(), host)
    assert error.value.code == code
    lines = (host.state / "restores.jsonl").read_text().splitlines()
    assert [json.loads(line)["state"] for line in lines] == ["begun"]
    dovecot.lose = ""
    brought(asked(), host)
    assert subjects(dovecot.home) == ["1.0", "1.1", "1.2", "1.3", "1.5", "1.6"]


def test_flags_and_dates_are_compared(
    host: Settings, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter that came back unread is not taken for what it was."""
    lost = next((dovecot.home / "inbox" / "cur").iterdir())
    lost.unlink()
    whole = dovecot.import_from

    def unread(*arguments: Any, **named: Any) -> None:
        whole(*arguments, **named)
        for path in (dovecot.home / "inbox" / "cur").glob("*.x:2,S"):
            path.rename(path.with_name(path.name.removesuffix("S")))

    monkeypatch.setattr(doveadm, "import_from", unread)
    with pytest.raises(Problem, match="1 of 1"):
        brought(asked(), host)


@pytest.mark.usefixtures("dovecot")
def test_no_room(host: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk for looking at the copy is full, not the repository."""

    def full(*_: object) -> None:
        raise Problem("full", reason="no space left on device")

    monkeypatch.setattr("hopthu_backup.restic.Restic.fetch", full)
    with pytest.raises(Problem) as error:
        brought(asked(), host)
    assert error.value.code == "room"


NAMES = ["Hồ sơ cũ", "Cơ quan/Văn thư & lưu trữ", "INBOX", "a&b", "台北/日本語", "~peter"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_folders(name: str) -> None:
    """As the disk writes them, and back."""
    coded = found.to_utf7(name)
    assert coded.isascii()
    assert found.from_utf7(coded) == name


def test_known_names_of_folders() -> None:
    """The examples of RFC 3501; what is no name of this kind stays."""
    assert found.to_utf7("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
    assert found.from_utf7("a&b-") == "a&b-"


def test_keywords_and_line_ends(tmp_path: Path) -> None:
    """A keyword's letter means what its folder says; line ends are those of a maildir."""
    path = deliver(tmp_path, "inbox", "1.1", flags="Sb")
    (tmp_path / "inbox" / "dovecot-keywords").write_text("0 $Label1\n1 Gấp\nx y\n")
    (letter,) = found.letters(tmp_path)
    assert letter.flags == ("Gấp", "S")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    os.utime(path, (5, 5))
    (other,) = found.letters(tmp_path)
    assert other.sha256 == letter.sha256
    assert other.received == 5


def test_headers_that_are_odd(tmp_path: Path) -> None:
    """A charset that nobody knows, raw bytes, several lines: looked at all the same."""
    path = deliver(tmp_path, "inbox", "1.1")
    for subject in ("=?x-none?q?gi?=", "Giấy mời", "Giấy\n  mời"):
        path.write_text(f"Subject: {subject}\nFrom: a\n\nx\n", encoding="utf-8")
        (letter,) = found.letters(tmp_path)
        assert Wanted(subject="gi").fits(letter) or "Giấy" in subject
    assert Wanted(sender="a").fits(letter)


def test_a_folder_that_is_always_changing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends, and says so."""

    def vanish(_: Path) -> str:
        raise FileNotFoundError

    deliver(tmp_path, "inbox", "1.1")
    monkeypatch.setattr(found, "_sha256", vanish)
    with pytest.raises(FileNotFoundError, match="changes all the time"):
        found.letters(tmp_path)


def test_scratch_without_archives(host: Settings) -> None:
    """A host that has no letters has another place for it."""
    shutil.rmtree(host.archives)
    with fetching.scratch(host, "drill") as folder:
        assert folder.parent == host.state


def test_what_the_owner_deleted(host: Settings, dovecot: Dovecot) -> None:
    """No part of the mailbox; each comes once, and not what was only moved."""
    lost = sorted((dovecot.home / "inbox" / "cur").iterdir())[:2]
    for number, path in enumerate(lost):
        deliver(dovecot.home, "expunged/letters", f"7.{number}", flags="S")
        kept = dovecot.home / "expunged/letters/cur" / f"7.{number}:2,S"
        shutil.copy2(path, kept)
        shutil.copy2(path, kept.with_name(f"8.{number}:2,S"))  # moved before
        path.unlink()
    moved = sorted((dovecot.home / "inbox" / "cur").iterdir())[0]
    shutil.copy2(moved, dovecot.home / "expunged/letters/new" / "9.1")
    told = brought(replace(asked(expunged=True), check=True), host)
    assert told["letters"] == 2
    assert told["folders"] == {"INBOX": 2}
    brought(asked(expunged=True, below="Lại"), host)
    assert subjects(dovecot.home, "Lại/INBOX") == ["1.0", "1.1"]
    assert brought(asked(expunged=True, below="Lại"), host)["letters"] == 0
    # A copy has it, too; what is put back from there counts it as lost all the same.
    assert len(found.letters(dovecot.home)) == 6


@pytest.mark.parametrize("module", ["__main__", "whole", "drill", "copying", "parts.mail"])
def test_hosts_without_mailboxes(module: str) -> None:
    """A directory host has this package, and not the one that knows Dovecot."""
    library = Path(copying.__file__).parent.parent
    # The roles of all servers bring it along.
    shared = Path(hopthu_host.__file__).parent.parent
    paths = [str(library), str(shared)]
    code = f"import sys; sys.path[:0] = {paths!r}; import hopthu_backup.{module}"
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
