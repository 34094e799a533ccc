"""The phases of the policy: read strictly, and nothing without them."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
import yaml

from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

from .rollout_samples import LAB, POLICY

SHIPPED: dict[str, Any] = yaml.safe_load(
    (LAB / "group_vars" / "all" / "policy.yml").read_text(encoding="utf-8")
)["hopthu_policy"]


def with_phase(**changes: Any) -> dict[str, Any]:
    """The shipped policy with its first phase changed; None takes a key out."""
    data = copy.deepcopy(SHIPPED)
    phase = data["rollout"]["phases"][0]
    phase |= changes
    for key in [key for key, value in phase.items() if value is None]:
        del phase[key]
    return data


def problems(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and English text of everything that is wrong."""
    with pytest.raises(HopthuError) as raised:
        Policy.from_mapping(data)
    return [(problem.code, problem.text("en")) for problem in raised.value.problems]


def test_the_shipped_phases_are_those_of_the_letter() -> None:
    """Agencies and managers, then the provinces' staff, then the districts'."""
    first, second, third = POLICY.rollout.phases
    assert first.agencies == {"province", "region", "district"}
    assert first.staff == frozenset()
    assert second.staff == {"province", "region"}
    assert third.staff == {"district"}
    assert (second.due, second.goal) == (datetime.date(2008, 11, 20), datetime.date(2008, 12, 31))
    assert third.due is None
    assert second.title.render(language="vi") == "Toàn thể cán bộ của cơ quan cấp tỉnh"


def test_a_policy_may_have_no_rollout() -> None:
    """Then there are no phases."""
    data = copy.deepcopy(SHIPPED)
    del data["rollout"]
    assert Policy.from_mapping(data).rollout.phases == ()


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"due": "20/11/2008"}, "policy.wrong", "rollout.phases.0.due"),
        ({"due": datetime.date(2008, 11, 20)}, "policy.wrong", "rollout.phases.0.due"),
        ({"goal": None}, "policy.wrong", "rollout.phases.0.goal"),
        ({"vi": ""}, "policy.wrong", "rollout.phases.0.vi"),
        ({"phase": "Giai đoạn 1"}, "policy.wrong", "rollout.phases.0.phase"),
        ({"staff": ["commune"]}, "policy.quota-kind", "rollout.phases.0.staff names commune"),
        ({"staff": [1]}, "policy.wrong", "rollout.phases.0.staff"),
        ({"deadline": "2008-11-20"}, "policy.unknown-key", "rollout.phases.0.deadline"),
        ({"phase": "provinces"}, "policy.phase-twice", "two phases provinces"),
        ({"agencies": []}, "policy.phase-empty", "rollout.phases.0 covers neither"),
        ({"due": "2008-12-24"}, "policy.phase-order", "by 2008-12-24, after its goal"),
    ],
)
def test_a_wrong_phase_is_named(changes: dict[str, Any], code: str, said: str) -> None:
    """Its key, and what is wrong with it."""
    ((found, text),) = problems(with_phase(**changes))
    assert found == code
    assert said in text


def test_all_mistakes_at_once() -> None:
    """Of several phases too."""
    data = with_phase(due="x")
    data["rollout"]["phases"][1]["goal"] = "y"
    data["rollout"]["contact"] = 1
    assert len(problems(data)) == 3
