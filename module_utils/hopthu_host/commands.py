"""Running a host's own programs."""

from __future__ import annotations

import os
import ssl
import subprocess
from pathlib import Path


class Wrong(Exception):
    """Something is not as it has to be; the text says what."""


def run(
    *command: str | Path, text: str = "", patience: float = 120, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command that reads ``text``, and return it with what it said.

    ``variables`` are added to its environment. Wrong where it cannot be run, or has not ended
    after ``patience`` seconds.
    """
    try:
        return subprocess.run(
            command,
            input=text,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=patience,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Wrong(f"{command[0]}: {error}") from error


def must(*command: str | Path, silent: bool = False) -> str:
    """Run a command that has to succeed, where ``silent`` without complaint; return its output."""
    done = run(*command)
    if done.returncode != 0 or (silent and done.stderr.strip()):
        raise Wrong(f"{' '.join(map(str, command))}: {(done.stderr or done.stdout).strip()}")
    return done.stdout.strip()


def check_certificates(folder: Path) -> None:
    """Refuse ``ca.crt``, ``server.crt`` and ``server.key`` that no server could use."""
    try:
        ssl.create_default_context(cafile=folder / "ca.crt")
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            folder / "server.crt", folder / "server.key"
        )
    except (OSError, ssl.SSLError) as error:
        raise Wrong(f"the certificates in {folder} cannot be used: {error}") from error
