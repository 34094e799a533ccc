"""Which tests run a line: they alone can notice a fault in it, and come first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import coverage

from .faults import Fault

_SECONDS = 600  # a fault that never ends is noticed by everybody
_NOTICED = (1, 2)  # pytest's statuses: a test failed, or could not be collected
_MOST = 300  # tests; where more run a line, the first of them
_SETTINGS = "[run]\nrelative_files = true\nsource = hopthu\ndata_file = {data}\n"


class Seen:
    """What was seen when the tests of all wings ran without a fault."""

    def __init__(self, tree: Path, wings: Iterable[str]) -> None:
        """Run the tests of ``wings``, one after another; ``failing`` are those that fail."""
        self._data = tree.parent / "seen"
        settings = tree.parent / "coveragerc"
        settings.write_text(_SETTINGS.format(data=self._data), encoding="utf-8")
        options = [f"--cov-config={settings}", "--cov", "--cov-context=test", "--cov-report="]
        self.failing = [
            wing
            for wing in wings
            if run(tree, ["--cov-append", *options, wing], seconds=10 * _SECONDS) != 0
        ]
        self._known = coverage.CoverageData(basename=str(self._data))
        self._known.read()

    def tests(self, fault: Fault) -> list[str]:
        """Those that ran a line of it; none where it is run when its module is loaded."""
        contexts = self._known.contexts_by_lineno(str(fault.path))
        lines = range(fault.line, fault.last + 1)
        found = {each.partition("|")[0] for line in lines for each in contexts.get(line, ())}
        # Those without a server first: they are quicker.
        return sorted(found - {""}, key=lambda test: ("/unit/" not in test, test))[:_MOST]


def notices(tree: Path, tests: list[str]) -> bool:
    """Whether one of the tests fails, or takes for ever."""
    return run(tree, ["-x", *tests], seconds=_SECONDS) in _NOTICED


def run(tree: Path, arguments: list[str], *, seconds: float) -> int:
    """Run pytest in a copy of the project; return its status, 1 after so many seconds."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTHONPATH": f"{tree}:{tree / 'module_utils'}"}
    environment["COVERAGE_CORE"] = "ctrace"  # others tell no tests apart
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return 1
    return done.returncode
