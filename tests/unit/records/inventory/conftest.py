"""The environment that the reader's tests spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from .inventory_files import CENTRE, PEOPLE, put


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of one sound agency and one sound person; messages name paths from here."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "agencies", CENTRE)
    put(tmp_path, "people", PEOPLE)
    return tmp_path
