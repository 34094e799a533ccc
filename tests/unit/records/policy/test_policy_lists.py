"""The policy's mailing lists: every slip is named by its key."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.records.policy import Policy
from hopthu.records.policy.lists import TREE_KINDS
from hopthu.text.errors import HopthuError

LAB = Path(__file__).parents[4] / "inventory" / "lab"
SHIPPED: dict[str, Any] = yaml.safe_load(
    (LAB / "group_vars" / "all" / "policy.yml").read_text(encoding="utf-8")
)["hopthu_policy"]


def with_tree(kind: str, **values: object) -> dict[str, Any]:
    """The shipped policy with something else in the rule of one kind."""
    data = copy.deepcopy(SHIPPED)
    data["lists"]["tree"].setdefault(kind, {"address": "x.{place}", "writers": []}).update(values)
    return data


def test_the_shipped_lists() -> None:
    """All kinds are made, and nobody outside is in one."""
    lists = Policy.of_environment(LAB).lists
    assert set(lists.rules) == set(TREE_KINDS)
    assert lists.rules["officers"].address == "chv.{place}"
    assert lists.outside == frozenset()


@pytest.mark.parametrize(
    ("title", "officer"),
    [
        ("Chấp hành viên", True),
        ("chấp hành viên sơ cấp", True),
        ("Phó Chi cục trưởng, Chấp hành viên trung cấp", True),
        ("Thẩm tra viên", False),
        ("Chấp hành", False),
    ],
)
def test_officers_are_told_by_their_title(title: str, officer: bool) -> None:
    """Whatever else the title says."""
    assert Policy.of_environment(LAB).lists.is_officer(title) is officer


@pytest.mark.parametrize(
    ("kind", "values", "key"),
    [
        ("agency", {"address": "canbo"}, "lists.tree.agency.address"),
        ("agency", {"address": "canbo.{place}.{place}"}, "lists.tree.agency.address"),
        ("agency", {"address": "canbo.{agency}"}, "lists.tree.agency.address"),
        ("agency", {"address": "Cán bộ.{place}"}, "lists.tree.agency.address"),
        ("agency", {"address": 1}, "lists.tree.agency.address"),
        ("service", {"address": "toannganh.{place}"}, "lists.tree.service.address"),
        ("agency", {"writers": ["Members"]}, "lists.tree.agency.writers"),
        ("agency", {"writers": "members"}, "lists.tree.agency.writers"),
        ("agency", {"writer": []}, "lists.tree.agency.writer"),
        ("everybody", {}, "lists.tree.everybody"),
    ],
)
def test_slips(kind: str, values: dict[str, object], key: str) -> None:
    """One slip, one problem, in both languages."""
    with pytest.raises(HopthuError) as raised:
        Policy.from_mapping(with_tree(kind, **values))
    (problem,) = raised.value.problems
    assert problem.values["key"] == key
    for language in ("en", "vi"):
        assert "{key}" not in problem.render(language)


def test_a_policy_without_lists_is_wrong() -> None:
    """Whoever wants none says so, with an empty tree."""
    data = copy.deepcopy(SHIPPED)
    data["lists"]["tree"] = {}
    assert Policy.from_mapping(data).lists.rules == {}
    del data["lists"]
    with pytest.raises(HopthuError, match=r"lists\.tree"):
        Policy.from_mapping(data)
