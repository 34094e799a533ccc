"""An archive is one only when every byte of it was read back, and a box goes only after that."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu_mailbox.archive import archived, read_back, unpacked
from hopthu_mailbox.places import Box, Failed, Places
from hopthu_mailbox.removal import removed


def members(path: Path) -> dict[str, bytes]:
    """The files of an archive."""
    with tarfile.open(path) as tar:
        return {each.name: tar.extractfile(each).read() for each in tar if each.isfile()}  # type: ignore[union-attr]


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
    places: Places, box: Box, dovecot: object
) -> None:
    """Dovecot's copy is compared before it counts; nothing that looks like an archive is left."""
    dovecot.lose = "2.b"  # type: ignore[attr-defined]
    with pytest.raises(Failed, match="not what the mailbox is"):
        archived(box, places)
    assert places.archive_of(box.owner) is None
    dovecot.lose = ""  # type: ignore[attr-defined]
    assert archived(box, places)["messages"] == 3  # what was left of the first try is in no way


@pytest.mark.usefixtures("dovecot")
def test_another_place_than_the_directory_says(places: Places) -> None:
    """An id and an address that do not belong together are refused."""
    (places.store / "thanh-hoa-0004" / "sieve").mkdir(parents=True)
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


def test_when_a_box_goes(places: Places, box: Box, dovecot: object) -> None:
    """Only archived, without an entry, and without a letter that came later."""
    home = places.store / box.owner
    with pytest.raises(Failed, match="has no archive"):
        removed(box, places)
    archived(box, places)
    with pytest.raises(Failed, match="still knows"):
        removed(box, places)
    dovecot.home = None  # type: ignore[attr-defined]
    (home / "inbox/new/4.d").write_text("Subject: late\n\n4\n")
    with pytest.raises(Failed, match="1 letters are not in"):
        removed(box, places)
    assert (home / "inbox/new/4.d").exists()
    (home / "inbox/new/4.d").unlink()
    assert removed(box, places)["state"] == "removed"
    assert not home.exists()
    assert removed(box, places) == {"state": "none"}
    assert archived(box, places)["messages"] == 3  # and the archive is still told


def test_a_removal_that_was_cut_off(places: Places, box: Box, dovecot: object) -> None:
    """What was renamed is removed by the next run."""
    archived(box, places)
    dovecot.home = None  # type: ignore[attr-defined]
    (places.store / box.owner).rename(places.store / f".removed-{box.owner}")
    assert removed(box, places) == {"state": "none"}
    assert list(places.store.iterdir()) == []


@pytest.mark.usefixtures("dovecot")
def test_an_archive_comes_back_as_it_was(places: Places, box: Box, tmp_path: Path) -> None:
    """Unpacked it is the maildir with all its folders."""
    path = Path(archived(box, places)["archive"])
    (tmp_path / "out").mkdir()
    assert list(unpacked(path, tmp_path / "out"))
    assert (tmp_path / "out/mail/inbox/tmp").is_dir()
    assert (tmp_path / "out/mail/inbox/new/2.b").read_text() == "Subject: two\n\n2\n"


@pytest.mark.parametrize("name", ["/etc/passwd", "mail/../../passwd"])
def test_an_archive_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    """A name beyond the folder is refused."""
    write(tmp_path / "x.tar.gz", {name: b"root"})
    with pytest.raises(Failed, match="no file of a mailbox"):
        list(unpacked(tmp_path / "x.tar.gz", tmp_path / "a" / "b"))
