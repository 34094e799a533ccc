"""Measured runs of programs: wall time, processor time, peak memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.servers.lab.config import PROJECT
from hopthu.servers.lab.process import last_lines

_LAUNCH = Path(__file__).with_name("launch.py")


class Failed(Exception):
    """A measured program ended badly; the text is the end of its output."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds of the wall and of the processor, peak memory in bytes.

    ``phases`` are seconds by name, as far as the program told them itself.
    """

    seconds: float
    cpu: float
    peak: int
    phases: Mapping[str, float] = field(default_factory=dict)


def measure(
    command: Sequence[str],
    *,
    good: Sequence[int] = (0,),
    output: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Sample:
    """Run ``command`` from the project's folder; its output goes to ``output`` or to nowhere.

    Raises Failed for an exit status that is not in ``good``.
    """
    with tempfile.TemporaryDirectory() as folder:
        result, errors = Path(folder, "result"), Path(folder, "errors")
        with open(output or os.devnull, "wb") as out, errors.open("wb") as err:
            started = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LAUNCH), str(result), *command],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
            status = _wait(started)
        if status not in good:
            text = errors.read_text(errors="replace")
            text += output.read_text(errors="replace") if output else ""
            raise Failed(f"{command[0]}: exit status {status}: {last_lines(text, 12)}")
        seconds, cpu, peak = result.read_text().split()
    return Sample(float(seconds), float(cpu), int(peak))


def _wait(started: subprocess.Popen[bytes]) -> int:
    """Wait for the end; when the bench itself is stopped, everything that it started is too."""
    try:
        return started.wait()
    except BaseException:
        with suppress(ProcessLookupError):  # it may have ended at this very moment
            os.killpg(started.pid, signal.SIGTERM)
        started.wait()
        raise


def measure_worker(worker: str, *arguments: object, folder: Path) -> Sample:
    """Run a worker of :mod:`.workers` in a process of its own, with the phases it reports."""
    output = folder / "worker.json"
    command = [sys.executable, "-m", "tests.bench.workers", worker, *map(str, arguments)]
    sample = measure(command, output=output)
    phases = json.loads(output.read_text())
    return Sample(sample.seconds, sample.cpu, sample.peak, phases)
