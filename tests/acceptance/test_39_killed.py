"""What scripts/torture does with many kills, with few: it ends as if nothing had been killed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.torture.__main__ import CAMPAIGNS
from tests.torture.campaign import torture

# Those of seconds; a day of the country and ci apply have tests of their own.
KILLS = {"provision": 3, "reissue": 3, "retire": 3, "move": 2, "undo": 2, "intake": 3}


@pytest.mark.parametrize(("name", "kills"), KILLS.items())
def test_killed_at_some_moments(tmp_path: Path, name: str, kills: int) -> None:
    """Every change has its line and its way back, every slip its password, nothing is left over."""
    campaign = CAMPAIGNS[name](tmp_path / "ground")
    try:
        torture(campaign, kills, random.Random(name))  # noqa: S311 - the same moments every time
    finally:
        campaign.close()
