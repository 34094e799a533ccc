"""The lines of a report: check, apply, refusal and failure, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.applying.steps import steps_of
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan import messages
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.plan import Plan
from hopthu.records.policy import Policy
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Modify, Rename
from hopthu.servers.directory.session import LARGEST
from hopthu.text.errors import Message, Place
from hopthu.text.language import Text

POLICY = Policy.of_environment(Path(__file__).parents[4] / "inventory" / "lab")
SUBJECT = Desired(Entry("uid=x", {}), "x", "Lê An", "lean@moj", "thanh-hoa", "Kế toán")
LEAVES = Change(
    Action.SUSPEND,
    SUBJECT,
    (FieldChange("hopthuState", (b"active",), (b"left",)),),
    Modify("uid=x", {"hopthuState": (b"left",)}),
)
REFUSAL = messages.PROTECTED.at(id="x")
LOST = Message("x", Text("gone", "mất"), Text("again", "lại")).at(Place())


def plan(**more: Any) -> Plan:
    """Return a plan that suspends one of 112."""
    values: dict[str, Any] = {"changes": (LEAVES,), "existing": 112} | more
    return Plan("accounts", "thanh_hoa", "Thanh Hóa", **values)


def tail(report: Report, *, check: bool = False, language: str = "en") -> list[str]:
    """Return the lines after the summary and the change."""
    lines = report_lines(report, POLICY, check=check, language=language)
    assert "Thanh Hóa" in lines[0]
    assert lines[1].startswith(("- suspend lean@moj", "- khoá lean@moj"))
    return lines[2:]


def test_within_limits() -> None:
    """The operation that is limited is held against its limit."""
    assert tail(Report(plan()), check=True) == [
        "Within limits: suspend 1 of 112 (limit 10 or 5 %)."
    ]
    assert tail(Report(plan()), language="vi") == [
        "Trong giới hạn: khoá 1 trong 112 (giới hạn 10 hoặc 5 %)."
    ]


def test_no_limited_change_no_line() -> None:
    """A second run has one line."""
    assert len(report_lines(Report(plan(changes=())), POLICY, check=True)) == 1


@pytest.mark.parametrize(
    ("check", "language", "head"),
    [
        (True, "en", "Apply would refuse:"),
        (False, "en", "Refused:"),
        (True, "vi", "Khi chạy thật sẽ bị từ chối:"),
        (False, "vi", "Bị từ chối:"),
    ],
)
def test_a_refusal(check: bool, language: str, head: str) -> None:
    """Check says that apply would refuse; apply says that nothing was written."""
    lines = tail(Report(plan(refusals=(REFUSAL,))), check=check, language=language)
    assert lines[:2] == [head, f"  {REFUSAL.render(language)}"]
    assert len(lines) == (2 if check else 3)
    if not check and language == "en":
        assert lines[2] == "Nothing was written for Thanh Hóa."


@pytest.mark.parametrize(
    ("report", "last"),
    [
        ({"written": 0}, "Nothing was written for Thanh Hóa."),
        ({"written": 1}, "All 1 changes were written for Thanh Hóa."),
        (
            {"uncertain": True},
            "The server went away before it answered: run again, what was written is seen then.",
        ),
    ],
)
def test_a_failure(report: dict[str, Any], last: str) -> None:
    """What happened, what was written, what to do."""
    lines = tail(Report(plan(), problems=(LOST,), **report))
    assert lines[-2:] == ["gone → again", last]


def test_part_of_it_is_written() -> None:
    """How much, and how to come to the rest."""
    two = Report(plan(changes=(LEAVES, LEAVES)), written=1, problems=(LOST,))
    last = report_lines(two, POLICY, check=False, language="en")[-1]
    assert last == "1 of 2 changes were written for Thanh Hóa; a new run does the rest."


@pytest.mark.parametrize("check", [True, False])
def test_what_is_not_written_at_once_is_said_in_both(check: bool) -> None:
    """A check says it before anything happens, an apply says the same."""
    two = plan(changes=(LEAVES, LEAVES))
    steps = steps_of(two, transactional=False)
    lines = report_lines(Report(two, steps=steps), POLICY, check=check, language="en")
    assert lines[-1].startswith("Changes are written one by one: this server has no transactions")
    assert steps_of(two, transactional=True) == ()
    assert steps_of(plan(), transactional=False) == ()


def test_a_move_and_what_waits_are_steps() -> None:
    """The number of steps, and the names of what follows when other provinces are written."""
    move = replace(LEAVES, operation=Rename("ou=a,dc=moj", "ou=a", "ou=b,dc=moj"))
    waits = replace(LEAVES, after=("nghe_an",))
    told = steps_of(plan(changes=(LEAVES, move, LEAVES, waits)), transactional=True)
    first, second = (remark.text.render(remark.values, "en") for remark in told)
    assert first.startswith("Written in 3 steps: agencies are moved one by one")
    assert second == ("1 follow when the other provinces that they name are written: lean@moj.")


def test_more_than_the_server_takes_at_once_is_said() -> None:
    """A province of more changes than a transaction holds says in how many it is written."""
    (told,) = steps_of(plan(changes=(LEAVES,) * (LARGEST + 1)), transactional=True)
    assert told.text.render(told.values, "en").startswith("Written in 2 transactions: 5001 changes")


def test_few_lines_on_demand() -> None:
    """``most`` cuts the changes; none at all leaves the summary and the limits."""
    two = Report(plan(changes=(LEAVES, LEAVES)))
    assert "… 1 more" in report_lines(two, POLICY, check=True, most=1)[2]
    lines = report_lines(two, POLICY, check=True, most=0)
    assert [line.split(":")[0] for line in lines] == ["Thanh Hóa, accounts", "Within limits"]


def test_notices_are_told_and_stand_in_no_way() -> None:
    """After the changes; the report has not failed."""
    report = Report(plan(notices=(LOST,)), seconds=1.0)
    assert not report.failed
    assert tail(report)[0] == "gone → again"
