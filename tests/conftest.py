"""What all tests share."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"

# How long an example takes tells how busy the machine is, and the first of a new clone waits for
# Hypothesis's table of all letters.
settings.register_profile("hopthu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hopthu")


# Seconds of processor time that a test may take of its own process: more is work without an end.
# It is no measure of speed (the benches are), and how busy the machine is does not count.
PROCESSOR = 120.0


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """End a test that works on and on."""

    def end(_signal: int, _frame: object) -> None:
        raise RuntimeError(f"this test took more than {PROCESSOR:.0f} s of the processor")

    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read English texts whatever the machine's locale; one that wants others sets it."""
    monkeypatch.setenv("HOPTHU_LANG", "en")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which scripts/setup --dev installs; one for all pages of a file."""
    # Here alone, since only tests of pages pay for it.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """An environment of the shipped policy and the centre alone."""
    folder = tmp_path / "env"
    shutil.copytree(PROJECT / "inventory" / "lab" / "group_vars", folder / "group_vars")
    agencies = "provinces/trung_uong/agencies.yml"
    (folder / agencies).parent.mkdir(parents=True)
    shutil.copy(PROJECT / "inventory" / "lab" / agencies, folder / agencies)
    hosts = "all:\n  children:\n    provinces:\n      hosts:\n        trung_uong:\n"
    (folder / "hosts.yml").write_text(hosts, encoding="utf-8")
    return folder
