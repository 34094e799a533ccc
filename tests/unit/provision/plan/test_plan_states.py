"""What a plan says of those who are suspended, leave or come back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hopthu.provision.plan.document import plan_data
from hopthu.provision.plan.recorded import recorded_plan
from hopthu.provision.plan.render import change_lines
from hopthu.records.model import Person

from .plan_samples import changes, person, plan

LEFT = person(1, state="left", since="2008-11-15")
AWAY = person(1, state="suspended", since="2008-10-01")


@pytest.mark.parametrize(
    ("before", "after", "kept", "english", "vietnamese"),
    [
        (
            person(1),
            LEFT,
            "2009-05-15",
            "- suspend unghoeson1@moj.gov.vn      left 2008-11-15, mailbox kept until 2009-05-15",
            "- khoá unghoeson1@moj.gov.vn         nghỉ từ 2008-11-15, hộp thư giữ đến 2009-05-15",
        ),
        (
            person(1),
            AWAY,
            "",
            "- suspend unghoeson1@moj.gov.vn      suspended since 2008-10-01",
            "- khoá unghoeson1@moj.gov.vn         tạm khoá từ 2008-10-01",
        ),
        (
            AWAY,
            LEFT,
            "2009-05-15",
            "~ unghoeson1@moj.gov.vn              state                        "
            "suspended → left 2008-11-15, mailbox kept until 2009-05-15",
            "~ unghoeson1@moj.gov.vn              tình trạng                   "
            "tạm khoá → nghỉ từ 2008-11-15, hộp thư giữ đến 2009-05-15",
        ),
        (
            LEFT,
            person(1),
            "",
            "~ resume unghoeson1@moj.gov.vn       left → active",
            "~ mở lại unghoeson1@moj.gov.vn       đã nghỉ → đang làm việc",
        ),
    ],
)
def test_a_change_of_state_is_one_line(
    before: Person, after: Person, kept: str, english: str, vietnamese: str
) -> None:
    """The operation, since when, and until when the mailbox is kept; read back it is the same."""
    (change,) = changes(before, after)
    planned = plan(replace(change, subject=replace(change.subject, kept_until=kept)))
    assert change_lines(planned, "en") == [english]
    assert change_lines(planned, "vi") == [vietnamese]
    assert change_lines(recorded_plan(plan_data(planned)), "en") == [english]


def test_what_else_changes_is_said_too() -> None:
    """A title that changed with it has its own line."""
    (change,) = changes(person(1), replace(LEFT, title="Thư ký"))
    assert len(change_lines(plan(change), "en")) == 2
