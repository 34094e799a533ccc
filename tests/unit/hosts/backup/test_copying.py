"""Copies with restic itself: what goes there comes back, and what is in the way is said."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hopthu_backup import __main__ as program
from hopthu_backup import copying, drill, notice, restic, whole
from hopthu_backup.parts import mail
from hopthu_backup.problem import Problem
from hopthu_backup.settings import Settings
from hopthu_backup.state import State, alone

from .conftest import Tools, deliver
from .test_linked import contents


def box(host: Settings, owner: str = "a-1", letters: int = 5) -> Path:
    """A mailbox with some letters."""
    home = host.store / owner
    for number in range(letters):
        deliver(home, "inbox", f"1.{owner}.{number}", flags="S")
    return home


def call(host: Settings, monkeypatch: pytest.MonkeyPatch, *command: str) -> int:
    """The program as the units call it."""
    monkeypatch.setattr(Settings, "read", classmethod(lambda _: host))
    monkeypatch.setattr("sys.argv", ["hopthu-backup", *command])
    return program.main()


def test_a_trial_prefers_what_holds_letters(host: Settings) -> None:
    """Most mailboxes of a new ministry are empty; that those come back says little."""
    for number in range(60):
        (host.store / f"empty-{number}" / "inbox" / "cur").mkdir(parents=True)
    box(host)
    copying.copied(host)
    told = drill.tried(host)
    assert "a-1" in told["boxes"]
    assert len(told["boxes"]) == 3
    assert told["letters"] > 0


def test_copies_of_another_host_stay(host: Settings) -> None:
    """They lie in the same store, and are no business of this host's."""
    box(host)
    theirs = deliver(host.store / ".copies" / "mail2.example" / "x-1", "inbox", "1.a")
    copying.copied(host)
    assert theirs.exists()


def test_a_copy_of_before_they_had_a_folder_of_their_own(
    host: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mailboxes are found where it has them."""
    letter = box(host)
    monkeypatch.setattr(Settings, "linked", Settings.linked_once)
    copying.copied(host)
    monkeypatch.undo()
    shutil.rmtree(host.linked_once)
    before = contents(letter)
    shutil.rmtree(letter)
    assert whole.restored(whole.Order(check=False), host)["letters"] == before.total()
    assert contents(letter) == before


def test_a_copy_and_a_trial(
    host: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The state file has both; a second copy of the same adds next to nothing."""
    box(host)
    box(host, "b.2", 3)
    assert call(host, monkeypatch, "run") == 0
    first = State(host.state).read()["copy"]["good"]
    assert first["files"] == 8
    assert first["bytes"] > 0
    assert not host.staged.exists()
    assert call(host, monkeypatch, "run") == 0
    second = State(host.state).read()["copy"]["good"]
    assert second["snapshot"] != first["snapshot"]
    assert call(host, monkeypatch, "drill") == 0
    tried = State(host.state).read()["drill"]["good"]
    assert sorted(tried["boxes"]) == ["a-1", "b.2"]
    assert tried["letters"] == 8
    capsys.readouterr()
    assert call(host, monkeypatch, "copies") == 0
    assert len(json.loads(capsys.readouterr().out)["copies"]) == 2
    assert not list(host.archives.glob(".restore*"))


@pytest.mark.parametrize("what", ["flipped", "lost"])
def test_a_trial_notices(host: Settings, what: str) -> None:
    """Bits that flipped in a letter, and a letter that a copy should have and does not."""
    home = box(host)
    letter = next((home / "inbox" / "cur").iterdir())
    if what == "lost":
        kept = letter.read_bytes()
        letter.unlink()
        copying.copied(host)
        letter.write_bytes(kept)
        # It was there all the time, as far as the host can tell.
        whole = mail.differences("a-1", [], home, 4_000_000_000.0)
        assert sum("is not in the copy" in each for each in whole) == 5
        return
    copying.copied(host)
    letter.write_bytes(letter.read_bytes().replace(b"Th", b"Tj"))
    with pytest.raises(Problem, match="differs from its copy"):
        drill.tried(host)


def test_nothing_can_be_taken_away(host: Settings, repository: Path) -> None:
    """Whoever has all that the host has can add to the past, not end it."""
    box(host)
    copying.copied(host)
    copying.copied(host)
    engine = restic.Restic(host)
    snapshots = engine.snapshots()
    before = {path: path.read_bytes() for path in kept(repository)}
    for arguments in (["forget", "--keep-last", "1"], ["forget", snapshots[0].id]):
        with pytest.raises(subprocess.TimeoutExpired):  # it tries and tries
            engine.call(*arguments, limit=4)
        for lock in (repository / "locks").iterdir():
            lock.unlink()
    assert {path: path.read_bytes() for path in kept(repository)} == before
    assert engine.snapshots() == snapshots


def kept(repository: Path) -> list[Path]:
    """What makes a repository; locks come and go."""
    return [path for path in repository.rglob("*") if path.is_file() and "locks" not in path.parts]


def refused(host: Settings) -> Problem:
    """The problem of a copy that cannot be."""
    with pytest.raises(Problem) as error:
        copying.copied(host)
    return error.value


def saying(host: Settings, text: str) -> str:
    """An ssh that ends with that."""
    path = host.folder / "ssh"
    path.write_text(f"#!/bin/sh\necho '{text}' >&2\nexit 255\n")
    path.chmod(0o755)
    return f"rclone.program={path}"


def test_what_is_in_the_way(host: Settings, repository: Path) -> None:
    """Each has a code of its own, which the control machine has a sentence for."""
    box(host)
    shutil.rmtree(repository)
    copying.copied(host)
    State(host.state).good("copy", {})
    (host.folder / "password").write_text("of-somebody-else")
    assert refused(host).code == "password"
    (host.folder / "password").write_text("of-the-tests")

    away = replace(host, options=(saying(host, "Connection refused"),))
    assert refused(away).code == "away"
    shut = replace(host, options=(saying(host, "Permission denied (publickey)"),))
    assert refused(shut).code == "refused"

    # A disk that is not mounted: no second repository is begun in its place.
    aside = repository.rename(f"{repository}-aside")
    repository.mkdir()
    assert refused(host).code == "gone"
    assert not list(repository.iterdir())
    repository.rmdir()
    aside.rename(repository)

    shutil.rmtree(host.cache)
    for path in (repository / "index").iterdir():
        path.chmod(0o600)
        path.write_bytes(b"x" * path.stat().st_size)
        os.utime(path, (time.time() - 60,) * 2)  # what is fresh was never whole
    assert refused(host).code == "damaged"


def held(repository: Path) -> list[Path]:
    """The locks that are written whole."""
    return [path for path in (repository / "locks").iterdir() if len(path.name) == 64]


def test_locked(host: Settings, repository: Path) -> None:
    """Somebody prunes just now."""
    box(host)
    copying.copied(host)
    environment = {"RESTIC_PASSWORD": "of-the-tests", "PATH": "/usr/bin:/bin", "HOME": "/"}
    lock = subprocess.Popen(
        ["restic", "-r", str(repository), "check", "--read-data", "--limit-download=1"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not held(repository):
            assert lock.poll() is None or held(repository)
        lock.send_signal(signal.SIGSTOP)
        assert refused(host).code == "locked"
    finally:
        lock.kill()
        lock.wait()


def test_a_lock_of_a_killed_run(host: Settings, repository: Path) -> None:
    """Nobody holds it any more: the next copy goes on, and needs nobody for that."""
    box(host)
    copying.copied(host)
    environment = {"RESTIC_PASSWORD": "of-the-tests", "PATH": "/usr/bin:/bin", "HOME": "/"}
    command = ["restic", "-r", str(repository), "check", "--read-data", "--limit-download=1"]
    nowhere = subprocess.DEVNULL
    check = subprocess.Popen(command, env=environment, stdout=nowhere, stderr=nowhere)
    while not held(repository):
        assert check.poll() is None or held(repository)
    check.kill()
    check.wait()
    assert copying.copied(host)["files"] == 5


def test_failures_of_another_debian() -> None:
    """They are JSON there, and mean the same."""
    message = "unable to create lock in backend: already locked"
    problem = restic.told(json.dumps({"message_type": "exit_error", "message": message}), 11)
    assert problem.code == "locked"
    assert problem.values["reason"] == message
    assert restic.told("", 9).values["reason"] == "status 9"


def test_a_failure_is_told_once_a_day(
    host: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By letter; the state file keeps the last good copy beside the problem."""
    box(host)
    letters: list[str] = []
    monkeypatch.setattr(
        notice, "tell", lambda _, what, problem: letters.append(f"{what} {problem}")
    )
    assert call(host, monkeypatch, "run") == 0
    good = State(host.state).read()["copy"]["good"]
    (host.folder / "password").write_text("of-somebody-else")
    assert call(host, monkeypatch, "run") == 1
    assert call(host, monkeypatch, "run") == 1
    assert len(letters) == 1
    assert "not that of the repository" in letters[0]
    state = State(host.state).read()["copy"]
    assert state["good"] == good
    assert state["problem"]["code"] == "password"
    assert '"code": "password"' in capsys.readouterr().out
    (host.folder / "password").write_text("of-the-tests")
    assert call(host, monkeypatch, "run") == 0
    assert "problem" not in State(host.state).read()["copy"]
    with alone(host.state, "copy"):
        assert call(host, monkeypatch, "run") == 1
    assert "problem" not in State(host.state).read()["copy"]


def test_the_letter(host: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """In both languages, from an address that is not the ministry's; nobody there is no fault."""
    told = replace(host, postmaster="postmaster@moj.gov.vn", smtp="127.0.0.1")
    text = notice.letter(told, "drill", Problem("away", reason="timeout"))
    body = text.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "Thử khôi phục" in body.decode()
    assert "cannot be reached: timeout" in body.decode()
    assert "moj.gov.vn" not in str(text["From"])

    def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError(111, "nobody there")

    monkeypatch.setattr("smtplib.SMTP", away)
    notice.tell(told, "copy", Problem("away", reason="timeout"))
    notice.tell(host, "copy", Problem("away", reason="timeout"))


def test_other_hosts(host: Settings, tmp_path: Path, tools: Tools) -> None:
    """The directory's entries, and the webmail's database while somebody writes to it."""
    tools.live.write_text("dn: dc=vn\n\ndn: ou=people,dc=vn\n")
    database = tmp_path / "roundcube"
    with closing(sqlite3.connect(database)) as live:
        live.executescript("CREATE TABLE users (name); INSERT INTO users VALUES ('a'), ('b');")
        live.commit()
        live.execute("INSERT INTO users VALUES ('half')")
        both = replace(host, keeps=("directory", "web"), database=database)
        copying.copied(both)
    facts = drill.tried(both)
    assert facts["entries"] == 2
    assert facts["users"] == 2
    tools.program("hopthu-directory-backup", "echo 'The directory is empty' >&2; exit 1")
    assert refused(both).code == "unreadable"
    database.write_bytes(b"no database")
    assert refused(replace(host, keeps=("web",), database=database)).code == "unreadable"


def test_settings_that_are_none(host: Settings) -> None:
    """Said with the file and the remedy."""
    path = host.folder / "settings.json"
    for text in ("{", '["a"]', '{"host": "a", "keeps": [], "stor": "/x"}', "{}"):
        path.write_text(text)
        with pytest.raises(Problem, match=r"settings\.json.*site\.yml"):
            Settings.read(host.folder)


def test_no_copy_from_then(host: Settings) -> None:
    """The oldest is named."""
    box(host)
    copying.copied(host)
    with pytest.raises(Problem, match="no copy of a-1 from before 2020") as error:
        restic.Restic(host).before("2020-01-01T00:00:00Z", "a-1")
    assert error.value.values["oldest"].startswith("20")


def test_everything_back(host: Settings, tmp_path: Path) -> None:
    """The whole store, from the repository alone."""
    home = box(host)
    before = contents(home)
    copying.copied(host)
    shutil.rmtree(host.store)
    engine = restic.Restic(host)
    engine.fetch(engine.snapshots()[-1], str(host.linked), str(tmp_path / "back"))
    assert contents(tmp_path / "back") == before


def test_restore_is_told_by_standard_input(
    host: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mailbox that the directory does not know is a problem with a code."""
    from hopthu_mailbox import doveadm

    monkeypatch.setattr(doveadm, "home_of", lambda _: None)
    asked = {"owner": "a-1", "address": "nobody@moj.gov.vn", "wanted": {"day": "2026-01-01"}}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(asked)))
    assert call(host, monkeypatch, "restore") == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "unknown"


def test_what_is_late(host: Settings) -> None:
    """Never counts as late; so does what is older than is said, and nothing else."""
    state = State(host.state)
    assert state.late(host.oldest) == {"copy": "-"}
    state.good("copy", {})
    assert list(state.late(host.oldest)) == ["drill"]
    assert program.state_of(host) == {**state.read(), "late": {"drill": "-"}}
    text = state.path.read_text().replace(
        state.read()["copy"]["good"]["at"], "2020-01-01T00:00:00Z"
    )
    state.path.write_text(text)
    assert state.late({"copy": 3}) == {"copy": "2020-01-01T00:00:00Z"}
    state.path.write_text("{half")
    assert state.read() == {}
