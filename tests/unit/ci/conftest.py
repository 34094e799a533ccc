"""Reviews to show: what a run recorded of Thanh Hóa."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hopthu.ci.review.review import Review
from hopthu.provision.plan.document import plan_data
from hopthu.provision.plan.plan import Plan


@pytest.fixture
def review_of() -> Any:
    """A maker of reviews from plans; names of fields give other values."""

    def make(*plans: Plan, **more: Any) -> Review:
        recorded = json.loads(json.dumps([plan_data(plan) for plan in plans]))
        review = Review(
            environment="inventory/lab",
            commit="4fcf6a076729d37a",
            base="a3f657fd554e9e10",
            provinces={"thanh_hoa": "Thanh Hóa"},
            whole=False,
            made="2026-11-24T22:37:31+00:00",
            day="2026-11-25",
            zone="Asia/Ho_Chi_Minh",
            plans=tuple(recorded),
        )
        return replace(review, **more)

    return make
