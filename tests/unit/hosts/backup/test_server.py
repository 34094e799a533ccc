"""Where the copies are: old ones go, strange ones stop that, damage is found."""

from __future__ import annotations

import datetime
import io
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

import hopthu_backup_server as server
from hopthu_backup import copying
from hopthu_backup.restic import Restic
from hopthu_backup.settings import Settings

from .conftest import deliver

KEEP = {"hourly": "2d", "daily": "14d", "monthly": "1y"}


@pytest.fixture
def store(host: Settings, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup server's folder with the repository of one host, of three copies.

    All of one hour: of these restic keeps the last, and from 0.17 on the first one as well.
    """
    place = repository.with_name("store")
    place.mkdir()
    deliver(host.store / "a-1", "inbox", "1.1")
    hour = ""
    while hour != (now := time.strftime("%F %H")):
        hour = now
        for old in (repository / "snapshots").glob("*"):
            old.unlink()
        for _ in range(3):
            copying.copied(host)
    repository.rename(place / "mail1")
    (place / "lost+found").mkdir()
    repository.symlink_to(place / "mail1")
    monkeypatch.setattr(server, "STORE", place)
    if os.geteuid() == 0:
        monkeypatch.setattr(os, "geteuid", lambda: 1)  # no account of its own here
    return place


def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str, **told: Any
) -> tuple[int, dict[str, Any]]:
    """The program; its status, and what it says of the repository."""
    monkeypatch.setattr("sys.argv", ["hopthu-backup-server", verb])
    told = {"password": "of-the-tests", "keep": KEEP, "held": "", **told}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(told)))
    status = server.main()
    (answer,) = json.loads(capsys.readouterr().out)["repositories"]
    assert answer["host"] == "mail1"
    return status, answer


def test_old_copies_go(
    host: Settings, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of an hour the last stays; a check only counts; what is kept can be restored."""
    assert store.is_dir()
    _, middle, last = Restic(host).snapshots()
    status, answer = call(monkeypatch, capsys, "prune", check=True)
    assert (status, answer["copies"], answer["forgotten"]) == (0, 3, 0)
    status, answer = call(monkeypatch, capsys, "prune")
    left = Restic(host).snapshots()
    assert left[-1] == last
    assert middle not in left
    assert (status, answer["copies"], answer["forgotten"]) == (0, len(left), 3 - len(left))
    assert answer["bytes"] > 0
    assert call(monkeypatch, capsys, "check", read="100%")[0] == 0


def test_what_is_held_stays(
    host: Settings, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a hold of today nothing goes; of one of before, all but the last of each later day."""
    assert store.is_dir()
    today = datetime.datetime.now(datetime.UTC).date()
    _, middle, last = Restic(host).snapshots()
    status, answer = call(monkeypatch, capsys, "prune", held=today.isoformat())
    assert (status, answer["copies"], answer["forgotten"]) == (0, 3, 0)
    held = answer["held"]
    week_ago = (today - datetime.timedelta(7)).isoformat()
    status, answer = call(monkeypatch, capsys, "prune", held=week_ago)
    assert (status, answer["forgotten"], answer["held"]) == (0, held, 0)
    left = Restic(host).snapshots()
    assert left[-1] == last
    assert middle not in left


def test_a_day_of_a_hold_keeps_its_last_copy() -> None:
    """Copies of two days before, on and after the first day, in two time zones."""
    moments = {
        "a": "2026-11-20T08:00:00+07:00",
        "b": "2026-11-21T06:00:00+07:00",  # the 20th in UTC
        "c": "2026-11-21T08:00:00.123456789+07:00",
        "d": "2026-11-21T09:00:00.5Z",
        "e": "2026-11-22T01:00:00Z",
    }
    copies = [{"id": name, "time": moment} for name, moment in moments.items()]
    for held, free in (
        ("", "abcde"),
        ("2026-11-20", "c"),
        ("2026-11-19", "ac"),
        ("2026-11-21", ""),
    ):
        assert "".join(each["id"] for each in server._not_held(copies, held)) == free


def test_a_copy_of_another_day_stops_it(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever took a host over adds copies for the days of the real ones, to have these go."""
    newest = max((store / "mail1" / "snapshots").iterdir(), key=lambda path: path.stat().st_mtime)
    late = time.time() + 3 * 86400
    os.utime(newest, (late, late))
    for verb in ("prune", "check"):
        status, answer = call(monkeypatch, capsys, verb)
        assert status == 1
        assert answer["problem"]["code"] == "strange"
        assert newest.name[:8] in answer["problem"]["reason"]
    assert len(list((store / "mail1" / "snapshots").iterdir())) == 3


def test_a_repository_of_another_name_stops_it(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Copies that say they are another host's."""
    (store / "mail1").rename(store / "mail2")
    monkeypatch.setattr("sys.argv", ["hopthu-backup-server", "prune"])
    told = {"password": "of-the-tests", "keep": KEEP, "held": ""}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(told)))
    assert server.main() == 1
    assert json.loads(capsys.readouterr().out)["repositories"][0]["problem"]["code"] == "strange"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"password": "another"}, "password"),
        ({"keep": {}}, "nothing"),
        ({"held": None}, "nothing"),
        ({"held": "soon"}, "nothing"),
    ],
)
def test_what_is_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    told: dict[str, Any],
    code: str,
) -> None:
    """Nothing goes by a wrong password, where nothing is kept, or nobody says what is held."""
    status, answer = call(monkeypatch, capsys, "prune", **told)
    assert (status, answer["problem"]["code"]) == (1, code)


def test_damage_is_found(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bit in one file of the contents."""
    packs = [path for path in (store / "mail1" / "data").rglob("*") if path.is_file()]
    pack = max(packs, key=lambda path: path.stat().st_size)
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 1
    pack.write_bytes(content)
    status, answer = call(monkeypatch, capsys, "check", read="100%")
    assert (status, answer["problem"]["code"]) == (1, "damaged")


def test_a_wrong_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what there is."""
    monkeypatch.setattr("sys.argv", ["hopthu-backup-server", "erase"])
    assert server.main() == 2
