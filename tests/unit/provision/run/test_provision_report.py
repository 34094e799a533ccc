"""The lines of a report: check, apply, refusal and failure, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan import messages
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.plan import Plan
from hopthu.records.policy import Policy
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Modify
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
        ({"written": 1}, "1 of 1 changes were written for Thanh Hóa; a new run does the rest."),
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


def test_a_server_without_transactions() -> None:
    """The run says that it was not all or nothing, in the past tense with the time taken."""
    report = Report(plan(), written=1, seconds=0.5, atomic=False)
    lines = report_lines(report, POLICY, check=False, language="en")
    assert "1 suspended   (112 now)   in 0.50 s" in lines[0]
    assert lines[-1].startswith("This server has no transactions (RFC 5805)")


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
