"""What became of a plan, and the lines of it that an operator reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hopthu.records.policy import LIMITED, Policy
from hopthu.text.errors import Problem
from hopthu.text.language import Text

from ..plan.plan import Plan
from ..plan.render import change_lines, summary
from ..plan.words import OPERATIONS
from . import words


class Remark(NamedTuple):
    """A line of a report about something beside the changes, with the values that it names."""

    text: Text
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one plan. ``written``: changes surely made; ``seconds``: of its apply.

    ``steps``: why, and how, it is not written in one transaction.
    """

    plan: Plan
    written: int = 0
    seconds: float | None = None
    uncertain: bool = False
    remarks: tuple[Remark, ...] = ()
    steps: tuple[Remark, ...] = ()
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
        head = words.WOULD_REFUSE if check else words.REFUSED
        lines.append(head.render(language=language))
        lines += [f"  {problem.render(language)}" for problem in plan.refusals]
    else:
        lines += _limit_line(report, policy, language)
        lines += [remark.text.render(remark.values, language) for remark in report.remarks]
    lines += [problem.render(language) for problem in report.problems]
    if report.failed and not check:
        lines.append(_what_was_written(report, language))
    lines += [remark.text.render(remark.values, language) for remark in report.steps]
    return lines


def _limit_line(report: Report, policy: Policy, language: str) -> list[str]:
    parts = []
    for operation in LIMITED:
        for plan in report.plan.parts or (report.plan,):
            count = sum(operation in change.limited for change in plan.changes)
            if count:
                limit = policy.limits[operation]["province"]
                values: dict[str, object] = {
                    "operation": OPERATIONS[operation].render(language=language),
                    "count": count,
                    "existing": plan.existing,
                    "limit": limit.count,
                    "share": limit.share,
                }
                parts.append(words.LIMIT_PART.render(values, language))
    if not parts:
        return []
    return [words.OUTCOME_LIMITS.render({"parts": "; ".join(parts)}, language)]


def _what_was_written(report: Report, language: str) -> str:
    values: dict[str, object] = {
        "title": report.plan.title,
        "written": report.written,
        "total": len(report.plan.changes),
    }
    if report.uncertain:
        return words.UNCERTAIN.render(values, language)
    text = words.PARTLY_WRITTEN if report.written else words.NOTHING_WRITTEN
    if report.written == len(report.plan.changes) and report.written:
        text = words.ALL_WRITTEN
    return text.render(values, language)
