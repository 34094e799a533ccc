"""Only what was reviewed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hopthu.provision.plan.document import plan_data
from hopthu.provision.plan.reviewed import beyond_review, reviewed_changes
from hopthu.text.errors import HopthuError

from .plan_samples import changes, difference, person, plan


def test_what_is_in_the_review_passes(tmp_path: Path) -> None:
    """All of it or a part; one change more, or another value, does not."""
    many = [change for n in range(8) for change in difference([person(n)]).changes]
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"plans": [plan_data(plan(*many[:6]))]}), encoding="utf-8")
    reviewed = reviewed_changes(path)
    assert len(reviewed) == 6
    assert beyond_review([plan(*many[:6])], reviewed) is None
    assert beyond_review([plan(*many[2:4]), plan()], reviewed) is None
    problem = beyond_review([plan(*many)], reviewed)
    assert problem is not None
    assert problem.text("en") == (
        "2 changes were not reviewed: thanh-hoa-0006 (add), thanh-hoa-0007 (add)"
    )
    assert "+3" in str(beyond_review([plan(*many)], frozenset()))
    (other,) = changes(person(1), person(1, title="x"))
    assert beyond_review([plan(other)], reviewed) is not None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"plans": [{"changes": [{}]}]}'])
def test_another_file_is_an_error(text: str, tmp_path: Path) -> None:
    """With its name."""
    path = tmp_path / "plan.json"
    with pytest.raises(HopthuError, match=r"plan\.json"):
        reviewed_changes(path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HopthuError, match=r"plan\.json: the reviewed plan cannot be read"):
        reviewed_changes(path)
