"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes tells how busy the machine is, and the first of a new clone waits for
# Hypothesis's table of all letters.
settings.register_profile("hopthu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hopthu")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read English texts whatever the machine's locale; one that wants others sets it."""
    monkeypatch.setenv("HOPTHU_LANG", "en")
