"""Plans as JSON for programs and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hopthu.text.document.markdown import escaped
from hopthu.text.errors import Problem
from hopthu.text.language import ENGLISH, VIETNAMESE, Text

from .change import Action, Change
from .plan import Plan
from .render import change_lines, summary

_TITLE = Text("# What would change", "# Những gì sẽ thay đổi")
_HEAD = Text(
    "| province | what | add | change | suspend | now | after | plan |",
    "| tỉnh | gì | thêm | sửa | khoá | hiện có | sau đó | kế hoạch |",
)
_REFUSED = Text("**Refused**: {text}", "**Bị từ chối**: {text}")


def plan_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain values for JSON; bytes become text."""
    return {
        "resource": plan.resource,
        "province": plan.province,
        "title": plan.title,
        "digest": plan.digest,
        "existing": plan.existing,
        "after": plan.after,
        "unmanaged": plan.unmanaged,
        "counts": {action.value: plan.counts[action] for action in Action},
        "changes": [_change_data(change) for change in plan.changes],
        "refusals": [_problem_data(problem) for problem in plan.refusals],
        "notices": [_problem_data(problem) for problem in plan.notices],
    }


def _problem_data(problem: Problem) -> dict[str, Any]:
    """Both languages: who writes the plan and who reads it need not share one."""
    languages = (ENGLISH, VIETNAMESE)
    return {
        "code": problem.code,
        "text": {language: problem.text(language) for language in languages},
        "remedy": {language: problem.remedy(language) for language in languages},
    }


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "action": change.action.value,
        "id": change.subject.id,
        "dn": change.operation.dn,
        "address": change.subject.address,
        "name": change.subject.label,
        "agency": change.subject.agency,
        "detail": change.subject.detail,
        "was": change.was,
        "kept_until": change.subject.kept_until,
        "fingerprint": change.fingerprint,
        "fields": [
            {"attribute": name, "before": _texts(before), "after": _texts(after)}
            for name, before, after in change.fields
        ],
    }


def _texts(values: tuple[bytes, ...]) -> list[str]:
    return [value.decode("utf-8", "replace") for value in values]


def markdown(plans: Sequence[Plan], language: str = "") -> str:
    """A table of all plans, then each plan's changes in a block of its own."""
    lines = [_TITLE.render(language=language), "", *table(plans, language)]
    for plan in plans:
        if plan.changes or plan.refusals or plan.notices:
            lines += ["", *section(plan, language)]
    return "\n".join(lines) + "\n"


def table(plans: Sequence[Plan], language: str = "") -> list[str]:
    """The lines of a Markdown table: a row for each plan."""
    lines = [_HEAD.render(language=language), "|---|---|--:|--:|--:|--:|--:|---|"]
    for plan in plans:
        counts = plan.counts
        changed = sum(counts.values()) - counts[Action.ADD] - counts[Action.SUSPEND]
        cells = [
            escaped(plan.title),
            plan.resource,
            counts[Action.ADD],
            changed,
            counts[Action.SUSPEND],
            plan.existing,
            plan.after,
            f"`{plan.short_digest}`",
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return lines


def section(plan: Plan, language: str = "") -> list[str]:
    """Everything about one plan as lines of Markdown; its changes stand in a fenced block."""
    lines = [f"## {escaped(summary(plan, language))}", ""]
    for problem in plan.refusals:
        text = escaped(problem.render(language))
        lines.append("- " + _REFUSED.render({"text": text}, language))
    lines += [f"- {escaped(problem.render(language))}" for problem in plan.notices]
    block = change_lines(plan, language)
    fence = "````" if any("```" in line for line in block) else "```"
    return [*lines, f"{fence}diff", *block, fence]
