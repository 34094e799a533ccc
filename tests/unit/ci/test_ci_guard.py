"""What a run starts ends with it, whatever ends the run, and wherever its children went."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hopthu.ci.runs.guard import end_all, run_guarded

# Tells its own process and one that leaves the session, loses its parent, and lives on.
_FAMILY = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    print(os.getpid(), flush=True)
    time.sleep(100)
os.wait()
open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(100)
"""
_PARENT = """
import os, sys
from hopthu.ci.runs.guard import run_guarded
run_guarded([sys.executable, "-c", sys.argv[1], sys.argv[2]], os.environ)
"""


def alive(process: int) -> bool:
    """Whether there is such a process, and it is not dead."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"


def told(path: Path) -> int:
    """The process that wrote its number there; waits for it."""
    while not path.exists() or not path.read_text(encoding="utf-8"):
        time.sleep(0.01)
    return int(path.read_text(encoding="utf-8"))


def below(path: Path) -> list[int]:
    """The process that wrote its number there, and all that are of its command line."""
    found = [told(path)]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(path).encode() in words and b"-c" in words and _PARENT.encode() not in words:
            found.append(int(folder.name))
    return found


def gone(processes: list[int]) -> None:
    """Wait until none of them is alive; the suite's time limit ends a test that hangs."""
    while any(map(alive, processes)):
        time.sleep(0.01)


def press_ctrl_c() -> None:
    """Interrupt the main thread."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def test_a_command_says_how_it_ended() -> None:
    """Its status and what it said on both channels; of one that was killed, too."""
    both = (
        "import sys; print('out'); sys.stdout.flush(); print('err', file=sys.stderr); sys.exit(3)"
    )
    assert run_guarded([sys.executable, "-c", both], os.environ) == (3, "out\nerr\n")
    killed = "import os; os.kill(os.getpid(), 15)"
    assert run_guarded([sys.executable, "-c", killed], os.environ)[0] == 143


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_all_end_with_who_started_them(tmp_path: Path, how: signal.Signals) -> None:
    """A run that is killed, with its whole group, leaves nobody who goes on writing."""
    path = tmp_path / "child"
    command = [sys.executable, "-c", _PARENT, _FAMILY, str(path)]
    parent = subprocess.Popen(command, start_new_session=True)
    family = below(path)
    assert len(family) >= 3
    os.killpg(parent.pid, how)
    parent.wait()
    gone(family)


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """A shell lets what it starts in the background ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("end", [end_all, press_ctrl_c])
def test_all_end_where_the_run_is_to_stop(tmp_path: Path, end: Callable[[], None]) -> None:
    """Where its lock was taken, and where somebody pressed Ctrl-C: nobody is left afterwards."""
    path = tmp_path / "child"
    family: list[int] = []

    def stop() -> None:
        family.extend(below(path))
        end()

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        assert run_guarded([sys.executable, "-c", _FAMILY, str(path)], os.environ)[0] == 137
    except KeyboardInterrupt:
        assert end is not end_all
    thread.join()
    assert len(family) >= 2
    assert not any(map(alive, family))


def test_who_waits_sees_a_sign_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs here waits for a dot; without one it gives up."""
    seen = tmp_path / "seen"

    class Terminal:
        """Standard error: what is written to it lets the command end."""

        def write(self, text: str) -> None:
            with seen.open("a", encoding="utf-8") as file:
                file.write(text)

        def flush(self) -> None:
            """Nothing waits."""

    monkeypatch.setattr("hopthu.ci.runs.guard._SIGN_OF_LIFE", 0.05)
    monkeypatch.setattr(sys, "stderr", Terminal())
    waiting = f"for _ in {{1..500}}; do [ -s {seen} ] && echo done && exit; sleep .02; done; exit 1"
    assert run_guarded(["bash", "-c", waiting], os.environ) == (0, "done\n")
    assert set(seen.read_text(encoding="utf-8").splitlines()[0]) == {"."}
