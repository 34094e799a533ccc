"""What all tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).parents[1]

# How long an example takes tells how busy the machine is, and the first of a new clone waits for
# Hypothesis's table of all letters.
settings.register_profile("hopthu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hopthu")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read English texts whatever the machine's locale; one that wants others sets it."""
    monkeypatch.setenv("HOPTHU_LANG", "en")


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """An environment of the shipped policy and the centre alone."""
    folder = tmp_path / "env"
    shutil.copytree(PROJECT / "group_vars", folder / "group_vars")
    agencies = "provinces/trung_uong/agencies.yml"
    (folder / agencies).parent.mkdir(parents=True)
    shutil.copy(PROJECT / "inventory" / "lab" / agencies, folder / agencies)
    hosts = "all:\n  children:\n    provinces:\n      hosts:\n        trung_uong:\n"
    (folder / "hosts.yml").write_text(hosts, encoding="utf-8")
    return folder
