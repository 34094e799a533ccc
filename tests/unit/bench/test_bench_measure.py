"""What a measured run tells of a program."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.measure import Failed, measure

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


def test_nothing_outlives_the_bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """When the bench is stopped while it waits, the program that it measures ends as well."""
    output = tmp_path / "output"
    wait = subprocess.Popen.wait
    interruptions = [KeyboardInterrupt()]

    def stopped(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        while interruptions:
            if output.exists() and output.read_text().strip():
                raise interruptions.pop()
            time.sleep(0.01)
        return wait(process, timeout)

    monkeypatch.setattr(subprocess.Popen, "wait", stopped)
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    with pytest.raises(KeyboardInterrupt):
        measure(python(code), output=output)
    status = Path("/proc", output.read_text().strip(), "stat")
    for _ in range(200):
        if not status.exists() or status.read_text().split()[2] == "Z":
            return
        time.sleep(0.01)
    pytest.fail("the measured program still runs")


def test_stopped_when_the_program_has_just_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal between the program's end and the note of it still ends the bench as a stop."""
    wait = subprocess.Popen.wait
    interruptions = [KeyboardInterrupt()]

    def stopped(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        status = wait(process, timeout)
        if interruptions:
            raise interruptions.pop()
        return status

    monkeypatch.setattr(subprocess.Popen, "wait", stopped)
    with pytest.raises(KeyboardInterrupt):
        measure(python("pass"))
