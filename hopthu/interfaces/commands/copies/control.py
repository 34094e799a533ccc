"""The control machine's own copy: what of an environment is in no git, and its git.

Plans, audit lines and undo of all runs, bundles of first passwords, the key of hashes, secrets:
without them a new control machine knows the records, and nothing of what was done.
"""

from __future__ import annotations

import json
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hopthu.ci.runs.environment import Environment
from hopthu.files.git.call import GitFailed, git
from hopthu.servers.lab.process import finished
from hopthu.text.errors import HopthuError, Problem

from . import messages
from .asking import problem_of

NAME = "control"
_VALUES = ("hopthu_backup_repository", "hopthu_backup_password")
# Read again from the records, or another's to keep.
_LEFT_OUT = (".git", ".read", ".cache")


def copied(root: Path, extra: list[str]) -> tuple[dict[str, Any], list[Problem]]:
    """Copy the folder of an environment, and the git that it is in.

    Returns what restic says, and what the copy lacks: the rest of it is worth having.
    """
    if shutil.which("restic") is None:
        raise HopthuError.of(messages.NO_RESTIC)
    environment = Environment.read(root, extra, _VALUES)
    where, password = map(environment.value, _VALUES)
    if not (where and password):
        raise HopthuError.of(messages.NOT_ENABLED)
    with tempfile.TemporaryDirectory() as made:
        bundle, lacking = _bundle(root.resolve(), Path(made))
        excluded = [f"--exclude={root.resolve() / name}" for name in _LEFT_OUT]
        command = ["backup", "--json", "--host", NAME, "--tag", "hopthu", *excluded]
        paths = [str(root.resolve()), *([str(bundle)] if bundle else [])]
        with _Restic(where, password, environment) as restic:
            try:
                output = restic.call(*command, *paths)
            except _Missing:
                restic.call("init")
                output = restic.call(*command, *paths)
    lines = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    summary = next(line for line in lines if line.get("message_type") == "summary")
    return summary, lacking


def _bundle(root: Path, folder: Path) -> tuple[Path | None, list[Problem]]:
    """All that the git of an environment holds, as one file; None where it is in none, or empty."""
    if not any((each / ".git").exists() for each in (root, *root.parents)):
        return None, []
    path = folder / "environment.bundle"
    try:
        if not git(root, "rev-list", "--max-count=1", "--all").strip():
            return None, []
        git(root, "bundle", "create", "--quiet", str(path), "--all")
        git(root, "bundle", "verify", "--quiet", str(path))
    except GitFailed as failed:
        return None, [messages.NO_BUNDLE.at(root=root, reason=failed.reason)]
    return path, []


class _Missing(Exception):
    """There is no repository yet."""


class _Restic:
    """restic on a repository; the password goes by a file that only this user can read."""

    def __init__(self, where: str, password: str, environment: Environment) -> None:
        self._options: list[str] = []
        server = where.removeprefix("server:")
        if server != where:
            self._repository = f"rclone:/srv/hopthu-backup/{NAME}"
            self._options = [
                *("-o", f"rclone.program={_way_to(server, environment)}"),
                *("-o", "rclone.args=--config=/dev/null serve restic --stdio --append-only"),
            ]
        else:
            self._repository = f"{where.rstrip('/')}/{NAME}"
        self._password = password

    def __enter__(self) -> _Restic:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name)
        (path / "password").write_text(self._password, encoding="utf-8")
        (path / "repository").write_text(self._repository, encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def call(self, *arguments: str) -> str:
        """Run it; HopthuError with the reason where it fails."""
        folder = Path(self._folder.name)
        told = {
            "RESTIC_PASSWORD_FILE": str(folder / "password"),
            "RESTIC_REPOSITORY_FILE": str(folder / "repository"),
            "RESTIC_PROGRESS_FPS": "0.01",
        }
        done = finished(["restic", *self._options, *arguments], told)
        if done.returncode:
            problem = _problem(done.stderr or done.stdout)
            if problem.code == messages.GONE.code and arguments[0] == "backup":
                raise _Missing
            raise HopthuError([problem])
        return done.stdout


_AWAY = (
    *("refused", "timed out", "closed", "reset", "no route", "unreachable", "resolve"),
    # Where restic ends before it has heard why its connection did.
    *("unexpected EOF", "context canceled", "broken pipe", "error talking HTTP to rclone"),
)


def _problem(output: str) -> Problem:
    reason = " | ".join(line for line in output.splitlines() if line.strip())[-300:]
    code = "restic"
    for each, words in (
        ("password", ("wrong password",)),
        ("gone", ("Is there a repository", "config file does not exist")),
        ("full", ("no space left",)),
        ("away", _AWAY),
    ):
        if any(word in output for word in words):
            code = each
            break
    return problem_of(NAME, {"code": code, "values": {"reason": reason}})


def _way_to(server: str, environment: Environment) -> str:
    """How Ansible reaches the backup server, as a command that rclone's arguments follow."""
    told = environment.way_to(server)
    user = told.get("ansible_user") or "root"
    parts = ["ssh", "-o", "BatchMode=yes", *shlex.split(told.get("ansible_ssh_common_args", ""))]
    if key := told.get("ansible_ssh_private_key_file"):
        parts += ["-i", key]
    if port := told.get("ansible_port"):
        parts += ["-p", port]
    parts += [f"{user}@{told.get('ansible_host') or server}"]
    become = [] if user == "root" else ["sudo", "-n"]
    return shlex.join([*parts, *become, "runuser", "-u", "hopthu-backup", "--", "rclone"])
