"""A fresh environment for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from .rollout_samples import Environment, agency, person


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """The centre alone."""
    return Environment(tmp_path / "lab")


@pytest.fixture
def two(environment: Environment) -> Environment:
    """Two provinces: one sent its agencies late and its staff in time, the other agencies alone."""
    environment.commit("2008-10-01")
    own = agency("thanh-hoa", "province", managers=["thanh-hoa-0001"])
    district = agency("thanh-hoa.bim-son")
    people = [person(1, "thanh-hoa"), person(2, "thanh-hoa"), person(3, "thanh-hoa.bim-son")]
    environment.put("thanh_hoa", [own, district], people[:1])
    environment.commit("2008-11-24")
    environment.put("thanh_hoa", [own, district], people[:2])
    environment.commit("2008-11-18")
    environment.put("thanh_hoa", [own, district], people)
    environment.commit("2008-11-25")
    environment.put(
        "quang_ngai",
        [agency("quang-ngai", "province", managers=["quang-ngai-0001"])],
        [person(1, "quang-ngai")],
    )
    environment.commit("2008-11-03")
    return environment
