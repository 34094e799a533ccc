"""The addresses that a guide shows as examples are of the environment that it is for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from hopthu.records.model import Inventory
from hopthu.reports.guides.facts import facts_of
from hopthu.reports.guides.places import Places, places_of

from ...environments import environment
from .guide_samples import SERVERS


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("thads-2008", Places()),
        ("thads-2025", Places()),  # no office yet below a province
        ("example", Places("songhong.mienbac", "mienbac")),
    ],
)
def test_they_are_agencies_of_its_own(name: str, places: Places, tmp_path: Path) -> None:
    """Two that are there, one below the other; the usual ones where there are none such."""
    assert places_of(*environment(name, tmp_path)) == places


def test_nothing_of_another_service_is_shown(tmp_path: Path) -> None:
    """Neither in the mailbox of an agency nor in its lists."""
    inventory, policy = environment("example", tmp_path)
    facts = facts_of(policy, SERVERS, inventory.top(), places_of(inventory, policy))
    assert facts.sample == "qt.songhong.mienbac@example.gov.vn"
    told = yaml.safe_dump([each.address for each in (*facts.members_lists, *facts.managers_lists)])
    assert "canbo.songhong.mienbac@example.gov.vn" in told
    assert "qtv.mienbac@example.gov.vn" in told
    assert "thanhhoa" not in told


def test_an_agency_that_ended_is_none(tmp_path: Path) -> None:
    """Nor is one without a mailbox."""
    inventory, policy = environment("example", tmp_path)
    north = inventory.provinces["mien_bac"]
    river = replace(north.agencies[1], state="ended", since="2026-01-01")
    rest = tuple(replace(each, mailbox="") for each in north.agencies[2:4])
    agencies = (north.agencies[0], river, *rest, *north.agencies[4:])
    provinces = inventory.provinces | {"mien_bac": replace(north, agencies=agencies)}
    after = Inventory(provinces, inventory.given, inventory.kinds)
    assert places_of(after, policy).below == "dongbac.mienbac"
