"""A mailbox as one file: made by Dovecot, and read back before it counts as made.

``<id>-<time>.tar.gz`` holds ``manifest.json`` (every letter with folder, GUID, flags and date;
every file with its SHA-256), then ``mail/``, a maildir that any program reads, and ``home/`` with
the owner's Sieve scripts. Beside it stands the SHA-256 of the whole, for ``sha256sum -c``.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import shutil
import socket
import tarfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hopthu_host.placing import settle, write

from . import content, doveadm
from .places import REMOVING, Box, Failed, Places, is_there, require_no_move

MANIFEST = "manifest.json"
_TRIES = 3  # a letter may come in while the copy is made
_PERSONAL = ("sieve",)  # of the home, beside the letters


def archived(box: Box, places: Places) -> dict[str, Any]:
    """Have an archive of a mailbox as it is now: the one that is there, or a new one."""
    home = places.home(box.owner)
    there = places.archive_of(box.owner)
    require_no_move(box.owner, places)
    aside = places.aside(box.owner, REMOVING)
    if is_there(aside) and not is_there(home):
        aside.rename(home)  # of a removal that was cut off; the directory knows the owner again
    if content.is_empty(home):
        # Removed before; or never used.
        return {"state": "none"} if there is None else _facts(there, new=False)
    known = doveadm.home_of(box.address)
    if known != home:
        raise Failed(f"the directory has {box.address} at {known}, not at {home}")
    if there is not None and _same(read_back(there), home, box):
        return _facts(there, new=False)
    return _facts(_made(box, places), new=True)


def read_back(archive: Path) -> dict[str, Any]:
    """Return the manifest of an archive of which every file was read and is as it says."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            members = {member.name: member for member in tar if member.isfile()}
            manifest: dict[str, Any] = json.load(_open(tar, members.pop(MANIFEST)))
            found = {
                name: hashlib.file_digest(_open(tar, member), "sha256").hexdigest()
                for name, member in members.items()
            }
    except (OSError, EOFError, tarfile.TarError, KeyError, ValueError) as error:
        raise Failed(f"{archive} cannot be read back: {error}") from error
    if found != manifest["files"]:
        raise Failed(f"{archive}: what is in it is not what its manifest says")
    return manifest


def digests(manifest: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """The letters of an archive as :func:`content.digests` has them of a mailbox."""
    found: Counter[tuple[str, str]] = Counter()
    for name, digest in manifest["files"].items():
        path = Path(name)
        if path.parts[0] == "mail" and path.parent.name in ("cur", "new"):
            found[str(path.parent.parent.relative_to("mail")), digest] += 1
    return found


def _open(tar: tarfile.TarFile, member: tarfile.TarInfo) -> io.BufferedReader:
    file = tar.extractfile(member)
    if file is None:
        raise KeyError(member.name)
    return file  # type: ignore[return-value]  # it is one


def _same(manifest: Mapping[str, Any], home: Path, box: Box) -> bool:
    """Whether an archive is of the mailbox as it is: letters, flags, everything."""
    letters = [letter._asdict() for letter in doveadm.letters(box.address)]
    return bool(manifest["letters"] == letters) and digests(manifest) == content.digests(home)


def _facts(archive: Path, *, new: bool) -> dict[str, Any]:
    folders = read_back(archive)["folders"].values()
    return {
        "state": "archived",
        "new": new,
        "archive": str(archive),
        "sha256": content.sha256(archive),
        "messages": sum(folder["letters"] for folder in folders),
        "bytes": sum(folder["bytes"] for folder in folders),
    }


def _made(box: Box, places: Places) -> Path:
    """Make, read back and put in its place."""
    now = datetime.datetime.now(datetime.UTC)
    copy = places.archives / f".copy-{box.owner}"
    unfinished = places.archives / f".unfinished-{box.owner}"
    shutil.rmtree(copy, ignore_errors=True)  # of a run that was cut off
    copy.mkdir(mode=0o700)
    owner = places.store.stat()
    os.chown(copy, owner.st_uid, owner.st_gid)
    letters = _copied(box, places.home(box.owner), copy)
    manifest = _manifest(box, now, letters, copy)
    _write(unfinished, manifest, copy)
    shutil.rmtree(copy)
    if read_back(unfinished) != manifest:
        raise Failed(f"{unfinished} is not what was written")
    final = places.archives / f"{box.owner}-{now:%Y%m%dT%H%M%SZ}.tar.gz"
    whole = f"{content.sha256(unfinished)}  {final.name}\n"
    write(final.with_name(f"{final.name}.sha256"), whole.encode())
    unfinished.rename(final)
    settle(places.archives)
    return final


def _copied(box: Box, home: Path, copy: Path) -> list[doveadm.Letter]:
    """Copy the mailbox and compare: what Dovecot says of both, and every byte of every letter."""
    mail = copy / "mail"
    for _ in range(_TRIES):
        doveadm.copy_to(box.address, mail)
        letters = doveadm.letters(box.address)
        if letters == doveadm.letters(box.address, mail) and content.digests(
            home
        ) == content.digests(mail):
            break
    else:
        raise Failed("the copy is not what the mailbox is; does somebody use it?")
    for name in _PERSONAL:
        if (home / name).is_dir():
            shutil.copytree(home / name, copy / "home" / name, symlinks=True)
    return letters


def _manifest(
    box: Box, now: datetime.datetime, letters: list[doveadm.Letter], copy: Path
) -> dict[str, Any]:
    folders: dict[str, dict[str, int]] = {}
    for letter in letters:
        folder = folders.setdefault(letter.folder, {"letters": 0, "bytes": 0})
        folder["letters"] += 1
        folder["bytes"] += int(letter.size)
    return {
        "format": 1,
        "id": box.owner,
        "address": box.address,
        "host": socket.getfqdn(),
        "made": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "folders": folders,
        "letters": [letter._asdict() for letter in letters],
        "files": {
            str(path.relative_to(copy)): content.sha256(path) for path in content.kept_files(copy)
        },
    }


def _write(path: Path, manifest: Mapping[str, Any], copy: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            about = tarfile.TarInfo(MANIFEST)
            about.size, about.mode = len(text), 0o600
            tar.addfile(about, io.BytesIO(text))
            # Folders, too: a maildir is none without its cur, new and tmp.
            folders = (path.relative_to(copy) for path in copy.rglob("*") if path.is_dir())
            for name in (*sorted(map(str, folders)), *manifest["files"]):
                tar.add(copy / name, name, recursive=False, filter=_nobodys)
        file.flush()
        os.fsync(file.fileno())


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The numbers of users mean nothing on another host."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o700 if member.isdir() else 0o600
    return member


def unpack(archive: Path, folder: Path) -> None:
    """Write what is in an archive into a folder; names that lead elsewhere are refused."""
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            path = Path(member.name)
            regular = member.isfile() or member.isdir()
            if not regular or path.is_absolute() or ".." in path.parts:
                raise Failed(f"{archive}: {member.name} is no file of a mailbox")
            target = folder / path
            if member.isdir():
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
            else:
                with open(target, "wb") as file:
                    shutil.copyfileobj(_open(tar, member), file)
                os.utime(target, (member.mtime, member.mtime))
