"""What became of a plan, and the lines of it that an operator reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hopthu.records.policy import LIMITED, Policy
from hopthu.text.errors import Problem
from hopthu.text.language import Text

from ..plan.change import Action
from ..plan.plan import Plan
from ..plan.render import change_lines, summary
from ..plan.words import OPERATIONS

_NOTHING_WRITTEN = Text("Nothing was written for {title}.", "Chưa ghi gì cho {title}.")
_PARTLY_WRITTEN = Text(
    "{written} of {total} changes were written for {title}; a new run does the rest.",
    "Đã ghi {written} trên {total} thay đổi cho {title}; chạy lại sẽ làm nốt.",
)
_UNCERTAIN = Text(
    "The server went away before it answered: run again, what was written is seen then.",
    "Máy chủ mất kết nối trước khi trả lời: hãy chạy lại, khi đó sẽ thấy những gì đã ghi.",
)
_WOULD_REFUSE = Text("Apply would refuse:", "Khi chạy thật sẽ bị từ chối:")
_REFUSED = Text("Refused:", "Bị từ chối:")
_NOT_ATOMIC = Text(
    "This server has no transactions (RFC 5805): changes were written one by one.",
    "Máy chủ này không có giao dịch (RFC 5805): các thay đổi được ghi lần lượt.",
)
_MOVED_APART = Text(
    "Agencies were moved one by one, and the rest written between the moves.",
    "Các cơ quan được chuyển lần lượt từng cái, phần còn lại được ghi giữa các lần chuyển.",
)
_OUTCOME_LIMITS = Text("Within limits: {parts}.", "Trong giới hạn: {parts}.")
_LIMIT_PART = Text(
    "{operation} {count} of {existing} (limit {limit} or {share:g} %)",
    "{operation} {count} trong {existing} (giới hạn {limit} hoặc {share:g} %)",
)


class Remark(NamedTuple):
    """A line of a report about something beside the changes, with the values that it names."""

    text: Text
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one plan. ``written``: changes surely made; ``seconds``: of its apply."""

    plan: Plan
    written: int = 0
    seconds: float | None = None
    atomic: bool = True
    uncertain: bool = False
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether this province is not as its plan wants it, or would not be."""
        return bool(self.problems or self.plan.refusals)


def report_lines(
    report: Report, policy: Policy, *, check: bool, most: int | None = None, language: str = ""
) -> list[str]:
    """The summary, the changes (at most ``most``), notices, limits, and all that went wrong."""
    plan = report.plan
    lines = [summary(plan, language, seconds=report.seconds)]
    lines += change_lines(plan, language, most) if most != 0 else []
    lines += [problem.render(language) for problem in plan.notices]
    if plan.refusals:
        head = _WOULD_REFUSE if check else _REFUSED
        lines.append(head.render(language=language))
        lines += [f"  {problem.render(language)}" for problem in plan.refusals]
    else:
        lines += _limit_line(report, policy, language)
        lines += [remark.text.render(remark.values, language) for remark in report.remarks]
    lines += [problem.render(language) for problem in report.problems]
    if report.failed and not check:
        lines.append(_what_was_written(report, language))
    if not report.atomic:
        moves = plan.counts[Action.MOVE]
        why = _MOVED_APART if moves else _NOT_ATOMIC
        lines.append(why.render(language=language))
    return lines


def _limit_line(report: Report, policy: Policy, language: str) -> list[str]:
    parts = []
    for operation in LIMITED:
        count = sum(operation in change.limited for change in report.plan.changes)
        if count:
            limit = policy.limits[operation]["province"]
            values: dict[str, object] = {
                "operation": OPERATIONS[operation].render(language=language),
                "count": count,
                "existing": report.plan.existing,
                "limit": limit.count,
                "share": limit.share,
            }
            parts.append(_LIMIT_PART.render(values, language))
    if not parts:
        return []
    return [_OUTCOME_LIMITS.render({"parts": "; ".join(parts)}, language)]


def _what_was_written(report: Report, language: str) -> str:
    values: dict[str, object] = {
        "title": report.plan.title,
        "written": report.written,
        "total": len(report.plan.changes),
    }
    if report.uncertain:
        return _UNCERTAIN.render(values, language)
    text = _PARTLY_WRITTEN if report.written else _NOTHING_WRITTEN
    return text.render(values, language)
