"""The tools of a mail server, played by scripts that answer as the real ones did.

What the real ones do is tested on the hosts of the Molecule scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .mail_stand_ins import Postfix

Tool = Callable[..., None]


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """A maker of commands; the shell text sees arguments and input as the real one does."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    def make(name: str, script: str) -> None:
        path = tmp_path / name
        path.write_text(f"#!/bin/bash\ncd {tmp_path}\n{script}\n")
        path.chmod(0o755)

    return make


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    """A server that takes letters."""
    with Postfix() as server:
        yield server
        server.shutdown()
