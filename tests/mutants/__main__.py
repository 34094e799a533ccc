"""``scripts/mutants``: a sample of faults, each in a copy of the tree, against the unit tests."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from hopthu.interfaces.commands.helping import Parser
from hopthu.text.language import Text

from .faults import Fault, faults_of
from .seen import Seen, notices

PROJECT = Path(__file__).parents[2]
# What guards promises, and the tests that have to notice.
_ON_SLAPD = tuple(
    f"tests/acceptance/test_{name}.py"
    for name in ("33_whole", "33_provinces_apart", "34_belonging", "34_witness", "63_undo_asks")
)
GROUNDS = {
    "hopthu/provision": ("tests/unit/provision", "tests/unit/ci"),
    "hopthu/provision/applying": ("tests/unit/provision", *_ON_SLAPD),
    "hopthu/provision/plan": ("tests/unit/provision/plan", "tests/unit/provision/run"),
    "hopthu/records/given": ("tests/unit/records/given",),
    "hopthu/records/edits": ("tests/unit/forms/registration", "tests/unit/changes"),
    "hopthu/records": ("tests/unit/records", "tests/unit/changes"),
    "hopthu/forms/registration": ("tests/unit/forms/registration",),
    "hopthu/changes": ("tests/unit/changes",),
    "hopthu/files": ("tests/unit/files", "tests/unit/changes", "tests/unit/records"),
    "hopthu/servers/directory": ("tests/unit/servers/directory",),
}
_LIVES = Text("{fault}: nobody noticed", "{fault}: không ai nhận ra")
_SICK = Text(
    "these fail without any fault: {tests} → mend them first",
    "các bài thử này hỏng ngay khi chưa có lỗi: {tests} → sửa trước đã",
)
_DONE = Text("{number} of {all} after {minutes} min", "{number} trên {all} sau {minutes} phút")
_SUM = Text(
    "{killed} of {all} faults were noticed, {share} % (seed {seed})",
    "{killed} trên {all} lỗi bị phát hiện, {share} % (số gieo {seed})",
)


def main() -> int:
    """Entry point; 1 where a fault was not noticed."""
    parser = Parser(prog="scripts/mutants")
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH",
        help=f"files or folders of code (default: {', '.join(GROUNDS)})")  # fmt: skip
    add("--number", type=int, default=400, metavar="N", help="how many faults (default: 400)")
    add("--seed", type=int, default=1, metavar="S", help="which of all (default: 1)")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
        help="how many at a time (default: one a processor)")  # fmt: skip
    add("--tests", nargs="+", default=[], metavar="TEST",
        help="the tests that have to notice (default: those of the wing)")  # fmt: skip
    given = parser.parse_args()
    everything = [fault for path in _modules(given.paths or list(GROUNDS)) for fault in _of(path)]
    draw = random.Random(given.seed)  # noqa: S311 - to be had again
    sample = sorted(draw.sample(everything, min(given.number, len(everything))))
    with tempfile.TemporaryDirectory(prefix="hopthu-mutants-") as folder:
        trees = [copied(Path(folder) / str(each) / "tree") for each in range(given.jobs)]
        seen = Seen(trees[0], _tests_used(sample, given.tests))
        if seen.failing:
            sys.stderr.write(_SICK.render({"tests": ", ".join(seen.failing)}) + "\n")
            return 2
        killed = _killed(trees, sample, seen, given.tests)
    share = f"{killed * 100 / max(len(sample), 1):.0f}"
    values: dict[str, object] = {"killed": killed, "all": len(sample), "share": share}
    sys.stdout.write(_SUM.render({**values, "seed": given.seed}) + "\n")
    return 0 if killed == len(sample) else 1


def _modules(paths: list[str]) -> Iterator[Path]:
    found: dict[Path, None] = {}
    for path in (PROJECT / each for each in paths):
        for module in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found.setdefault(module.relative_to(PROJECT))
    yield from found


def _of(path: Path) -> Iterator[Fault]:
    return faults_of(path, (PROJECT / path).read_text(encoding="utf-8"))


def copied(tree: Path) -> Path:
    """Make ``tree`` a copy of the project: what git knows or would add, beside the same .venv."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if os.path.lexists(PROJECT / name):  # one that was deleted is known until that is committed
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, tree / name, follow_symlinks=False)
    (tree / ".venv").symlink_to(PROJECT / ".venv")
    return tree


def _killed(trees: list[Path], sample: list[Fault], seen: Seen, tests: list[str]) -> int:
    free: SimpleQueue[Path] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def noticed(fault: Fault) -> bool:
        tree = free.get()
        try:
            return _noticed(tree, fault, seen, tests)
        finally:
            free.put(tree)

    killed, began = 0, time.monotonic()
    with ThreadPoolExecutor(len(trees)) as pool:
        for number, (fault, found) in enumerate(
            zip(sample, pool.map(noticed, sample), strict=True), start=1
        ):
            killed += found
            if not found:
                sys.stdout.write(_LIVES.render({"fault": str(fault)}) + "\n")
                sys.stdout.flush()
            if number % 25 == 0:
                done: dict[str, object] = {"number": number, "all": len(sample)}
                done["minutes"] = round((time.monotonic() - began) / 60)
                sys.stderr.write(_DONE.render(done) + "\n")
    return killed


def _noticed(tree: Path, fault: Fault, seen: Seen, tests: list[str]) -> bool:
    """Those that run its lines come first; where they pass, or there are none, all of its wing."""
    path = tree / fault.path
    before = path.read_bytes()
    path.write_bytes(fault.applied(before))
    try:
        wing = tests or list(_tests_of(fault.path))
        return any(notices(tree, some) for some in (seen.tests(fault), wing) if some)
    finally:
        path.write_bytes(before)


def _tests_of(path: Path) -> tuple[str, ...]:
    ground = max((each for each in GROUNDS if path.is_relative_to(each)), key=len, default="")
    return GROUNDS.get(ground, ("tests/unit",))


def _tests_used(sample: list[Fault], tests: list[str]) -> list[str]:
    return tests or list(dict.fromkeys(each for f in sample for each in _tests_of(f.path)))


if __name__ == "__main__":
    sys.exit(main())
