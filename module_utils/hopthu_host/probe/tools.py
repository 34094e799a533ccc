"""Running the tools of a mail server: one call for many mailboxes."""

from __future__ import annotations

from collections.abc import Iterable

from ..commands import Wrong, run
from .finding import CannotAsk

_PATIENCE = 300  # seconds: thousands of mailboxes in one call take their time


def ask(*command: str, lines: Iterable[str] = ()) -> tuple[str, str]:
    """Return output and errors of a command that reads ``lines``; CannotAsk if it cannot run.

    Its status says little: postmap's is 1 when it finds nothing, doveadm's tells the worst box.
    """
    text = "".join(f"{line}\n" for line in lines)
    try:
        done = run(*command, text=text, patience=_PATIENCE)
    except Wrong as error:
        raise failed(command[0], str(error.__cause__)) from error
    return done.stdout, done.stderr


def failed(tool: str, output: str) -> CannotAsk:
    """The error of a tool that could not do its work, with its last words."""
    words = [line.strip() for line in output.splitlines() if line.strip()]
    return CannotAsk("probe.tool-failed", tool=tool, output=words[-1] if words else "-")
