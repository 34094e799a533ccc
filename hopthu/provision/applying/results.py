"""What a module returns of its reports: a value a province, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hopthu.records.policy import Policy

from .report import Report, report_lines

_SHOWN = 12  # change lines of a report without --diff


class Results:
    """Takes reports in as they come and keeps no plan: those of a country are large."""

    def __init__(self, *, check: bool, diff: bool, language: str) -> None:
        self._check = check
        self._diff = diff
        self._language = language
        self._provinces: dict[str, dict[str, Any]] = {}
        self._diffs: list[dict[str, str]] = []

    def add(self, reports: Iterable[Report], policy: Policy) -> None:
        """Take in the reports of one resource."""
        for report in reports:
            plan = report.plan
            changed = _changed(report, check=self._check)
            province = self._provinces.setdefault(
                plan.province, {"changed": False, "failed": False, "lines": [], "resources": {}}
            )
            province["changed"] |= changed
            province["failed"] |= report.failed
            # With --diff the diff shows every change; the report need not say them again.
            province["lines"] += self._lines(report, policy, 0 if self._diff else _SHOWN)
            province["resources"][plan.resource] = _resource(report, self._language)
            if self._diff:
                lines = self._lines(report, policy, None)
                self._diffs.append({"prepared": "\n".join([*lines, ""])})

    def data(self) -> dict[str, Any]:
        """The results of the module, as its documentation says."""
        changed = any(province["changed"] for province in self._provinces.values())
        data: dict[str, Any] = {"changed": changed, "reports": self._provinces}
        return {**data, "diff": self._diffs} if self._diff else data

    def _lines(self, report: Report, policy: Policy, most: int | None) -> list[str]:
        return report_lines(report, policy, check=self._check, most=most, language=self._language)


def _changed(report: Report, *, check: bool) -> bool:
    if check:
        return bool(report.plan.changes) and not report.failed
    return report.written > 0


def _resource(report: Report, language: str) -> dict[str, Any]:
    plan = report.plan
    return {
        "counts": {action.value: number for action, number in plan.counts.items()},
        "existing": plan.existing,
        "after": plan.after,
        "unmanaged": plan.unmanaged,
        "digest": plan.digest,
        "written": report.written,
        "seconds": report.seconds,
        "problems": [p.data(language) for p in (*plan.refusals, *report.problems)],
    }
