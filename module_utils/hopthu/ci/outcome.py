"""What became of an apply: for the log, as Markdown, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..language import Text
from ..plan.document import escaped
from ..plan.recorded import RecordedPlan
from ..plan.render import change_lines
from .applying import Applied
from .review import Status

_DONE = Text(
    "Applied: {n} of {n} changes, as reviewed",
    "Đã áp dụng {n} trên {n} thay đổi, đúng như đã duyệt",
)
_PARTLY = Text(
    "Applied in part: {written} of {n} changes", "Đã áp dụng một phần: {written} trên {n} thay đổi"
)
_NOTHING = Text(
    "Nothing to do: what was reviewed is in place", "Không có gì phải làm: điều đã duyệt đã có đủ"
)
_STOPPED = Text("Stopped: nothing was written", "Đã dừng: chưa ghi gì")
_PLAN = Text("plan {digest}", "kế hoạch {digest}")
_FEWER = Text(
    "{n} of the reviewed changes were in place already.", "{n} thay đổi đã duyệt vốn đã có sẵn."
)
_OTHER_COMMIT = Text(
    "Reviewed at commit {reviewed}, applied at {now}.",
    "Duyệt ở commit {reviewed}, áp dụng ở {now}.",
)
_BEYOND = Text("Not in the reviewed plan:", "Không có trong kế hoạch đã duyệt:")
_AGAIN = Text(
    "Plan again (scripts/ci plan) and have that reviewed.",
    "Hãy lập lại kế hoạch (scripts/ci plan) và đưa duyệt.",
)
_RESUME = Text(
    "Mend it and run this again: it does the rest.", "Khắc phục rồi chạy lại: lệnh sẽ làm nốt."
)
_ARTIFACTS = Text("Plan, audit and undo: {folder}", "Kế hoạch, nhật ký và hoàn tác: {folder}")


_SHOWN = 12  # changes of a plan that are named where it was stopped; plan-now.md has them all


def outcome_line(applied: Applied, language: str = "") -> str:
    """One line: how it ended, and the digest that was reviewed."""
    total = len(applied.now.fingerprints)
    values: dict[str, object] = {"n": total, "written": len(applied.written)}
    if applied.stopped:
        text = _STOPPED
    elif not total:
        text = _NOTHING
    else:
        text = _DONE if applied.complete else _PARTLY
    digest = _PLAN.render({"digest": applied.reviewed.short_digest}, language)
    return f"{text.render(values, language)}   ({digest})"


def outcome_lines(applied: Applied, language: str = "") -> Iterator[str]:
    """What else there is to say, for the log."""
    reviewed, now = applied.reviewed, applied.now
    if now.commit != reviewed.commit:
        commits: dict[str, object] = {"reviewed": reviewed.commit[:12], "now": now.commit[:12]}
        yield _OTHER_COMMIT.render(commits, language)
    if applied.stopped:
        yield from _why_stopped(applied, language)
    elif fewer := len(reviewed.fingerprints - now.fingerprints):
        yield _FEWER.render({"n": fewer}, language)
    if applied.error is not None:
        yield applied.error.render(language)
        yield _RESUME.render(language=language)
    if applied.artifacts is not None:
        yield _ARTIFACTS.render({"folder": applied.artifacts}, language)


def outcome_markdown(applied: Applied, language: str = "") -> str:
    """The same for a comment or a job's summary."""
    lines = [f"# hopthu: {escaped(outcome_line(applied, language))}", ""]
    lines += [f"- {escaped(line)}" for line in outcome_lines(applied, language)]
    return "\n".join(lines) + "\n"


def outcome_json(applied: Applied) -> str:
    """The same for programs."""
    data: dict[str, Any] = {
        "status": _status(applied),
        "environment": applied.reviewed.environment,
        "plan": applied.reviewed.digest,
        "commit": {"reviewed": applied.reviewed.commit, "applied": applied.now.commit},
        "changes": len(applied.now.fingerprints),
        "written": len(applied.written),
        "not_reviewed": sorted(applied.now.fingerprints - applied.reviewed.fingerprints),
        "artifacts": str(applied.artifacts or ""),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _status(applied: Applied) -> str:
    if applied.stopped:
        return "stopped"
    if not applied.now.fingerprints:
        return "nothing"
    return "applied" if applied.complete else "partly"


def _why_stopped(applied: Applied, language: str) -> Iterator[str]:
    for plan in applied.now.recorded:
        for problem in plan.refusals:
            yield f"{plan.title}: {problem.render(language)}"
    beyond = list(_beyond(applied))
    if beyond:
        yield _BEYOND.render(language=language)
    for plan in beyond:
        for line in change_lines(replace(plan, unmanaged=0), language, _SHOWN):
            yield f"{plan.title}: {line}"
    if applied.now.status is not Status.REFUSED or beyond:
        yield _AGAIN.render(language=language)


def _beyond(applied: Applied) -> Iterator[RecordedPlan]:
    """The plans with only those changes that were not reviewed."""
    reviewed = applied.reviewed.fingerprints
    for data in applied.now.plans:
        kept = [change for change in data["changes"] if change["fingerprint"] not in reviewed]
        if kept:
            yield from replace(applied.now, plans=({**data, "changes": kept},)).recorded
