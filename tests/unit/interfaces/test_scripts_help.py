"""Scripts say what they are for at once, in the reader's language, and change nothing for that."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]


def ask(root: Path, name: str, *arguments: str, language: str) -> subprocess.CompletedProcess[str]:
    """Run a script of a tree that has nothing beside its scripts."""
    return subprocess.run(
        [root / "scripts" / name, *arguments],
        env={**os.environ, "HOPTHU_LANG": language},
        capture_output=True,
        text=True,
        timeout=20,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The scripts alone: what they install, or read of the project, is not there."""
    shutil.copytree(PROJECT / "scripts", tmp_path / "scripts")
    return tmp_path


@pytest.mark.parametrize("name", ["setup", "lint", "lock", "test", "bench"])
def test_help_is_in_both_languages_and_changes_nothing(root: Path, name: str) -> None:
    """Nothing is installed for it."""
    before = sorted(root.rglob("*"))
    english = ask(root, name, "--help", language="en")
    vietnamese = ask(root, name, "-h", language="vi")
    assert (english.returncode, vietnamese.returncode) == (0, 0), english.stderr
    assert english.stdout.isascii()
    assert not vietnamese.stdout.isascii()
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("test", ["everything"]), ("test", ["lint", "-k", "forms"]), ("lock", ["--fast"])],
)
def test_what_a_script_does_not_know_is_refused_with_its_usage(
    root: Path, name: str, arguments: list[str]
) -> None:
    """Before anything is installed or run."""
    said = ask(root, name, *arguments, language="vi")
    assert said.returncode == 2
    assert arguments[-1] in said.stderr
    assert "cách dùng:" in said.stderr
    assert not (root / ".venv").exists()


def test_a_long_step_shows_a_sign_of_life(tmp_path: Path) -> None:
    """What runs here ends only once a dot was shown; without one it would run for ever."""
    waiting = f"alive bash -c 'until [ -s {tmp_path}/seen ]; do sleep 0.1; done' 2>{tmp_path}/seen"
    run = subprocess.run(
        ["bash", "-euc", f"source {PROJECT}/scripts/lib/common.sh; {waiting}"], timeout=60
    )
    assert run.returncode == 0
    assert (tmp_path / "seen").read_text(encoding="utf-8").startswith(".")
