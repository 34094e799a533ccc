"""What all tests share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read English texts whatever the machine's locale; one that wants others sets it."""
    monkeypatch.setenv("HOPTHU_LANG", "en")
