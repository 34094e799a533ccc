"""Running programs and ending the right one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu.servers.lab.process import command_line, end, last_lines, program, run
from hopthu.servers.lab.tls import make_certificates
from hopthu.text.errors import HopthuError


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that would go on for a minute."""
    child = subprocess.Popen(["sleep", "60"])
    while not command_line(child.pid):  # between its birth and its own arguments
        os.sched_yield()
    yield child
    child.kill()
    child.wait()


def test_run_returns_the_output() -> None:
    """What a program prints comes back."""
    assert run("echo", "xin chào") == "xin chào\n"


def test_failed_program_is_one_message(tmp_path: Path) -> None:
    """The error holds the program, its status, the end of what it said, and the folder."""
    script = "for n in 1 2 3 4 5 6 7; do echo line $n >&2; done; exit 4"
    with pytest.raises(HopthuError) as caught:
        run("sh", "-c", script, folder=tmp_path)
    text = str(caught.value)
    assert "sh failed with status 4: line 3 | line 4 | line 5 | line 6 | line 7" in text
    assert str(tmp_path) in text
    assert "\n" not in text


def test_silent_failure_says_so() -> None:
    """A program that fails without a word still gives a readable message."""
    with pytest.raises(HopthuError, match="false failed with status 1: no output"):
        run("false")


def test_failure_on_standard_output_is_shown() -> None:
    """A program that complains on its standard output is heard too."""
    with pytest.raises(HopthuError, match="complaint"):
        run("sh", "-c", "echo complaint; exit 1")


def test_missing_program_names_its_package() -> None:
    """A program that isn't there gives the command that installs it."""
    with pytest.raises(HopthuError, match="apt-get install some-package"):
        program("no-such-program", "some-package")


def test_system_folders_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without /usr/sbin in the PATH still has its programs."""
    monkeypatch.setenv("PATH", "/nonexistent")
    assert program("ldconfig").endswith("sbin/ldconfig")


def test_last_lines_drops_blank_ones() -> None:
    """Blank lines do not push out what was said."""
    assert last_lines("a\n\n  b \n\n\n", count=2) == "a | b"


def test_end_takes_only_the_marked_process(sleeper: subprocess.Popen[bytes]) -> None:
    """A process without the marker among its arguments is left alone; with it, it ends."""
    end(sleeper.pid, "slapd")
    assert sleeper.poll() is None
    end(sleeper.pid, "60")
    assert sleeper.wait(timeout=5) != 0
    assert command_line(sleeper.pid) == []


def test_end_of_a_process_that_is_gone() -> None:
    """A number that no process has is no error: what was wanted is so already."""
    child = subprocess.Popen(["true"])
    child.wait()
    end(child.pid, "true")


def test_stubborn_process_is_killed() -> None:
    """A process that ignores the polite signal is ended by force after the patience."""
    child = subprocess.Popen(
        ["sh", "-c", 'trap "" TERM; echo ready; while :; do sleep 0.1; done', "stubborn"],
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    with child.stdout:
        child.stdout.readline()
        end(child.pid, "stubborn", patience=0.2)
        assert child.wait(timeout=5) == -9


def test_process_that_cannot_be_ended_is_reported(
    sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When no signal helps (a process stuck in the disk, say), the error names it."""
    monkeypatch.setattr(signal, "pidfd_send_signal", lambda *_: None)
    with pytest.raises(HopthuError, match=f"process {sleeper.pid}"):
        end(sleeper.pid, "60", patience=0.01)


def test_process_that_ends_in_between(
    sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is gone when the signal is sent counts as ended."""

    def gone(*_: object) -> None:
        raise ProcessLookupError

    monkeypatch.setattr(signal, "pidfd_send_signal", gone)
    end(sleeper.pid, "60")
    assert command_line(os.getpid())


def test_certificates_are_made_once(tmp_path: Path) -> None:
    """The CA verifies the server's certificate; a second call keeps both; keys are private."""
    folder = tmp_path / "tls"
    make_certificates(folder)
    first = (folder / "server.crt").read_bytes()
    make_certificates(folder)
    assert (folder / "server.crt").read_bytes() == first
    verified = subprocess.run(
        [
            *("openssl", "verify", "-verify_ip", "127.0.0.1"),
            *("-CAfile", folder / "ca.crt", folder / "server.crt"),
        ],
        check=False,
        capture_output=True,
    )
    assert verified.returncode == 0, verified.stderr
    assert folder.stat().st_mode & 0o077 == 0
