"""What every command shares: how it ends, and how it says what went wrong."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

from hopthu.text.errors import HopthuError

from . import words


def run(command: Callable[[], int]) -> int:
    """Run a command; problems go to standard error, and no traceback reaches the user.

    Returns the exit status: the command's own, 2 for problems, 130 when interrupted.
    """
    _say_what_can_be_said()
    try:
        status = command()
        sys.stdout.flush()  # here and not at exit, where a reader who went away is a complaint
        return status
    except HopthuError as error:
        sys.stderr.write(error.render() + "\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write(words.INTERRUPTED.render() + "\n")
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; the interpreter must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _say_what_can_be_said() -> None:
    """A terminal that has not our letters shows others in their place, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
