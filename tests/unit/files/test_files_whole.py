"""Files are written whole, alone or as a set, whenever the machine stops; nothing is left over."""

from __future__ import annotations

import fcntl
import os
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from hopthu.files.fileset import add_aside, commit, locked, put_aside, resume, write_set
from hopthu.files.whole import insert_lines, read_lines, remove_leftovers, write_whole
from hopthu.text.errors import HopthuError

from .killing import files_below, stopped_at


def test_stopped_while_one_file_is_written(tmp_path: Path) -> None:
    """It is the old one or the new one, and the next writing removes what was left."""
    for step in count():
        folder = tmp_path / str(step)
        folder.mkdir()
        path = folder / "people.yml"
        path.write_text("old")
        stopped = stopped_at(step, partial(write_whole, path, "new"))
        assert path.read_text() in ("old", "new")
        write_whole(path, "next")
        assert files_below(folder) == {"people.yml": b"next"}
        if not stopped:
            break
    assert step >= 4


def test_stopped_while_a_set_is_written(tmp_path: Path) -> None:
    """All or none, with new folders, a link and an old file; what is left is all or none again."""
    for step in count():
        root = tmp_path / str(step)
        (root / "provinces" / "a").mkdir(parents=True)
        (root / "whole.yml").write_text("old")
        (root / "provinces" / "a" / "people.yml").symlink_to("../../whole.yml")
        before = files_below(root)
        wanted = {
            root / "provinces" / "a" / "people.yml": "new",
            root / "provinces" / "b" / "agencies.yml": "first",
            root / "given" / "b.txt": "line",
        }

        def write(root: Path = root, wanted: dict[Path, str] = wanted) -> None:
            first, *others = wanted
            with locked(root):
                put_aside(root, "test", {first: wanted[first]})
                add_aside(root, {path: wanted[path] for path in others})
                commit(root)

        stopped = stopped_at(step, write)
        with locked(root):
            resumed = resume(root)
        after = files_below(root)
        after.pop("changes", None)  # where sets are put aside; git knows no empty folder
        if after == before:
            assert not resumed
            with locked(root):
                write_set(root, "test", wanted)
        assert {path: path.read_text() for path in wanted} == wanted
        assert (root / "provinces" / "a" / "people.yml").is_symlink()
        assert sorted(files_below(root)) == [
            "changes",
            "given/b.txt",
            "provinces/a/people.yml",
            "provinces/b/agencies.yml",
            "whole.yml",
        ]
        if not stopped:
            break
    assert step >= 20


def test_what_somebody_writes_is_no_leftover(tmp_path: Path) -> None:
    """Only a file that nobody holds is removed, and only of that name."""
    held, left = (tmp_path / f".a.{name}.hopthu-new" for name in ("held", "left"))
    other = tmp_path / ".b.left.hopthu-new"
    for path in (held, left, other):
        path.write_text("Lê")
    with held.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        remove_leftovers(tmp_path, "a")
        assert [path.exists() for path in (held, left, other)] == [True, False, True]
        remove_leftovers(tmp_path)
    assert [path.exists() for path in (held, other)] == [True, False]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file that it leads to is replaced, and keeps its mode."""
    (tmp_path / "far").mkdir()
    real, link = tmp_path / "far" / "people.yml", tmp_path / "people.yml"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to("far/people.yml")
    write_whole(link, "new")
    assert link.is_symlink()
    assert (real.read_text(), real.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_new_file_is_never_open_to_others_before_it_is_whole(tmp_path: Path) -> None:
    """What is written at first only its owner can read, whatever it becomes."""
    modes = []
    real = os.fchmod

    def look(descriptor: int, mode: int) -> None:
        modes.append(os.fstat(descriptor).st_mode & 0o777)
        real(descriptor, mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fchmod", look)
        write_whole(tmp_path / "a", "x")
    assert modes == [0o600]
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_the_place_is_named_where_nothing_can_be_written(tmp_path: Path) -> None:
    """A file in the place of a folder."""
    (tmp_path / "a").touch()
    with pytest.raises(HopthuError, match="a/b: the file cannot be written"):
        write_whole(tmp_path / "a" / "b", "x")


def test_a_set_waits_for_the_disk_no_more_than_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file twice, aside and at its place; a folder of many files not once a file."""
    files, synced = 40, []
    real = os.fsync

    def counted(descriptor: int) -> None:
        synced.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    with locked(tmp_path):
        write_set(tmp_path, "test", {tmp_path / "given" / f"{n}.txt": "x" for n in range(files)})
    assert 2 * files < len(synced) < 2 * files + 15


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_others_do(tmp_path: Path, end: str) -> None:
    """A new line in the middle, at the end, and behind a last line without an end."""
    path = tmp_path / "a"
    path.write_bytes(f"one{end}two".encode())
    lines = read_lines(path)
    insert_lines(lines, 1, ["new"])
    insert_lines(lines, 3, ["last"])
    assert "".join(lines) == f"one{end}new{end}two{end}last{end}"
