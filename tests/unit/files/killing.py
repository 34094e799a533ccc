"""A run that is stopped for good before one of its steps on the disk, as a power cut stops it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

_STEPS = ("rename", "replace", "fsync", "mkdir", "unlink", "rmdir", "write", "fchmod")
_STOPPED = 9


def stopped_at(step: int, action: Callable[[], object]) -> bool:
    """Run ``action`` in a process that ends before its step number ``step``; False if it is done.

    Nothing is tidied up: no ``finally`` runs, no lock is given back but by the system.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _count(step, action)
            status = 0
        finally:
            os._exit(status)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, _STOPPED), "it failed instead of being stopped"
    return code == _STOPPED


def _count(step: int, action: Callable[[], object]) -> None:
    left = step

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            nonlocal left
            if left == 0:
                os._exit(_STOPPED)
            left -= 1
            return real(*arguments, **more)

        return call

    counted: dict[str, Any] = {name: counting(getattr(os, name)) for name in _STEPS}
    with mock.patch.multiple(os, **counted):
        action()


def files_below(root: Path) -> dict[str, bytes]:
    """Every file, hidden ones too, and every folder that has none."""
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() or path.is_symlink() or not any(path.iterdir()):
            found[str(path.relative_to(root))] = path.read_bytes() if path.is_file() else b""
    return found
