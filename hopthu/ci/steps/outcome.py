"""What became of an apply: for the log, as Markdown, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hopthu.provision.plan.recorded import RecordedPlan
from hopthu.provision.plan.render import change_lines
from hopthu.text.document.json_text import json_text
from hopthu.text.document.markdown import as_markdown
from hopthu.text.document.model import Document, Section
from hopthu.text.language import Text

from ..review.review import Status
from . import words
from .applying import Applied
from .probing import Verdict

_PROBE = {
    Verdict.PASSED: Text(
        "Probe: the servers have the mailboxes as the inventory says.",
        "Kiểm tra sau khi áp dụng: các máy chủ có hộp thư đúng như kho dữ liệu.",
    ),
    Verdict.FAILED: Text(
        "Probe: all is applied, but not every server has the mailboxes as the inventory says:",
        "Kiểm tra sau khi áp dụng: đã áp dụng đủ, nhưng chưa phải máy chủ nào cũng có hộp thư đúng "
        "như kho dữ liệu:",
    ),
    Verdict.NO_MAIL_SERVERS: Text(
        "No probe: the environment has no mail servers (group mail_servers).",
        "Không kiểm tra: môi trường không có máy chủ thư (nhóm mail_servers).",
    ),
    Verdict.NOT_ASKED: Text("No probe was asked for.", "Không yêu cầu kiểm tra."),
}

_SHOWN = 12  # changes of a plan that are named where it was stopped; plan-now.md has them all


def outcome_line(applied: Applied) -> str:
    """One line: how it ended, and the digest that was reviewed."""
    total = len(applied.now.fingerprints)
    values: dict[str, object] = {"n": total, "written": len(applied.written)}
    if applied.stopped:
        text = words.STOPPED
    elif not total:
        text = words.NOTHING
    else:
        text = words.DONE if applied.complete else words.PARTLY
    told = text.render(values)
    if applied.probe and applied.probe.verdict is Verdict.FAILED:
        told += f"; {words.PROBE_FAILED.render()}"
    digest = words.PLAN.render({"digest": applied.reviewed.short_digest})
    return f"{told}   ({digest})"


def outcome_lines(applied: Applied) -> Iterator[str]:
    """What else there is to say, for the log."""
    reviewed, now = applied.reviewed, applied.now
    if now.commit != reviewed.commit:
        commits: dict[str, object] = {"reviewed": reviewed.commit[:12], "now": now.commit[:12]}
        yield words.OTHER_COMMIT.render(commits)
    if applied.today not in ("", reviewed.day):
        days: dict[str, object] = {"day": reviewed.day, "today": applied.today}
        yield words.OTHER_DAY.render({**days, "zone": reviewed.zone})
    if applied.stopped:
        yield from _why_stopped(applied)
    elif fewer := len(reviewed.fingerprints - now.fingerprints):
        yield words.FEWER.render({"n": fewer})
    if applied.error is not None:
        yield applied.error.render()
        yield words.RESUME.render()
    if applied.artifacts is not None:
        yield words.ARTIFACTS.render({"folder": applied.artifacts})
    if applied.probe is not None:
        yield _PROBE[applied.probe.verdict].render()
        yield from applied.probe.lines
        if applied.probe.verdict is Verdict.FAILED:
            yield words.PROBE_AGAIN.render()


def outcome_markdown(applied: Applied) -> str:
    """The same for a comment or a job's summary."""
    told = Section(items=list(outcome_lines(applied)))
    return as_markdown(Document(f"hopthu: {outcome_line(applied)}", sections=[told]))


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
    if applied.probe is not None:
        probe = applied.probe
        data["probe"] = {"verdict": probe.verdict.value, "lines": list(probe.lines)}
    return json_text(data)


def _status(applied: Applied) -> str:
    if applied.stopped:
        return "stopped"
    if not applied.now.fingerprints:
        return "nothing"
    return "applied" if applied.complete else "partly"


def _why_stopped(applied: Applied) -> Iterator[str]:
    for plan in applied.now.recorded:
        for problem in plan.refusals:
            yield f"{plan.title}: {problem.render()}"
    beyond = list(_beyond(applied))
    if beyond:
        yield words.BEYOND.render()
    for plan in beyond:
        for line in change_lines(replace(plan, unmanaged=0), most=_SHOWN):
            yield f"{plan.title}: {line}"
    if applied.now.status is not Status.REFUSED or beyond:
        yield words.AGAIN.render()


def _beyond(applied: Applied) -> Iterator[RecordedPlan]:
    """The plans with only those changes that were not reviewed."""
    reviewed = applied.reviewed.fingerprints
    for data in applied.now.plans:
        kept = [change for change in data["changes"] if change["fingerprint"] not in reviewed]
        if kept:
            yield from replace(applied.now, plans=({**data, "changes": kept},)).recorded
