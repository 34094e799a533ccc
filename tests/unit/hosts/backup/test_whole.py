"""A host from nothing: looked at whole first, refused whole, gone on with after a kill."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hopthu_backup import copying
from hopthu_backup.fetching import Copy
from hopthu_backup.parts import mail
from hopthu_backup.problem import Problem
from hopthu_backup.restic import Restic, Snapshot
from hopthu_backup.settings import Settings
from hopthu_backup.state import State
from hopthu_backup.whole import Order, restored

from .conftest import Tools, deliver

ENTRIES = "dn: dc=vn\n\ndn: uid=thanh-hoa-0001,ou=people,dc=vn\n\ndn: UID=thanh-hoa-0002,dc=vn\n"


@pytest.fixture
def ldap(host: Settings, tools: Tools) -> Settings:
    """A directory host of two accounts, with a copy."""
    settings = replace(host, keeps=("directory",))
    tools.live.write_text(ENTRIES)
    copying.copied(settings)
    return settings


def audited(settings: Settings) -> list[str]:
    """The states of the audit's lines."""
    path = settings.state / "restores.jsonl"
    if not path.exists():
        return []
    return [json.loads(line)["state"] for line in path.read_text().splitlines()]


def do(settings: Settings, *, replace: bool = False) -> dict[str, object]:
    """Bring the last copy back."""
    return restored(Order(check=False, who="an", replace=replace), settings)


class TestDirectory:
    """It comes back into an empty one, and into none that might hold anything."""

    def test_bare(self, ldap: Settings, tools: Tools, tmp_path: Path) -> None:
        """Without entries the dump ends with 3."""
        tools.program("hopthu-directory-backup", "echo 'empty' >&2; exit 3")
        tools.live.unlink()
        assert restored(Order(), ldap)["accounts_there"] == 0
        assert not tools.live.exists()
        assert do(ldap)["accounts"] == 2
        assert tools.live.read_text() == ENTRIES
        (kept,) = (tmp_path / "dumps").iterdir()
        assert gzip.decompress(kept.read_bytes()).decode() == ENTRIES
        assert audited(ldap) == ["begun", "done"]

    @pytest.mark.parametrize("wanted", [False, True])
    def test_one_that_cannot_be_read(self, ldap: Settings, tools: Tools, wanted: bool) -> None:
        """It may be full: nothing is replaced, whatever was asked for."""
        tools.program("hopthu-directory-backup", "echo 'mdb: damaged' >&2; exit 1")
        tools.live.write_text("precious")
        with pytest.raises(Problem, match=r"cannot be read \(mdb: damaged\)") as error:
            do(ldap, replace=wanted)
        assert error.value.code == "unknown_there"
        assert tools.live.read_text() == "precious"
        assert audited(ldap) == []

    def test_one_in_use(self, ldap: Settings, tools: Tools) -> None:
        """Its accounts are replaced where that is said, and not otherwise."""
        tools.live.write_text("dn: uid=a,dc=vn\n")
        assert restored(Order(), ldap) | {"snapshot": "", "copy": ""} == {
            "copy": "",
            "snapshot": "",
            "accounts": 2,
            "accounts_there": 1,
        }
        with pytest.raises(Problem, match="1 accounts are there") as error:
            do(ldap)
        assert error.value.as_data()["code"] == "in_use_directory"
        assert audited(ldap) == []
        do(ldap, replace=True)
        assert tools.live.read_text() == ENTRIES

    def test_one_that_does_not_take_it(self, ldap: Settings, tools: Tools) -> None:
        """Its words are told; the audit's line stays open."""
        tools.program("hopthu-directory-backup", "exit 3")
        tools.program("hopthu-directory-restore", "echo 'slapadd: no' >&2; exit 1")
        with pytest.raises(Problem, match="did not take the copy: slapadd: no"):
            do(ldap)
        assert audited(ldap) == ["begun"]

    def test_not_set_up(self, ldap: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        """A host where the role did not run yet."""
        monkeypatch.setenv("PATH", f"{Path(shutil.which('restic') or '').parent}")
        with pytest.raises(Problem, match="hopthu-directory-backup is not on this host"):
            do(ldap)

    def test_a_copy_without_one(self, host: Settings, tools: Tools) -> None:
        """The copy of a mail host has no directory."""
        deliver(host.store / "a", "inbox", "1.a", flags="S")
        copying.copied(host)
        tools.live.write_text(ENTRIES)
        with pytest.raises(Problem, match=r"directory\.ldif is not in the copy"):
            do(replace(host, keeps=("directory",)), replace=True)
        assert tools.live.read_text() == ENTRIES


def users(database: Path, *names: str) -> None:
    """The webmail's database with those users."""
    database.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as live:
        live.execute("CREATE TABLE users (name)")
        live.executemany("INSERT INTO users VALUES (?)", [(name,) for name in names])
        live.commit()


def known(database: Path) -> list[str]:
    """Who is in it."""
    with closing(sqlite3.connect(database)) as live:
        return [name for (name,) in live.execute("SELECT name FROM users")]


def test_webmail(host: Settings, tmp_path: Path) -> None:
    """Into an empty database at once, into one with users where that is said."""
    (tmp_path / "web").mkdir()
    web = replace(host, keeps=("web",), database=tmp_path / "web" / "roundcube")
    users(web.database, "a", "b")
    copying.copied(web)
    users(web.database)
    assert do(web)["users"] == 2
    assert known(web.database) == ["a", "b"]
    users(web.database, "c")
    with pytest.raises(Problem, match="1 users of the webmail"):
        do(web)
    assert known(web.database) == ["c"]
    do(web, replace=True)
    assert known(web.database) == ["a", "b"]
    web.database.unlink()
    journal = web.database.with_name("roundcube-journal")
    journal.write_bytes(b"what SQLite would put into the new one")
    do(web)
    assert known(web.database) == ["a", "b"]
    assert not journal.exists()
    web.database.write_bytes(b"no database at all, and who knows what it was")
    with pytest.raises(Problem, match="cannot be read"):
        do(web, replace=True)


@pytest.mark.parametrize("part", ["directory", "web"])
def test_once_and_for_good(
    part: str, host: Settings, tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy is fetched once; when the host says that it is back, a power failure takes nothing."""
    (tmp_path / "web").mkdir()
    settings = replace(host, keeps=(part,), database=tmp_path / "web" / "roundcube")
    tools.live.write_text(ENTRIES)
    users(settings.database, "a")
    copying.copied(settings)
    done: list[str] = []
    fetch, sync = Restic.fetch, os.fsync
    move: Callable[[Path, Path], Path] = Path.replace

    def fetched(engine: Restic, snapshot: Snapshot, path: str, target: str) -> None:
        done.append("fetched")
        fetch(engine, snapshot, path, target)

    def synced(descriptor: int) -> None:
        done.append(f"synced {os.readlink(f'/proc/self/fd/{descriptor}')}")
        sync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        done.append(f"replaced {target}")
        return move(path, target)

    monkeypatch.setattr(Restic, "fetch", fetched)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    do(settings, replace=True)
    assert done.count("fetched") == 1
    place = {"directory": tmp_path / "dumps", "web": settings.database.parent}[part]
    at = next(n for n, each in enumerate(done) if each.startswith(f"replaced {place}"))
    assert done[at + 1] == f"synced {place}"
    assert done[at - 1].startswith(f"synced {place}/")


def test_all_is_looked_at_first(host: Settings, tools: Tools) -> None:
    """Where the directory refuses, no mailbox is touched."""
    both = replace(host, keeps=("mail", "directory"))
    tools.live.write_text(ENTRIES)
    deliver(both.store / "a", "inbox", "1.a", flags="S")
    copying.copied(both)
    shutil.rmtree(both.store / "a")
    with pytest.raises(Problem, match="accounts are there"):
        do(both)
    assert not (both.store / "a").exists()
    assert audited(both) == []


class TestMail:
    """Mailboxes come back whole; what came meanwhile stays, also after a kill."""

    def test_what_came_meanwhile(self, host: Settings) -> None:
        """A letter in a folder that the copy does not have; an archive that is lost."""
        home = host.store / "a"
        deliver(home, "inbox", "1.a", flags="S")
        (host.archives / "gone.tar").write_bytes(b"archive")
        copying.copied(host)
        shutil.rmtree(home)
        (host.archives / "gone.tar").unlink()
        deliver(home, "folders/Mới", "2.a", flags="S")
        told = restored(Order(), host)
        assert (told["boxes"], told["boxes_there"]) == (1, 1)
        told = do(host)
        assert (told["boxes"], told["letters"], told["archives"]) == (1, 1, 1)
        assert (home / "inbox/cur/1.a:2,S").exists()
        assert (home / "folders/Mới/cur/2.a:2,S").exists()
        assert not list(host.store.glob(".[rm]*"))
        assert State(host.state).read().get("restore") is None

    @pytest.mark.no_cover
    @pytest.mark.parametrize("step", range(8))
    def test_killed_at_any_rename(
        self, settings: Settings, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The next run ends where an undisturbed one does: nothing lost, nothing twice."""
        copy = Kept(Restic(settings), Snapshot("1", "2026-11-24T08:30:00Z"), tmp_path / "kept")
        for owner in ("a", "b"):
            deliver(copy.place / owner, "inbox", f"1.{owner}", flags="S")
            deliver(settings.store / owner, "inbox", f"2.{owner}")
        left = [step]
        rename = Path.rename

        def killed(path: Path, target: Path) -> Path:
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return rename(path, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", killed)
            # What a process that is killed cannot do.
            patched.setattr("hopthu_backup.parts.mail.shutil.rmtree", lambda *_, **__: None)
            with suppress(KeyboardInterrupt):
                mail.restored(copy, tmp_path / "a")
        mail.restored(copy, tmp_path / "b")
        for owner in ("a", "b"):
            paths = (settings.store / owner).rglob("[12].*")
            assert sorted(path.name for path in paths) == [f"1.{owner}:2,S", f"2.{owner}"]
        assert not list(settings.store.glob(".[rm]*"))


@dataclass(frozen=True)
class Kept(Copy):
    """A copy in a folder: where a run is killed does not depend on who keeps it."""

    folder: Path

    @property
    def place(self) -> Path:
        """Where it has the mailboxes."""
        return self.folder / self.settings.linked.relative_to("/")

    def names(self, folder: Path) -> list[str]:
        """See above."""
        return sorted(path.name for path in (self.folder / folder.relative_to("/")).iterdir())

    def fetched(self, path: Path, folder: Path) -> Path:
        """See above."""
        source = self.folder / path.relative_to("/")
        target = folder / path.relative_to("/")
        if source.exists():
            shutil.copytree(source, target, dirs_exist_ok=True)
        return target
