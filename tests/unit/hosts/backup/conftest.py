"""hopthu-backup as hosts have it, on a store of a test's own; restic where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hopthu_backup_server
from hopthu_backup.parts import directory
from hopthu_backup.settings import Settings

LETTER = "From: {sender}\nSubject: {subject}\nMessage-ID: <{name}@example.org>\n\nThư {name}\n"


def deliver(
    home: Path, folder: str, name: str, *, flags: str = "", subject: str = "", day: int = 0
) -> Path:
    """Put a letter where Dovecot would have it: in ``new`` without flags, else in ``cur``."""
    place = home / folder
    for part in ("cur", "new", "tmp"):
        (place / part).mkdir(parents=True, exist_ok=True)
    path = place / ("cur" if flags else "new") / (f"{name}:2,{flags}" if flags else name)
    text = LETTER.format(sender="Lê <le@example.org>", subject=subject or name, name=name)
    path.write_bytes(text.encode())
    os.utime(path, (1_700_000_000 + day * 86400,) * 2)
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A mail host's settings, with an empty store."""
    for name in ("vmail", "archive", "state", "etc"):
        (tmp_path / name).mkdir(mode=0o700)
    return Settings(
        host="mail1",
        keeps=("mail",),
        store=tmp_path / "vmail",
        archives=tmp_path / "archive",
        state=tmp_path / "state",
        cache=tmp_path / "cache",
        folder=tmp_path / "etc",
    )


@pytest.fixture
def repository(settings: Settings, tmp_path: Path) -> Path:
    """A repository as a backup server keeps it: copies can be added, and nothing taken away."""
    place = tmp_path / "repository"
    # What sshd runs for the host's key, whatever the host itself asks for.
    serve = tmp_path / "serve"
    server = f"{sys.executable} {hopthu_backup_server.__file__} serve {place.name}"
    serve.write_text(f"#!/bin/sh\nHOPTHU_BACKUP_STORE={tmp_path} exec {server}\n")
    serve.chmod(0o755)
    (settings.folder / "repository").write_text("rclone:")
    (settings.folder / "password").write_text("of-the-tests")
    told = {
        "host": settings.host,
        "keeps": ["mail"],
        "options": [f"rclone.program={serve}"],
        **{name: str(getattr(settings, name)) for name in ("store", "archives", "state", "cache")},
    }
    (settings.folder / "settings.json").write_text(json.dumps(told))
    return place


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with nothing in it: to make one takes as long as all else."""
    place = tmp_path_factory.mktemp("begun") / "repository"
    environment = {**os.environ, "RESTIC_PASSWORD": "of-the-tests"}
    subprocess.run(["restic", "-q", "-r", str(place), "init"], env=environment, check=True)
    return place


@pytest.fixture
def host(repository: Path, settings: Settings, begun: Path) -> Settings:
    """The mail host with that repository."""
    shutil.copytree(begun, repository)
    return Settings.read(settings.folder)


class Tools:
    """The directory's own programs, on a folder instead of slapd's."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self.live = folder / "live.ldif"
        self.program("hopthu-directory-backup", f'cat "{self.live}" >"$1"')
        self.program("hopthu-directory-restore", f'gzip -dc "$1" >"{self.live}"')

    def program(self, name: str, text: str) -> None:
        """Put one there."""
        path = self._folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    """Found where a host has them; dumps go into a folder of the test."""
    folder = tmp_path / "bin"
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setattr(directory, "DUMPS", tmp_path / "dumps")
    return Tools(folder)
