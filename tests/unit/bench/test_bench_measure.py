"""What a measured run tells of a program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.measure import Failed, measure

_MEGABYTE = 1_000_000


def python(code: str) -> list[str]:
    """A command that runs ``code`` and loads nothing else."""
    return [sys.executable, "-I", "-S", "-c", code]


def test_memory_is_the_programs_own() -> None:
    """The measuring process's memory is not counted; what the program takes is."""
    ballast = bytearray(80 * _MEGABYTE)
    small = measure(python("pass"))
    large = measure(python("x = b'x' * 60_000_000"))
    assert small.peak < len(ballast) / 2
    assert 55 * _MEGABYTE < large.peak - small.peak < 75 * _MEGABYTE


def test_time_of_waiting_and_of_work() -> None:
    """Waiting counts on the wall and not on the processor."""
    sample = measure(python("import time; time.sleep(0.2)"))
    assert sample.seconds >= 0.2
    assert sample.cpu < sample.seconds


def test_failure_says_why() -> None:
    """The end of what the program wrote is in the error."""
    with pytest.raises(Failed, match="exit status 3: out of paper"):
        measure(python("import sys; sys.stderr.write('out of paper'); sys.exit(3)"))


def test_expected_status_is_no_failure(tmp_path: Path) -> None:
    """A status that is expected is fine, and the output is where it was asked for."""
    output = tmp_path / "output"
    measure(python("print('done'); raise SystemExit(68)"), good=(68,), output=output)
    assert output.read_text() == "done\n"
