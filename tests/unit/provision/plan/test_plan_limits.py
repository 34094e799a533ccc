"""Promise 4: limits at their exact boundaries, and the override for one run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from hopthu.provision.plan.change import Change
from hopthu.provision.plan.limits import (
    Scope,
    over_limit,
    read_override,
    run_scope,
    scopes_of,
    small_source,
    with_one_override,
)
from hopthu.provision.plan.messages import PROTECTED
from hopthu.records.policy import LIMITED, Limit, Policy
from hopthu.text.errors import HopthuError

from .plan_samples import changes, person, plan

SHIPPED = Policy.of_environment(Path(__file__).parents[4] / "inventory" / "lab")


def policy(count: int, share: float) -> Policy:
    """Return a policy with one limit for everything."""
    scopes = dict.fromkeys(("agency", "province", "run"), Limit(count, share))
    return replace(SHIPPED, limits=dict.fromkeys(LIMITED, scopes))


def leavers(number: int, agency: str = "thanh-hoa") -> tuple[Change, ...]:
    """Return the changes of that many people who leave."""
    return tuple(
        change
        for n in range(number)
        for change in changes(
            person(n, agency=agency, name=f"Lê {n}"),
            person(n, agency=agency, name=f"Lê {n}", state="left", since="2008-11-15"),
        )
    )


@pytest.mark.parametrize("kind", ["agency", "province", "run"])
@pytest.mark.parametrize(
    ("count", "share", "existing", "touched", "override", "refused"),
    [
        (2, 0, 100, 2, 0, False),
        (2, 0, 100, 3, 0, True),
        (0, 5, 60, 3, 0, False),
        (0, 5, 59, 3, 0, True),
        (2, 5, 60, 3, 0, False),
        (0, 0, 100, 1, 0, True),
        (2, 0, 100, 3, 3, False),
        (2, 0, 100, 3, 2, True),
        (2, 0, 100, 2, 1, False),  # an override never lowers a limit
        (5, 100, 0, 5, 0, False),
    ],
)
def test_a_limit_holds_at_its_boundary(
    kind: str, count: int, share: float, existing: int, touched: int, override: int, refused: bool
) -> None:
    """The last permitted change passes, the next one refuses; in every scope alike."""
    scope = Scope(kind, "here", existing, leavers(touched))
    found = list(over_limit(scope, policy(count, share), {"suspend": override}))
    assert bool(found) is refused


def test_a_refusal_says_all_it_takes() -> None:
    """Operation, numbers, limit, the first names and the exact option."""
    scope = Scope("province", "Thanh Hóa", 112, leavers(7))
    (problem,) = over_limit(scope, policy(5, 4.5), {})
    assert problem.render() == (
        "suspend 7 of 112 in Thanh Hóa, the limit is 5 or 4.5 %: "
        "Lê 0, Lê 1, Lê 2, Lê 3, Lê 4 … +2 → "
        "if this is meant, for one run: -e hopthu_override=suspend=7"
    )


def test_readdressing_has_a_limit_of_its_own() -> None:
    """An override of one operation does not open the other."""
    readdressed = changes(person(), person(mailbox="son"))
    scope = Scope("run", "x", 1, readdressed)
    (problem,) = over_limit(scope, policy(0, 0), {"suspend": 9})
    assert problem.values["option"] == "readdress"


def test_scopes_of_a_plan() -> None:
    """Each agency that loses something with its own number, then the province."""
    added = changes(person(), person(title="x"))
    both = (*leavers(2), *leavers(1, "thanh-hoa.bim-son"), *added)
    per_agency = Counter({"thanh-hoa": 7, "thanh-hoa.bim-son": 1})
    made = plan(*both, existing=8)
    scopes = list(scopes_of(made.title, made.changes, made.existing, per_agency))
    assert [(s.kind, s.name, s.existing, len(s.changes)) for s in scopes] == [
        ("agency", "thanh-hoa", 7, 2),
        ("agency", "thanh-hoa.bim-son", 1, 1),
        ("province", "Thanh Hóa", 8, 4),
    ]


def test_the_scope_of_a_run() -> None:
    """All plans together."""
    scope = run_scope([plan(*leavers(2), existing=5), plan(*leavers(1), existing=6)])
    assert (scope.kind, scope.name, scope.existing, len(scope.changes)) == (
        "run",
        "this run",
        11,
        3,
    )


@pytest.mark.parametrize(
    ("found", "existing", "override", "refused"),
    [
        (0, 0, {}, False),
        (50, 100, {}, False),
        (49, 100, {}, True),
        (0, 1, {}, True),
        (49, 100, {"smallest_source": 49}, False),
        (48, 100, {"smallest_source": 49}, True),
        (0, 100, {"smallest_source": 0}, False),
        (49, 100, {"smallest_source": 90}, True),  # an override never tightens
        (50, 100, {"smallest_source": 90}, False),
    ],
)
def test_a_small_source_is_refused(
    found: int, existing: int, override: dict[str, int], refused: bool
) -> None:
    """Half of what is there must be named; the option that the message names is enough."""
    problem = small_source("people.yml", found, existing, SHIPPED, override)
    assert (problem is not None) is refused
    if problem and not override:
        assert f"names {found} of the {existing}" in problem.text()
        again = {"smallest_source": int(str(problem.values["count"]))}
        assert small_source("people.yml", found, existing, SHIPPED, again) is None


def test_one_option_for_all_that_is_over_a_limit() -> None:
    """Each refusal of a run names all it takes; a file that was cut is named by its own alone."""
    strict = policy(0, 0)
    readdressed = changes(person(), person(mailbox="son"))
    over = [
        tuple(over_limit(Scope("province", name, 9, changed), strict, {}))
        for name, changed in (("a", leavers(7)), ("b", leavers(2)), ("c", readdressed))
    ]
    cut = small_source("c/people.yml", 1, 100, SHIPPED, {})
    foreign = PROTECTED.at(id="x")
    assert cut is not None
    plans = [plan(refusals=over[0]), plan(refusals=(*over[1], foreign)), plan()]
    plans.append(plan(refusals=(*over[2], cut)))
    first, second, none, last = with_one_override(plans)
    both = "-e hopthu_override=suspend=7,readdress=1"
    assert all(each.remedy().endswith(both) for each in (*first.refusals, second.refusals[0]))
    assert second.refusals[1] == foreign
    assert none.refusals == ()
    assert last.refusals[0].remedy().endswith(both)
    assert last.refusals[1].remedy().endswith(f"{both},smallest_source=1")


def test_an_override_is_read() -> None:
    """Numbers, also as the text that -e gives."""
    given = {"suspend": "23", "readdress": 4, "smallest_source": 0}
    assert read_override(given) == {"suspend": 23, "readdress": 4, "smallest_source": 0}


def test_a_wrong_override_is_told_whole() -> None:
    """Another name, no number, a negative one: each is named with what is known."""
    with pytest.raises(HopthuError) as raised:
        read_override({"delete": 1, "suspend": "many", "readdress": -1, "smallest_source": True})
    assert len(raised.value.problems) == 4
    known = "suspend, retire, readdress, shrink, unalias, close, rename, smallest_source"
    assert f"use {known} with a number" in raised.value.render()
