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
from .applying import Applied
from .probing import Verdict

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
_PROBE_FAILED = Text("the probe found problems", "kiểm tra thấy có vấn đề")
_PROBE_AGAIN = Text(
    "Mend what it names; ansible-playbook playbooks/probe.yml looks again.",
    "Khắc phục điều được nêu; ansible-playbook playbooks/probe.yml để kiểm tra lại.",
)

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
    told = text.render(values, language)
    if applied.probe and applied.probe.verdict is Verdict.FAILED:
        told += f"; {_PROBE_FAILED.render(language=language)}"
    digest = _PLAN.render({"digest": applied.reviewed.short_digest}, language)
    return f"{told}   ({digest})"


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
    if applied.probe is not None:
        yield _PROBE[applied.probe.verdict].render(language=language)
        yield from applied.probe.lines
        if applied.probe.verdict is Verdict.FAILED:
            yield _PROBE_AGAIN.render(language=language)


def outcome_markdown(applied: Applied, language: str = "") -> str:
    """The same for a comment or a job's summary."""
    told = Section(items=list(outcome_lines(applied, language)))
    return as_markdown(Document(f"hopthu: {outcome_line(applied, language)}", sections=[told]))


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
