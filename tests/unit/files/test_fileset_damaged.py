"""A set of files that was cut off, and damaged meanwhile: nothing of it takes a record's place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.files import fileset
from hopthu.text.errors import HopthuError

BEFORE, AFTER = "before\n", "after\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder whose two files are to be replaced; the run was killed before it moved any."""
    for name in ("a", "b"):
        (tmp_path / name).write_text(BEFORE, encoding="utf-8")
    fileset.put_aside(tmp_path, "0001-x", {tmp_path / name: AFTER for name in ("a", "b")})
    (tmp_path / "changes" / ".pending.tmp").rename(tmp_path / fileset.PENDING)
    return tmp_path


def _shorter(pending: Path) -> None:
    (pending / "files" / "b").write_text("aft", encoding="utf-8")


def _lost(pending: Path) -> None:
    shutil.rmtree(pending / "files")


def _a_file(pending: Path) -> None:
    shutil.rmtree(pending)
    pending.write_text("", encoding="utf-8")


def _manifest(text: str) -> Callable[[Path], None]:
    def write(pending: Path) -> None:
        (pending / "manifest.json").write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize(
    "harm",
    [
        *(_shorter, _lost, _a_file, lambda pending: (pending / "manifest.json").unlink()),
        *map(_manifest, ("", "[]", "{}", '{"change": "x", "files": 1}', '{"files": {"a": {}}}')),
    ],
)
def test_what_is_aside_is_damaged(root: Path, harm: Callable[[Path], None]) -> None:
    """It is named with what to do, and the files are as they were."""
    harm(root / fileset.PENDING)
    with pytest.raises(HopthuError) as caught:
        fileset.resume(root)
    assert {problem.code for problem in caught.value.problems} == {"change.damaged-aside"}
    for problem in caught.value.problems:
        assert str(root / fileset.PENDING) in problem.remedy("en") != problem.remedy("vi")
    assert [(root / name).read_text(encoding="utf-8") for name in ("a", "b")] == [BEFORE] * 2


def test_what_is_in_its_place_needs_nothing_aside(root: Path) -> None:
    """The run was killed after it moved one file: the other is all that is asked for."""
    (root / "a").write_text(AFTER, encoding="utf-8")
    (root / fileset.PENDING / "files" / "a").unlink()
    assert fileset.resume(root) == [root / "a", root / "b"]
    assert (root / "b").read_text(encoding="utf-8") == AFTER


def test_a_folder_where_a_file_was(root: Path) -> None:
    """It cannot be compared: told, and nothing is written."""
    (root / "a").unlink()
    (root / "a").mkdir()
    with pytest.raises(HopthuError, match="/a: the file cannot be read"):
        fileset.resume(root)
    assert (root / "b").read_text(encoding="utf-8") == BEFORE
