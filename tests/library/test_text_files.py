"""The module that writes several text files in one call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def write(*options: str, **arguments: Any) -> tuple[int, str]:
    """Run the module on this machine; return the status and what Ansible shows."""
    command = [str(Path(sys.executable).parent / "ansible"), "-i", "localhost,", "localhost"]
    command += ["-e", f"ansible_python_interpreter={sys.executable}"]
    run = subprocess.run(
        [*command, "-c", "local", "-m", "text_files", "-a", json.dumps(arguments), *options],
        cwd=PROJECT,
        env={**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stdout + run.stderr
    return run.returncode, run.stdout


def test_files_are_written_once(tmp_path: Path) -> None:
    """Check shows and writes nothing; then each is there with its rights; then nothing changes."""
    one, two = tmp_path / "new" / "one", tmp_path / "two"
    two.write_text("was\n")
    wanted: dict[str, Any] = {"files": {str(one): "Ứng\n", str(two): "is\n"}, "mode": "0640"}
    status, shown = write("--check", "--diff", **wanted)
    assert (status, "CHANGED" in shown) == (0, True)
    assert "+Ứng" in shown
    assert "-was" in shown
    assert not one.exists()
    assert "CHANGED" in write(**wanted)[1]
    assert (one.read_text(), two.read_text()) == ("Ứng\n", "is\n")
    assert [path.stat().st_mode & 0o7777 for path in (one, two)] == [0o640, 0o640]
    for options in ((), ("--check",)):
        status, shown = write(*options, **wanted)
        assert (status, "SUCCESS" in shown) == (0, True)


def test_a_text_that_is_there_may_stay(tmp_path: Path) -> None:
    """What is said to be written once is made where it is missing, and gets its rights."""
    there, missing = tmp_path / "server.crt", tmp_path / "server.key"
    there.write_text("renewed\n")
    there.chmod(0o666)
    wanted: dict[str, Any] = {"once": [f"{tmp_path}/server.*"], "mode": "0640"}
    files = {str(there): "first\n", str(missing): "first\n"}
    assert "CHANGED" in write(files=files, **wanted)[1]
    assert (there.read_text(), missing.read_text()) == ("renewed\n", "first\n")
    assert there.stat().st_mode & 0o7777 == 0o640
    assert "SUCCESS" in write(files=files, **wanted)[1]


@pytest.mark.parametrize("mode", ["0600", "0644"])
def test_rights_alone(tmp_path: Path, mode: str) -> None:
    """A file with other rights gets those that are meant, and its text stays."""
    file = tmp_path / "file"
    file.write_text("x\n")
    file.chmod(0o666)
    assert "CHANGED" in write(files={str(file): "x\n"}, mode=mode)[1]
    assert file.stat().st_mode & 0o7777 == int(mode, 8)


def test_file_that_is_not_right_does_not_replace_the_other(tmp_path: Path) -> None:
    """The command looks at the new one; those before it are in place, those after it are not."""
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_text("old\n")
    status, shown = write(
        files={str(path): "new\n" for path in paths}, validate={str(paths[1]): "grep -q old %s"}
    )
    assert status == 2
    assert f"{paths[1]} was left as it is" in shown
    assert [path.read_text() for path in paths] == ["new\n", "old\n", "old\n"]


def test_place_that_cannot_be_written(tmp_path: Path) -> None:
    """It is named."""
    (tmp_path / "file").write_text("")
    status, shown = write(files={str(tmp_path / "file" / "below"): "x"})
    assert status == 2
    assert str(tmp_path / "file") in shown


def test_folders_and_rights_of_their_own(tmp_path: Path) -> None:
    """A folder is there before the file in it; patterns give rights, the last that fits counts."""
    folder, secret, program = tmp_path / "a", tmp_path / "a" / "secret", tmp_path / "run"
    wanted: dict[str, Any] = {
        "folders": [str(folder)],
        "files": {str(secret): "x", str(program): "#!/bin/sh\n"},
        "mode": "0755",
        "permissions": {f"{folder}*": {"mode": "0750"}, f"{folder}/*": {"mode": "0640"}},
    }
    status, shown = write("--check", "--diff", **wanted)
    assert (status, "CHANGED" in shown) == (0, True)
    assert not folder.exists()
    assert "CHANGED" in write(**wanted)[1]
    modes = [path.stat().st_mode & 0o7777 for path in (folder, secret, program)]
    assert modes == [0o750, 0o640, 0o755]
    assert "SUCCESS" in write(**wanted)[1]
    folder.chmod(0o777)
    assert "CHANGED" in write("--check", **wanted)[1]
    assert folder.stat().st_mode & 0o7777 == 0o777
    assert "CHANGED" in write(**wanted)[1]
    assert folder.stat().st_mode & 0o7777 == 0o750


def test_unknown_right_is_refused(tmp_path: Path) -> None:
    """Before anything is written."""
    file = tmp_path / "file"
    status, shown = write(files={str(file): "x"}, permissions={str(file): {"modus": "0600"}})
    assert status == 2
    assert "group, mode, owner" in shown
    assert not file.exists()
