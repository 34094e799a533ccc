"""What scripts/directory does and says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu.interfaces.commands.directory import main
from hopthu.servers.lab.slapd import Slapd


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place for the directory, cleared after the test."""
    yield tmp_path / "directory"
    for file in (tmp_path / "directory").glob("*.odt"):
        file.unlink()
    Slapd(tmp_path / "directory").destroy()


def test_life_of_the_directory(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each action says the state that it leaves; status has its own exit status when stopped."""
    place = ["--folder", str(folder)]
    assert main(["start", *place]) == 0
    assert main(["status", *place]) == 0
    pid = Slapd(folder).pid
    said = capsys.readouterr().out.splitlines()
    assert said == [f"running  {Slapd(folder).uri}  6 entries  pid {pid}"] * 2
    assert main(["stop", *place]) == 0
    assert main(["status", *place]) == 3
    assert capsys.readouterr().out.splitlines() == ["not running → scripts/directory start"] * 2


def test_reset_throws_the_data_away(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a reset the directory runs with new passwords."""
    place = ["--folder", str(folder)]
    assert main(["start", *place]) == 0
    old = Slapd(folder).service_password
    assert main(["reset", *place]) == 0
    assert Slapd(folder).service_password != old
    assert "6 entries" in capsys.readouterr().out.splitlines()[-1]


def test_error_is_one_message(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal goes to standard error in the operator's language, with exit status 1."""
    place = ["--folder", str(folder)]
    assert main(["start", *place]) == 0
    (folder / "thesis.odt").write_text("mine")
    monkeypatch.setenv("HOPTHU_LANG", "vi")
    assert main(["reset", *place]) == 1
    said = capsys.readouterr()
    assert "thesis.odt" in said.err
    assert "giữ nguyên" in said.err
    assert said.err.count("\n") == 1
