"""What is made for an environment and names people is not for git, wherever the environment is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[4]
MADE = (
    *("guides/a.pdf", "handover/a.age", "letters/a.docx", "outbox/a.docx", "report/board.html"),
    *("runs/x/plan.json", ".match-key"),
)


def ignored(folder: Path, *paths: str) -> list[str]:
    """Those of ``paths`` that git would leave out."""
    command = ["git", "-C", str(folder), "check-ignore", "--no-index", "--", *paths]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def test_in_a_repository_of_its_own(tmp_path: Path) -> None:
    """A copy of the shipped one brings its own list, and what is to be committed is."""
    root = tmp_path / "tinh"
    shutil.copytree(PROJECT / "inventory" / "lab", root, symlinks=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert ignored(root, *MADE) == list(MADE)
    assert ignored(root, "hosts.yml", "provinces/trung_uong/agencies.yml", "changes/0001.yml") == []


@pytest.mark.parametrize("name", ["lab", "another"])
def test_in_this_repository(name: str) -> None:
    """The same, of any environment."""
    if not (PROJECT / ".git").exists():
        pytest.skip("this is no clone")
    paths = [f"inventory/{name}/{path}" for path in MADE]
    assert ignored(PROJECT, *paths) == paths


def test_the_package_is_not_ignored() -> None:
    """Folders of it are called as what is made is; a new file there must not be lost."""
    if not (PROJECT / ".git").exists():
        pytest.skip("this is no clone")
    folders = [path for path in (PROJECT / "hopthu").rglob("*") if path.is_dir()]
    new = [str(path / "new.py") for path in folders if path.name != "__pycache__"]
    assert len(new) > 50
    assert ignored(PROJECT, *new) == []
