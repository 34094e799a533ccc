"""An archive is one only when every byte of it was read back, and a box goes only after that."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import tarfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu_mailbox import content
from hopthu_mailbox.archive import archived, read_back, unpack
from hopthu_mailbox.moving import elsewhere
from hopthu_mailbox.places import Box, Failed, Places
from hopthu_mailbox.removal import removed
from hopthu_mailbox.restore import restored

from .conftest import Dovecot


def members(path: Path) -> dict[str, bytes]:
    """The files of an archive."""
    with tarfile.open(path) as tar:
        files = ((each.name, tar.extractfile(each)) for each in tar if each.isfile())
        return {name: file.read() for name, file in files if file}


def write(path: Path, files: dict[str, bytes]) -> None:
    """Write an archive of files by hand."""
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))


@pytest.mark.usefixtures("dovecot")
def test_what_an_archive_holds(places: Places, box: Box) -> None:
    """Letters, what makes them a maildir, the owner's scripts, and what Dovecot says of each."""
    facts = archived(box, places)
    path = Path(facts["archive"])
    assert facts | {"archive": "", "sha256": ""} == {
        "state": "archived",
        "new": True,
        "archive": "",
        "sha256": "",
        "messages": 3,
        "bytes": 50,
    }
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.with_name(f"{path.name}.sha256").read_text() == f"{facts['sha256']}  {path.name}\n"
    found = members(path)
    assert list(found) == [
        "manifest.json",
        "home/sieve/away.sieve",
        "mail/folders/Sent/cur/3.c:2,S",
        "mail/folders/Sent/dovecot-uidlist",
        "mail/inbox/cur/1.a:2,S",
        "mail/inbox/dovecot-uidlist",
        "mail/inbox/new/2.b",
    ]
    manifest = json.loads(found["manifest.json"])
    assert manifest["folders"]["folders/Sent"] == {"letters": 1, "bytes": 18}
    assert [letter["flags"] for letter in manifest["letters"]] == ["S", "S", ""]
    assert sorted(path.name for path in places.archives.iterdir()) == [
        path.name,
        f"{path.name}.sha256",
    ]


@pytest.mark.usefixtures("dovecot")
def test_an_archive_is_made_once(places: Places, box: Box) -> None:
    """As long as the mailbox is the same; a letter more or a flag makes another."""
    first = archived(box, places)
    assert archived(box, places) == first | {"new": False}
    inbox = places.store / box.owner / "inbox"
    (inbox / "new/2.b").rename(inbox / "cur/2.b:2,F")
    os.rename(first["archive"], first["archive"].replace(".tar", "x.tar"))  # of another second
    assert archived(box, places)["new"]


def test_a_copy_that_lost_something_is_no_archive(
    places: Places, box: Box, dovecot: Dovecot
) -> None:
    """Dovecot's copy is compared before it counts; nothing that looks like an archive is left."""
    dovecot.lose = "2.b"
    with pytest.raises(Failed, match="not what the mailbox is"):
        archived(box, places)
    assert places.archive_of(box.owner) is None
    dovecot.lose = ""
    assert archived(box, places)["messages"] == 3  # what was left of the first try is in no way


@pytest.mark.usefixtures("dovecot")
def test_another_place_than_the_directory_says(places: Places) -> None:
    """An id and an address that do not belong together are refused."""
    scripts = places.store / "thanh-hoa-0004" / "sieve"
    scripts.mkdir(parents=True)
    (scripts / "own.sieve").write_text("keep;\n")
    with pytest.raises(Failed, match="the directory has"):
        archived(Box("thanh-hoa-0004", "unghoeson@moj.gov.vn"), places)
    with pytest.raises(Failed, match="is no id"):
        archived(Box("../etc", "unghoeson@moj.gov.vn"), places)


@pytest.mark.parametrize(
    "harm",
    [
        lambda files: files | {"mail/inbox/new/2.b": b"another"},
        lambda files: {k: v for k, v in files.items() if k != "mail/inbox/new/2.b"},
        lambda files: files | {"mail/inbox/new/9.z": b"one more"},
        lambda files: {k: v for k, v in files.items() if k != "manifest.json"},
    ],
)
@pytest.mark.usefixtures("dovecot")
def test_what_is_not_as_the_manifest_says(
    places: Places, box: Box, harm: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    """A letter changed, lost or added, no manifest: no archive, and the mailbox stays."""
    path = Path(archived(box, places)["archive"])
    write(path, harm(members(path)))
    with pytest.raises(Failed):
        read_back(path)
    with pytest.raises(Failed):
        removed(box, places)
    assert (places.store / box.owner).exists()


@pytest.mark.usefixtures("dovecot")
def test_a_broken_file(places: Places, box: Box) -> None:
    """Cut short, or with one bit turned."""
    path = Path(archived(box, places)["archive"])
    whole = path.read_bytes()
    for broken in (whole[:-40], whole[:200], b"", whole[:300] + b"\0" + whole[301:]):
        path.write_bytes(broken)
        with pytest.raises(Failed):
            read_back(path)


def test_when_a_box_goes(places: Places, box: Box, dovecot: Dovecot) -> None:
    """Only archived, without an entry, and without a letter that came later."""
    home = places.store / box.owner
    with pytest.raises(Failed, match="has no archive"):
        removed(box, places)
    archived(box, places)
    with pytest.raises(Failed, match="still knows"):
        removed(box, places)
    dovecot.home = None
    (home / "inbox/new/4.d").write_text("Subject: late\n\n4\n")
    with pytest.raises(Failed, match="1 letters are not in"):
        removed(box, places)
    assert (home / "inbox/new/4.d").exists()
    (home / "inbox/new/4.d").unlink()
    assert removed(box, places)["state"] == "removed"
    assert not home.exists()
    assert removed(box, places) == {"state": "none"}
    assert archived(box, places)["messages"] == 3  # and the archive is still told


def test_a_letter_comes_in_while_a_box_is_looked_at(
    places: Places, box: Box, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a folder that was read already: it is refused, not taken and removed unread."""
    archived(box, places)
    dovecot.home = None
    home = places.store / box.owner
    digests, taken = content.digests, []

    def and_then(place: Path) -> Counter[tuple[str, str]]:
        found = digests(place)
        with contextlib.suppress(FileNotFoundError):  # what Dovecot would tell Postfix
            (home / "inbox/new/4.d").write_text("Subject: late\n\n4\n")
            taken.append("4.d")
        return found

    monkeypatch.setattr(content, "digests", and_then)
    removed(box, places)
    assert not home.exists()
    assert not taken  # no letter was accepted that then went


def test_a_removal_that_was_cut_off(places: Places, box: Box, dovecot: Dovecot) -> None:
    """What was compared is removed by the next run; what was not is compared again."""
    archived(box, places)
    dovecot.home = None
    home, aside = places.store / box.owner, places.aside(box.owner, "removing")
    home.rename(places.aside(box.owner, "removed"))
    assert removed(box, places) == {"state": "none"}
    assert list(places.store.iterdir()) == []

    for name in ("inbox/new/2.b", "inbox/new/4.d"):
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_text("Subject: two\n\n2\n")
    with pytest.raises(Failed, match=f"{home} stays: 1 letters are not in"):
        removed(box, places)
    assert (home / "inbox/new/4.d").exists()  # under its own name again
    (home / "inbox/new/4.d").unlink()
    home.rename(aside)
    assert removed(box, places)["state"] == "removed"
    assert list(places.store.iterdir()) == []


def test_the_way_back_of_a_removal(places: Places, box: Box, dovecot: Dovecot) -> None:
    """With its entry back, a box that differs from its archive is archived anew, then goes."""
    archived(box, places)
    (places.store / box.owner / "inbox/new/4.d").write_text("Subject: late\n\n4\n")
    (places.store / box.owner).rename(places.aside(box.owner, "removing"))
    old = places.archive_of(box.owner)
    assert old is not None
    old.rename(places.archives / f"{box.owner}-20200101T000000Z.tar.gz")  # of another second
    assert archived(box, places)["messages"] == 4
    dovecot.home = None
    assert removed(box, places)["state"] == "removed"


@pytest.mark.usefixtures("dovecot")
def test_letters_on_their_way_to_another_host_are_not_forgotten(places: Places, box: Box) -> None:
    """A leaver's move that was cut off comes to its end first."""
    (places.store / box.owner).rename(places.aside(box.owner, "moving"))
    for attempt in (archived, removed):
        with pytest.raises(Failed, match="move_mailboxes"):
            attempt(box, places)


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_an_unreadable_folder_is_not_empty(
    places: Places, box: Box, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the disk is one of the box, whatever is asked; nothing goes."""
    home = places.store / box.owner
    shutil.rmtree(home / "sieve")
    scandir = os.scandir

    def broken(path: Path) -> object:
        if Path(path).name in ("inbox", "folders"):
            raise OSError(number, "unreadable", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", broken)
    for attempt in (
        lambda: content.is_empty(home),
        lambda: content.digests(home),
        lambda: list(content.kept_files(home)),
        lambda: archived(box, places),
        lambda: elsewhere(box, "mail2.moj.gov.vn", "mail1.moj.gov.vn", places),
    ):
        with pytest.raises(OSError, match="unreadable"):
            attempt()
    with pytest.raises(Failed, match="unreadable"):
        removed(box, places)
    assert (home / "inbox/new/2.b").exists()


@pytest.mark.usefixtures("dovecot")
def test_an_archive_comes_back_as_it_was(places: Places, box: Box, tmp_path: Path) -> None:
    """Unpacked it is the maildir with all its folders."""
    path = Path(archived(box, places)["archive"])
    (tmp_path / "out").mkdir()
    unpack(path, tmp_path / "out")
    assert (tmp_path / "out/mail/inbox/tmp").is_dir()
    assert (tmp_path / "out/mail/inbox/new/2.b").read_text() == "Subject: two\n\n2\n"


def test_nothing_is_restored_through_a_symlink(
    places: Places, box: Box, tmp_path: Path, dovecot: Dovecot
) -> None:
    """A home that leads elsewhere is refused before anything is unpacked."""
    path = Path(archived(box, places)["archive"])
    (tmp_path / "etc").mkdir()
    dovecot.home = places.store / "thanh-hoa-0009"
    dovecot.home.symlink_to(tmp_path / "etc")
    with pytest.raises(Failed, match="is no folder"):
        restored(path, box.address, "", places)
    assert not list((tmp_path / "etc").iterdir())


@pytest.mark.parametrize("name", ["/etc/passwd", "mail/../../passwd"])
def test_an_archive_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    """A name beyond the folder is refused."""
    write(tmp_path / "x.tar.gz", {name: b"root"})
    with pytest.raises(Failed, match="no file of a mailbox"):
        unpack(tmp_path / "x.tar.gz", tmp_path / "a" / "b")
