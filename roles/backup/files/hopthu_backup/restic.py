"""restic, and what its failures mean."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from .problem import Problem
from .settings import Settings

_LONGEST = 400  # characters of what restic says
# What its messages have in common, in Debian 12 and 13; the first that fits counts.
_MEANINGS = (
    ("password", r"wrong password or no key found"),
    ("locked", r"already locked|unable to create lock"),
    (
        "full",
        r"no space left|remaining disk space|ENOSPC|insufficient storage"
        r"|disk quota exceeded|quota exceeded",
    ),
    ("refused", r"permission denied|host key verification failed|403 forbidden|401 unauthorized"),
    ("gone", r"is there a repository at|config.*(does not exist|no such file)|no such bucket"),
    (
        "away",
        r"connection (refused|reset|timed out|closed)|no route to host|timed? ?out|broken pipe"
        r"|could not resolve|no such host|network is unreachable|unexpected eof|context canceled"
        r"|error talking http to rclone",
    ),
    (
        "damaged",
        r"ciphertext verification failed|hash mismatch|does not match|not found in (index|reposi)"
        r"|invalid data returned|pack .*(damaged|missing)|load\(<|unable to load|decrypting blob",
    ),
)


class Snapshot(NamedTuple):
    """A copy in the repository of ``paths``; ``time`` in UTC, as ``2026-11-24T08:30:00Z``."""

    id: str
    time: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restic:
    """restic with the settings of this host; nothing secret is among its arguments."""

    settings: Settings

    def call(self, *arguments: str, limit: float | None = None) -> str:
        """Run it, return what it says; Problem where it does not end as it should.

        ``limit``: so many seconds at the most, then subprocess.TimeoutExpired.
        """
        done = subprocess.run(
            ["restic", *self._options(), *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=limit,
        )
        if done.returncode:
            output = done.stderr or done.stdout
            problem = told(output, done.returncode)
            # restic may end before it has heard why its connection did.
            raise told(self._way() + output, 0) if problem.code == "away" else problem
        return done.stdout

    def _way(self) -> str:
        """What the way to the server itself says, where ssh is one."""
        name = "rclone.program="
        ways = [each.removeprefix(name) for each in self.settings.options if each.startswith(name)]
        said = ""
        for way in ways:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                done = subprocess.run(
                    shlex.split(way),
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    errors="replace",
                    check=False,
                    timeout=30,
                )
                said += done.stderr if done.returncode else ""
        return said

    def snapshots(self) -> list[Snapshot]:
        """The copies of this host, oldest first."""
        found = json.loads(
            self.call("snapshots", "--json", "--no-lock", "--host", self.settings.host) or "[]"
        )
        return sorted(
            (
                Snapshot(each["id"], _utc(each["time"]), tuple(each["paths"]))
                for each in found or ()
            ),
            key=lambda each: each.time,
        )

    def before(self, at: str, what: str) -> Snapshot:
        """The newest copy that is not younger than ``at`` (UTC; empty for now)."""
        known = self.snapshots()
        fitting = [each for each in known if not at or each.time <= at]
        if not fitting:
            raise Problem(
                "no_copy", what=what, at=at or "-", oldest=known[0].time if known else "-"
            )
        return fitting[-1]

    def names(self, snapshot: Snapshot, path: str) -> list[str]:
        """What a folder of a copy has, by its last name."""
        found = self.call("ls", "--json", "--no-lock", snapshot.id, path)
        nodes = (json.loads(line) for line in found.splitlines())
        depth = path.count("/") + 1
        return [
            node["name"]
            for node in nodes
            if node.get("struct_type") == "node" and node["path"].count("/") == depth
        ]

    def fetch(self, snapshot: Snapshot, path: str, target: str) -> None:
        """Write ``path`` of a copy below the folder ``target``."""
        self.call("restore", snapshot.id, "--no-lock", "--include", path, "--target", target)

    def _options(self) -> Iterator[str]:
        for option in self.settings.options:
            yield from ("-o", option)
        if self.settings.upload:
            yield f"--limit-upload={self.settings.upload}"

    def _environment(self) -> dict[str, str]:
        folder = self.settings.folder
        secret: dict[str, str] = {}
        if (folder / "environment.json").exists():
            secret = json.loads((folder / "environment.json").read_text(encoding="utf-8"))
        return {
            **os.environ,
            "RESTIC_REPOSITORY_FILE": str(folder / "repository"),
            "RESTIC_PASSWORD_FILE": str(folder / "password"),
            "RESTIC_CACHE_DIR": str(self.settings.cache),
            "RESTIC_PROGRESS_FPS": "0.01",
            # Its collector lets the heap double; a host of letters has better uses for that.
            "GOGC": "20",
            "LC_ALL": "C.UTF-8",
            **secret,
        }


def told(output: str, status: int) -> Problem:
    """The problem that restic ended with."""
    lines = [_plain(line.strip()) for line in output.splitlines() if line.strip()]
    reason = " | ".join(lines[-4:])[-_LONGEST:] or f"status {status}"
    text = "\n".join(lines)
    for code, pattern in _MEANINGS:
        if re.search(pattern, text, re.IGNORECASE):
            return Problem(code, reason=reason)
    return Problem("restic", reason=reason)


def _plain(line: str) -> str:
    """What a line says that is JSON, as restic's failures are from Debian 13 on."""
    try:
        found = json.loads(line)
        return " ".join(str(found["message"]).split())
    except (ValueError, TypeError, KeyError):
        return line


def summary(output: str) -> dict[str, Any]:
    """What a backup says of itself at its end."""
    for line in reversed(output.splitlines()):
        if '"summary"' in line:
            found: dict[str, Any] = json.loads(line)
            return found
    raise Problem("restic", reason="it did not say what it copied")


def _utc(time: str) -> str:
    whole = re.sub(r"\.\d+", "", time)
    moment = datetime.datetime.fromisoformat(whole.replace("Z", "+00:00"))
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
