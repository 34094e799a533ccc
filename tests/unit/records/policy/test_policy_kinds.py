"""The kinds of agencies that a policy names: a tree from the top down, all mistakes at once."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.records.catalogues import CATALOGUES, Start, catalogue, files_of, list_alone
from hopthu.records.kinds import shipped_kinds
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text

LAB = Path(__file__).parents[4] / "inventory" / "lab"
SHIPPED: dict[str, Any] = yaml.safe_load(
    (LAB / "group_vars" / "all" / "policy.yml").read_text(encoding="utf-8")
)["hopthu_policy"]


def kind(name: str, level: str, *under: str, **more: object) -> dict[str, object]:
    """A kind as a policy has it."""
    words = {"en": name, "vi": name}
    return {"kind": name, "level": level, "under": list(under), "one": words, "many": words, **more}


BO, CUC, TRAM = kind("bo", "centre"), kind("cuc", "province", "bo"), kind("tram", "below", "cuc")


def policy_with(*kinds: object) -> dict[str, Any]:
    """The shipped policy with these kinds and nothing that names others."""
    data = copy.deepcopy(SHIPPED)
    data["kinds"] = list(kinds)
    data["quotas"]["agencies"]["classes"] = []
    del data["rollout"]
    return data


def told(data: dict[str, Any]) -> list[str]:
    """What is wrong with a policy: the code, and what of the policy it is about."""
    with pytest.raises(HopthuError) as raised:
        Policy.from_mapping(data)
    problems = raised.value.problems
    for problem in problems:  # each with its remedy, in both languages
        for language in ("en", "vi"):
            assert problem.text(language)
            assert problem.remedy(language)
    about = ("key", "name", "level")
    return [
        f"{p.code} " + next(str(p.values[name]) for name in about if name in p.values)
        for p in problems
    ]


@pytest.mark.parametrize("name", [*CATALOGUES, ""])
def test_the_kinds_of_a_catalogue(name: str) -> None:
    """Its policy says just those that its agencies are of, and that the classes and phases name."""
    chosen = catalogue(name) if name else list_alone()
    text = files_of(Start(chosen, "post.example.org", catalogue("example").folders))
    policy = Policy.from_mapping(yaml.safe_load(text["group_vars/all/policy.yml"])["hopthu_policy"])
    assert policy.kinds == chosen.kinds
    assert policy.kinds.said
    used = {agency.kind for folder in chosen.folders for agency in folder.agencies}
    assert used <= set(policy.kinds.ids)
    assert (policy.kinds.all == shipped_kinds().all) == (name != "example")


def test_a_kind_that_no_code_knows() -> None:
    """Its words, its level, what it hangs from; quotas go by its whole name."""
    data = policy_with(BO, CUC, kind("tram", "below", "cuc", "tram", short={"TR": "trạm"}),
                       kind("tram-bien", "below", "cuc", called=["trạm biển"]))  # fmt: skip
    classes = [{"class": "small", "size": "1G", "kinds": ["tram"]}]
    data["quotas"]["agencies"]["classes"] = classes
    policy = Policy.from_mapping(data)
    kinds = policy.kinds
    assert (kinds.centre, kinds.provinces) == (("bo",), ("cuc",))
    assert kinds.counted == ("cuc", "tram", "tram-bien")
    assert kinds.may_hang("tram", "tram")
    assert not kinds.may_hang("tram-bien", "tram")
    sea = kinds.get("tram-bien")
    assert sea is not None
    assert sea.one == Text("tram-bien", "tram-bien")
    assert "trạm biển" in set(sea.words())
    sizes = [policy.quotas.of_kind(name).name for name in ("tram", "tram-bien", "cuc")]
    assert sizes == ["small", "districts", "districts"]


@pytest.mark.parametrize(
    ("kinds", "wrong"),
    [
        ((BO, CUC, CUC), ["policy.kind-twice cuc"]),
        ((BO, CUC, kind("tram", "below", "doi")), ["policy.quota-kind kinds.2.under"]),
        ((BO, kind("cuc", "province", "bo", "tram"), TRAM), ["policy.kind-circle kinds.1.under"]),
        ((BO, CUC, kind("tram", "below")), ["policy.kind-nowhere kinds.2.under"]),
        ((BO, CUC, kind("tram", "below", "tram")), ["policy.kind-nowhere kinds.2.under"]),
        ((kind("bo", "centre", "bo"), CUC), ["policy.kind-nowhere kinds.0.under"]),
        ((BO, CUC, TRAM, kind("vu", "centre", "bo")), ["policy.kind-level-order vu"]),
        ((BO, kind("tram", "below", "bo")), ["policy.kind-level-missing province"]),
        ((), ["policy.wrong kinds"]),
        ((BO, CUC, kind("Trạm", "below", "cuc")), ["policy.wrong kinds.2.kind"]),
        ((BO, CUC, kind("tram", "lowest", "cuc")), ["policy.wrong kinds.2.level"]),
        ((BO, CUC, TRAM | {"under": "cuc"}), ["policy.wrong kinds.2.under"]),
        ((BO, CUC, TRAM | {"one": {"en": " ", "vi": "trạm"}}), ["policy.wrong kinds.2.one.en"]),
        ((BO, CUC, TRAM | {"many": "trạm"}), ["kinds.2.many.en", "kinds.2.many.vi"]),
        ((BO, CUC, TRAM | {"short": {"TR": 3}}), ["policy.wrong kinds.2.short.TR"]),
        ((BO, CUC, TRAM | {"short": ["TR"]}), ["policy.wrong kinds.2.short"]),
        ((BO, CUC, TRAM | {"called": [1]}), ["policy.wrong kinds.2.called"]),
        ((BO, CUC, TRAM | {"caled": ["x"]}), ["policy.unknown-key kinds.2.caled"]),
    ],
)
def test_one_mistake(kinds: tuple[object, ...], wrong: list[str]) -> None:
    """Unknown, double, in a circle, of the wrong type or level, without words."""
    found = told(policy_with(*kinds))
    for each in wrong:
        assert any(each in line for line in found), found
    assert all("kind" in line for line in found)


def test_what_is_no_list_or_no_record() -> None:
    """Everything of a kind is missing then, and that is said of it."""
    assert told(SHIPPED | {"kinds": "bo"}) == ["policy.wrong kinds"]
    assert "policy.wrong kinds.0.kind" in told(policy_with("bo", CUC))


def test_all_mistakes_come_together() -> None:
    """Those of several kinds, and what a class and a phase name that is no kind."""
    data = policy_with(BO, CUC, CUC, kind("tram", "below", "doi"))
    data["quotas"]["agencies"]["classes"] = [{"class": "x", "size": "1G", "kinds": ["huyen"]}]
    phase = {
        "phase": "x",
        "en": "x",
        "vi": "x",
        "staff": ["xa"],
        "agencies": [],
        "due": "",
        "goal": "",
    }
    data["rollout"] = {"contact": "x", "phases": [phase]}
    assert told(data) == [
        "policy.kind-twice cuc",
        "policy.quota-kind kinds.3.under",
        "policy.quota-kind quotas.agencies.classes",
        "policy.quota-kind rollout.phases.0.staff",
    ]


def test_a_policy_of_before() -> None:
    """One that names no kinds has the shipped ones, and what hangs from what is not looked at."""
    data = copy.deepcopy(SHIPPED)
    del data["kinds"]
    kinds = Policy.from_mapping(data).kinds
    assert not kinds.said
    assert kinds.all == Policy.from_mapping(SHIPPED).kinds.all
    assert kinds.may_hang("ministry", "station")
