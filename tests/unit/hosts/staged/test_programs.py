"""What the hosts' programs share: their launcher, and running commands."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hopthu_host import launch
from hopthu_host.commands import Wrong, check_certificates, must, run


def test_a_program_runs_the_module_of_its_name(tmp_path: Path) -> None:
    """With its arguments, by the host's own Python, and whatever lies in the current folder."""
    program, library = tmp_path / "sbin" / "hopthu-try-out", tmp_path / "lib" / "hopthu"
    for folder in (program.parent, library):
        folder.mkdir(parents=True)
    shutil.copy(launch.__file__, program)
    program.chmod(0o755)
    (library / "hopthu_try_out.py").write_text("import sys, json\nprint(__name__, sys.argv[1:])\n")
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')\n")
    done = subprocess.run([program, "--check", "x"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("__main__ ['--check', 'x']\n", "")
    assert [path.name for path in library.iterdir()] == ["hopthu_try_out.py"]


def test_commands() -> None:
    """What they print, what they are given, and what they complain about."""
    assert must("echo", "x") == "x"
    assert run("sh", "-c", "cat; echo $A", text="in ", A="1").stdout == "in 1\n"
    assert must("sh", "-c", "echo careful >&2; echo x") == "x"
    with pytest.raises(Wrong, match="careful"):
        must("sh", "-c", "echo careful >&2", silent=True)
    with pytest.raises(Wrong, match=r"sh -c exit 3: "):
        must("sh", "-c", "exit 3")
    with pytest.raises(Wrong, match="no-such-program"):
        run("no-such-program")
    with pytest.raises(Wrong, match="timed out"):
        run("sleep", "9", patience=0.05)


def test_certificates(tmp_path: Path) -> None:
    """A key that is not the certificate's is refused, and whatever is missing."""
    for name in ("server", "other"):
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ed25519",
            "-nodes",
            "-subj",
            f"/CN={name}",
        ]
        command += ["-keyout", f"{name}.key", "-out", f"{name}.crt"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    shutil.copy(tmp_path / "server.crt", tmp_path / "ca.crt")
    check_certificates(tmp_path)
    shutil.copy(tmp_path / "other.key", tmp_path / "server.key")
    with pytest.raises(Wrong, match="cannot be used"):
        check_certificates(tmp_path)
    (tmp_path / "ca.crt").unlink()
    with pytest.raises(Wrong, match=str(tmp_path)):
        check_certificates(tmp_path)
