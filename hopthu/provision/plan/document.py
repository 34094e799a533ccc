"""Plans as JSON for programs and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hopthu.servers.directory.entry import values_to_json
from hopthu.text.document.markdown import Markdown, as_markdown, escaped
from hopthu.text.document.model import Document, Section, columns
from hopthu.text.errors import Problem
from hopthu.text.language import ENGLISH, VIETNAMESE

from . import words
from .change import Action, Change
from .plan import Plan
from .render import change_lines, summary

_COLUMNS = columns(
    *(("province", "tỉnh"), ("what", "gì"), ("add", "thêm"), ("change", "sửa")),
    *(("suspend", "khoá"), ("now", "hiện có"), ("after", "sau đó"), ("plan", "kế hoạch")),
    numbers=range(2, 7),
)


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
    subject = change.subject
    told = {"joins": subject.joins, "leaves": subject.leaves, "after": change.after}
    return {
        **{name: list(values) for name, values in told.items() if values},
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
            {"attribute": name, "before": values_to_json(before), "after": values_to_json(after)}
            for name, before, after in change.fields
        ],
    }


def markdown(plans: Sequence[Plan], language: str = "") -> str:
    """A table of all plans, then each plan's changes in a block of its own."""
    told = (plan for plan in plans if plan.changes or plan.refusals or plan.notices)
    sections = [table(plans), *(section(plan, language) for plan in told)]
    return as_markdown(Document(words.TITLE, sections=sections, brief=True), language=language)


def table(plans: Sequence[Plan]) -> Section:
    """A row for each plan."""
    rows = []
    for plan in plans:
        add, suspend = plan.counts[Action.ADD], plan.counts[Action.SUSPEND]
        changed = plan.counts.total() - add - suspend
        digest = Markdown(f"`{plan.short_digest}`")
        counts = (add, changed, suspend, plan.existing, plan.after)
        rows.append((plan.title, Markdown(plan.resource), *counts, digest))
    return Section(columns=_COLUMNS, rows=rows)


def section(plan: Plan, language: str = "") -> Section:
    """Everything about one plan: why it is refused, what to know, its changes."""
    refusals = (escaped(problem.render(language)) for problem in plan.refusals)
    return Section(
        summary(plan, language),
        items=[
            *(Markdown(words.REFUSED.render({"text": text}, language)) for text in refusals),
            *(problem.render(language) for problem in plan.notices),
        ],
        lines=change_lines(plan, language),
    )
