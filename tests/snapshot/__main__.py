"""``scripts/snapshot``: what hopthu says and writes for known inputs, in a folder."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hopthu.interfaces.commands.helping import Parser

from . import clerk, directory, office, review
from .compare import differences
from .stage import LANGUAGES, STOPPED, Stage, Stopped

PROJECT = Path(__file__).resolve().parents[2]
# The same in every run: paths stand in tables, which wrap by their length.
WORK = Path(tempfile.gettempdir()) / "hopthu-snapshot"
_PEOPLE = 2000
_ABOUT = """\
Use hopthu as an operator does (scripts, playbooks, files), and keep in FOLDER whatever it says and
writes. Days, times, durations and random parts are fixed words there; so of two versions that do
the same, the folders are equal:

  scripts/snapshot --tree ../before /tmp/before
  scripts/snapshot /tmp/after
  scripts/snapshot --compare /tmp/before /tmp/after     (or: diff -r /tmp/before /tmp/after)
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a snapshot; ``twice``: once in each language."""

    act: Callable[[Stage], None]
    twice: bool = False


# The longest first, so that the last ones to run are short.
PARTS: dict[str, Part] = {
    "day-2025": Part(directory.day_of_2025),
    "day-2008": Part(directory.day_of_2008),
    "country": Part(directory.country),
    "faces": Part(clerk.faces, twice=True),
    "ci": Part(review.ci, twice=True),
    "endings": Part(review.endings),
    "handover": Part(office.handover),
    "board": Part(office.board),
    "demo": Part(directory.demo, twice=True),
    "changes": Part(clerk.changes, twice=True),
    "forms": Part(clerk.forms, twice=True),
    "steps": Part(directory.steps),
    "guides": Part(office.guides),
    "validation": Part(clerk.validation),
    "documentation": Part(clerk.documentation),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One part in one language."""

    name: str
    part: Part
    language: str


def jobs(names: Sequence[str]) -> Iterator[Job]:
    """The jobs of the parts named, in the order of PARTS."""
    for name, part in PARTS.items():
        if name in names and part.twice:
            yield from (Job(f"{name}.{language}", part, language) for language in LANGUAGES)
        elif name in names:
            yield Job(name, part, "en")


def snapshot(options: argparse.Namespace) -> int:
    """Make the snapshot; the exit status is 1 where a step did not end as it should."""
    tree, folder = options.tree.resolve(), options.folder.resolve()
    subprocess.run([tree / "scripts" / "setup", "--dev"], check=True, stdout=sys.stderr)
    began = time.monotonic()

    def work(job: Job) -> list[str]:
        start = time.monotonic()
        stage = Stage(tree, WORK / job.name, folder / job.name, job.language, options.people)
        try:
            job.part.act(stage)
        except Stopped:
            raise
        except Exception as error:  # the other parts go on
            stage.break_off(error)
        finally:
            stage.close()
        sys.stderr.write(f"{job.name:<16} {time.monotonic() - start:6.1f} s\n")
        return [f"{job.name}: {surprise}" for surprise in stage.surprises]

    with ThreadPoolExecutor(options.jobs) as pool:
        try:
            surprises = [each for told in pool.map(work, jobs(options.parts)) for each in told]
        except BaseException:
            STOPPED.set()
            pool.shutdown(cancel_futures=True)
            raise
    count = sum(path.is_file() for path in folder.rglob("*"))
    sys.stderr.write(f"{count} files in {folder}, {time.monotonic() - began:.0f} s\n")
    for surprise in surprises:
        sys.stderr.write(f"not as expected: {surprise}\n")
    return 1 if surprises else 0


@contextmanager
def alone() -> Iterator[None]:
    """The working folder, ours alone, for one snapshot at a time; removed at the end."""
    WORK.mkdir(mode=0o700, exist_ok=True)
    if WORK.is_symlink() or WORK.stat().st_uid != os.getuid():
        sys.exit(f"snapshot: {WORK} is somebody else's")
    with WORK.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("Waiting for another snapshot to end.\n")
            fcntl.flock(lock, fcntl.LOCK_EX)
        _clear()
        WORK.mkdir(mode=0o700)
        os.umask(0o022)
        try:
            yield
        finally:
            _clear()


def _clear() -> None:
    """Remove what a run left; a server of a run that was killed ends with its folder's pid file."""
    for pid_file in WORK.glob("*/.lab/directory/slapd.pid"):
        folder = pid_file.parent
        subprocess.run([PROJECT / "scripts" / "directory", "stop", "--folder", folder], check=False)
    shutil.rmtree(WORK, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit status."""
    parser = Parser(
        prog="scripts/snapshot",
        usage="scripts/snapshot [--tree CHECKOUT] [--people N] [--jobs N] FOLDER [PART...]\n"
        "       scripts/snapshot --compare BEFORE AFTER",
        description=_ABOUT,
        epilog=f"parts: {', '.join(PARTS)}",
    )
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", help="where it goes; what is there is not replaced")
    add("parts", nargs="*", metavar="PART", help="these parts alone (default: all)")
    add("--tree", type=Path, default=PROJECT, metavar="CHECKOUT",
        help="the version to look at, by its own scripts, .venv (default: this one)")  # fmt: skip
    add("--people", type=int, default=_PEOPLE, metavar="N",
        help=f"in the invented country (default: {_PEOPLE})")  # fmt: skip
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
        help="parts at a time (default: the number of processors)")  # fmt: skip
    add("--compare", action="store_true", help="tell what differs between two snapshots")
    options = parser.parse_args(arguments)
    if options.compare:
        return _compare(parser, options)
    unknown = [name for name in options.parts if name not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    options.parts = options.parts or list(PARTS)
    there = [job.name for job in jobs(options.parts) if (options.folder / job.name).exists()]
    if there:
        parser.error(f"{options.folder} has these already: {', '.join(there)}")
    signal.signal(signal.SIGTERM, _stop)
    try:
        with alone():
            return snapshot(options)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; the folder is incomplete, nothing else is left behind.\n")
        return 130


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _compare(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if len(options.parts) != 1:
        parser.error("--compare needs two folders")
    before, after = options.folder, Path(options.parts[0])
    for folder in (before, after):
        if not folder.is_dir():
            parser.error(f"{folder} is no folder")
    told = differences(before, after)
    sys.stdout.write("".join(f"{line}\n" for line in told) or "The snapshots are equal.\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
