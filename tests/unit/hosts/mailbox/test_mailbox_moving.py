"""A mailbox is put aside only when the other host has every letter of it, the last one too."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import stat
import tarfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from hopthu_mailbox import doveadm, link, moving
from hopthu_mailbox.content import letter_files
from hopthu_mailbox.moving import copied, elsewhere, moved
from hopthu_mailbox.places import Box, Failed, Places

HERE, THERE = "mail1.moj.gov.vn", "mail2.moj.gov.vn"


@dataclass(frozen=True)
class OtherHost(link.Link):
    """A folder that stands for the other host; ``before`` happens when it is asked for letters.

    ``faults`` may have ``deaf`` (it takes no letters) and ``scripts`` (it has others).
    """

    before: list[Callable[[], object]] = field(default_factory=list)
    faults: set[str] = field(default_factory=set)
    had: list[str] | None = None

    def base(self, _address: str) -> list[str] | None:
        """The letters that it had when it was a copy."""
        return self.had

    def command(self, *_: str) -> list[str]:
        """What would be run."""
        return []

    def letters(self, address: str) -> tuple[list[doveadm.Letter], Counter[str]]:
        """What it has."""
        found = doveadm.letters(address, self.folder), link.digests(self.folder)
        if self.before:
            self.before.pop(0)()
        return found

    def bring_scripts(self, *_: object) -> bool:
        """Whether none are there that differ."""
        return "scripts" not in self.faults

    def take(self, place: Path) -> None:
        """Take letters in that it has not got."""
        for path in letter_files(place):
            target = self.folder / path.relative_to(place)
            target.parent.mkdir(parents=True, exist_ok=True)
            if "deaf" not in self.faults:
                shutil.copy(path, target)


@pytest.fixture
def other(places: Places, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OtherHost:
    """The other host, empty, to which doveadm copies."""
    found = OtherHost(THERE, tmp_path / "other")
    found.folder.mkdir()

    def sync_to(_address: str, _command: Sequence[str], place: Path | None = None) -> None:
        found.take(place or places.store / box.owner)

    monkeypatch.setattr(doveadm, "sync_to", sync_to)
    monkeypatch.setattr(moving, "end_sessions", lambda _: None)
    return found


@pytest.mark.usefixtures("dovecot")
def test_a_mailbox_moves(places: Places, box: Box, other: OtherHost) -> None:
    """All letters are there, and here is the old copy under another name."""
    assert elsewhere(box, THERE, HERE, places)
    facts = moved(box, other, places)
    assert facts["state"] == "moved"
    assert facts["messages"] == 3
    assert not elsewhere(box, THERE, HERE, places)
    assert link.digests(Path(facts["archive"])) == link.digests(other.folder)
    assert Path(facts["archive"]).parent == places.store / ".moved"


@pytest.mark.usefixtures("dovecot")
def test_what_did_not_arrive_stays(places: Places, box: Box, other: OtherHost) -> None:
    """The other host lost something: the mailbox is not put aside."""
    other.faults.add("deaf")
    for attempt in (copied, moved):
        with pytest.raises(Failed, match=r"3 letters of .* are not at mail2"):
            attempt(box, other, places)
    assert elsewhere(box, THERE, HERE, places)


@pytest.mark.usefixtures("dovecot")
def test_a_letter_of_the_last_moment(places: Places, box: Box, other: OtherHost) -> None:
    """One that comes in after the comparison and before the renaming is brought, too."""
    late = places.store / box.owner / "inbox" / "new" / "9.z"
    other.before.append(lambda: late.write_text("Subject: late\n\n9\n"))
    facts = moved(box, other, places)
    assert (Path(facts["archive"]) / "inbox" / "new" / "9.z").exists()
    assert (other.folder / "inbox" / "new" / "9.z").exists()


@pytest.mark.usefixtures("dovecot")
def test_what_its_owner_deleted_does_not_come_back(
    places: Places, box: Box, other: OtherHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that was lost brings what the copy never had; all it had is put aside."""

    def tail_of(_box: Box, place: Path, base: list[str], places: Places) -> Path:
        tail = places.store / ".tail"
        shutil.copytree(place, tail)
        for path in letter_files(tail):
            if path.name.partition(":")[0] in base:
                path.unlink()
        return tail

    monkeypatch.setattr("hopthu_mailbox.moving.tail_of", tail_of)
    back = dataclasses.replace(other, had=["1.a", "3.c"])
    facts = moved(box, back, places)
    assert [path.name for path in letter_files(other.folder)] == ["2.b"]
    assert len(list(letter_files(Path(facts["archive"])))) == 3
    assert not (places.store / ".tail").exists()


def test_a_mailbox_of_one_s_own_stays(places: Places, box: Box) -> None:
    """Neither one of this host nor an empty one is elsewhere."""
    assert not elsewhere(box, HERE, HERE, places)
    assert not elsewhere(box, HERE, HERE.upper(), places)
    assert not elsewhere(Box("thanh-hoa-0009"), THERE, HERE, places)
    (places.store / "thanh-hoa-0009" / "inbox" / "new").mkdir(parents=True)
    assert not elsewhere(Box("thanh-hoa-0009"), THERE, HERE, places)


@pytest.mark.usefixtures("dovecot")
def test_a_move_that_was_cut_off_goes_on(places: Places, box: Box, other: OtherHost) -> None:
    """What had been put aside and is not at the other host yet is still to do, and is done."""
    aside = places.aside(box.owner, "moving")
    home = places.store / box.owner
    home.rename(aside)
    assert elsewhere(box, THERE, HERE, places)
    other.faults.add("deaf")
    with pytest.raises(Failed, match=r"3 letters of .*/\.moving-thanh-hoa-0003 are not at mail2"):
        moved(box, other, places)
    assert link.digests(aside).total() == 3  # where it was, for the next run
    other.faults.clear()
    (home / "inbox/new").mkdir(parents=True)
    (home / "inbox/new/9.z").write_text("Subject: late\n\n9\n")
    facts = moved(box, other, places)
    assert facts["messages"] == 4
    assert link.digests(other.folder).total() == 4
    kept = [Path(each) for each in facts["archive"].split(", ")]
    assert [link.digests(each).total() for each in kept] == [3, 1]
    assert not elsewhere(box, THERE, HERE, places)


@pytest.mark.usefixtures("dovecot")
def test_it_fails_after_the_renaming(places: Places, box: Box, other: OtherHost) -> None:
    """A letter of the last moment does not arrive: told, and still to do for the next run."""
    late = places.store / box.owner / "inbox" / "new" / "9.z"

    def come_in() -> None:
        late.write_text("Subject: late\n\n9\n")
        other.faults.add("deaf")

    other.before.append(come_in)
    with pytest.raises(Failed, match="1 letters of"):
        moved(box, other, places)
    assert elsewhere(box, THERE, HERE, places)
    other.faults.clear()
    assert moved(box, other, places)["state"] == "moved"
    assert (other.folder / "inbox" / "new" / "9.z").exists()


def test_what_was_on_its_way_and_is_to_stay(places: Places, box: Box) -> None:
    """The host was changed back after a move that was cut off: somebody has to look."""
    (places.store / box.owner).rename(places.aside(box.owner, "moving"))
    with pytest.raises(Failed, match="on its way to another host"):
        elsewhere(box, HERE, HERE, places)


@pytest.mark.usefixtures("dovecot")
def test_other_scripts_are_told(places: Places, box: Box, other: OtherHost) -> None:
    """The letters move; whose scripts count is for people to look at."""
    assert "scripts" not in copied(box, other, places)
    other.faults.add("scripts")
    assert copied(box, other, places)["scripts"] == "other"


def packed_scripts(home: Path) -> bytes:
    """Scripts as they come from the other host."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for name in ("sieve", ".dovecot.sieve"):
            tar.add(home / name, name)
    return file.getvalue()


def test_scripts_come_whole_or_not_at_all(
    places: Places, box: Box, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Taken once; the same again is the same; others are left as they are, and told."""
    home = places.store / box.owner
    (home / ".dovecot.sieve").symlink_to("sieve/away.sieve")
    packed = packed_scripts(home)
    there = places.store / "thanh-hoa-0009"
    monkeypatch.setattr(doveadm, "home_of", lambda _: there)

    def receive(what: bytes) -> object:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(what)))
        assert link.receive("scripts a@moj.gov.vn", places) == 0
        return json.loads(capsys.readouterr().out)["same"]

    with pytest.raises(tarfile.TarError):
        receive(packed[:1200])  # the line went dead
    assert not (there / "sieve").exists()
    assert receive(packed) is True
    assert (there / ".dovecot.sieve").read_text() == "keep;\n"
    assert receive(packed) is True
    # The same scripts, and another one of them is used: that is another filter.
    (home / "sieve/other.sieve").write_text("stop;\n")
    shutil.copy(home / "sieve/other.sieve", there / "sieve")
    assert receive(packed_scripts(home)) is True
    (there / ".dovecot.sieve").unlink()
    assert receive(packed_scripts(home)) is False
    (there / ".dovecot.sieve").symlink_to("sieve/other.sieve")
    assert receive(packed_scripts(home)) is False
    (there / "sieve/away.sieve").write_text("discard;\n")
    assert receive(packed) is False
    assert (there / "sieve/away.sieve").read_text() == "discard;\n"
    assert not (there / ".scripts-coming").exists()


def test_scripts_are_for_their_owner_alone(places: Places, box: Box, tmp_path: Path) -> None:
    """Whatever modes they had, and whatever this host's umask is; links are the same links."""
    home = places.store / box.owner
    (home / ".dovecot.sieve").symlink_to("sieve/away.sieve")
    (home / "sieve").chmod(0o777)
    (home / "sieve/away.sieve").chmod(0o4666)
    link.unpack_scripts(packed_scripts(home), tmp_path)
    assert (tmp_path / ".dovecot.sieve").readlink() == Path("sieve/away.sieve")
    assert stat.S_IMODE((tmp_path / "sieve").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "sieve/away.sieve").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "kind", "leads_to"),
    [
        ("/etc/cron.d/x", tarfile.REGTYPE, ""),
        ("sieve/../../x", tarfile.REGTYPE, ""),
        ("sieve/x.sieve", tarfile.SYMTYPE, "/etc/shadow"),
        ("sieve/x.sieve", tarfile.SYMTYPE, "../../other/sieve/x.sieve"),
        ("sieve/x.sieve", tarfile.LNKTYPE, "sieve/y.sieve"),
        ("sieve/x.sieve", tarfile.FIFOTYPE, ""),
        ("sieve/x.sieve", tarfile.CHRTYPE, ""),
    ],
)
def test_scripts_lead_nowhere_else(tmp_path: Path, name: str, kind: bytes, leads_to: str) -> None:
    """What is no script is refused, and nothing of it made."""
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, leads_to
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(member)
    with pytest.raises(Failed, match="is no script of an owner's"):
        link.unpack_scripts(packed.getvalue(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_root_follows_no_symlink(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that leads elsewhere is neither moved nor given scripts."""
    (tmp_path / "etc").mkdir()
    home = places.store / "thanh-hoa-0009"
    home.symlink_to(tmp_path / "etc")
    monkeypatch.setattr(doveadm, "home_of", lambda _: home)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"")))
    with pytest.raises(Failed, match="is no folder"):
        elsewhere(Box("thanh-hoa-0009"), THERE, HERE, places)
    with pytest.raises(Failed, match="is no folder"):
        link.receive("scripts a@moj.gov.vn", places)


@pytest.mark.parametrize("status", [0, 2, 75])
def test_letters_come_in_during_a_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Which doveadm ends with 2: what is missing is compared afterwards; all else is an error."""
    tool = tmp_path / "doveadm"
    tool.write_text(f"#!/bin/sh\nexit {status}\n")
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(Failed) if status == 75 else nullcontext():
        doveadm.sync_to("a@moj.gov.vn", ["true"])


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
