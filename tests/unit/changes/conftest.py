"""A small environment of two provinces, and a clerk who changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .lifecycle_samples import World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The environment ``env`` in the current folder."""
    monkeypatch.chdir(tmp_path)
    return World(tmp_path / "env")
