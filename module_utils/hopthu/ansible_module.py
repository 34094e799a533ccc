"""What the Ansible modules share: their options, and the way from a run to ``exit_json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .directory.session import Directory, Settings
from .errors import HopthuError
from .mail_usage import Usage
from .plan.limits import read_override
from .plan.reviewed import reviewed_changes
from .policy import Policy
from .provision.report import Report, report_lines
from .provision.request import Request
from .provision.run import Planner, provision_in_turn

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "inventory": {"type": "path", "required": True},
    "provinces": {"type": "list", "elements": "str", "required": True},
    "policy": {"type": "dict", "required": True},
    "override": {"type": "dict", "default": {}},
    "uri": {"type": "str", "required": True},
    "suffix": {"type": "str", "required": True},
    "bind_dn": {"type": "str", "default": ""},
    "bind_password": {"type": "str", "default": "", "no_log": True},
    "ca_file": {"type": "path"},
    "timeout": {"type": "float", "default": 10.0},
    "artifacts": {"type": "path"},
    "reviewed": {"type": "path"},
    "language": {"type": "str", "choices": ["en", "vi"], "default": "en"},
}
# Of the modules that make passwords: provision may, first_passwords does nothing else.
HANDOVER_SPEC: dict[str, dict[str, Any]] = {"handover": {"type": "path"}}
REISSUE_SPEC: dict[str, dict[str, Any]] = {
    "handover": {"type": "path", "required": True},
    "people": {"type": "list", "elements": "str", "default": []},
}
# Of the modules that must know what the mailboxes hold.
USAGE_SPEC: dict[str, dict[str, Any]] = {
    "usage": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "server": {"type": "str", "required": True},
            "rc": {"type": "int"},
            "stdout": {"type": "str", "default": ""},
            "stderr": {"type": "str", "default": ""},
            "msg": {"type": "str", "default": ""},
        },
    },
}
PROVISION_SPEC = {**HANDOVER_SPEC, **USAGE_SPEC}
_SHOWN = 12  # change lines in a report without --diff


def run_module(planner: Planner, more: Mapping[str, dict[str, Any]] = MappingProxyType({})) -> None:
    """Run one resource's planner as an Ansible module with ``more`` options, then exit."""
    run_in_turn((planner,), more)


def run_in_turn(planners: Sequence[Planner], more: Mapping[str, dict[str, Any]]) -> None:
    """Run the planners of several resources, each on what the one before left, then exit."""
    module = AnsibleModule(
        argument_spec={**ARGUMENT_SPEC, **more},
        supports_check_mode=True,
        no_log="usage" in more,  # what ten thousand mailboxes hold is not for the system's log
    )
    language = module.params["language"]
    done: list[Report] = []
    try:
        policy = Policy.from_mapping(module.params["policy"])
        request = _request(module, policy)
        connect = lambda: Directory.connect(settings(module))  # noqa: E731 - a value to hand on
        for reports in provision_in_turn(planners, request, connect):
            done += reports
    except HopthuError as error:
        told = _told_before(done, policy, module.check_mode, language) if done else []
        module.fail_json(
            msg="\n".join([*told, error.render(language)]),
            problems=[p.data(language) for p in error.problems],
        )
    # With --diff the diff shows every change; the report need not say them again.
    shown = 0 if module._diff else _SHOWN
    result: dict[str, Any] = {
        "changed": any(_changed(report, request.check) for report in done),
        "reports": _by_province(done, policy, request.check, shown, language),
    }
    if module._diff:
        result["diff"] = [_diff(report, policy, request.check, language) for report in done]
    module.exit_json(**result)


def _told_before(
    reports: Iterable[Report], policy: Policy, check: bool, language: str
) -> list[str]:
    """What a run did before an error ended it, a line or more a province."""
    return [
        line
        for report in reports
        if _changed(report, check) or report.failed
        for line in report_lines(report, policy, check=check, most=0, language=language)
    ]


def _by_province(
    reports: Iterable[Report], policy: Policy, check: bool, most: int, language: str
) -> dict[str, dict[str, Any]]:
    """What became of each province, over all resources of the run."""
    told: dict[str, dict[str, Any]] = {}
    for report in reports:
        plan = report.plan
        province = told.setdefault(
            plan.province, {"changed": False, "failed": False, "lines": [], "resources": {}}
        )
        province["changed"] |= _changed(report, check)
        province["failed"] |= report.failed
        province["lines"] += report_lines(report, policy, check=check, most=most, language=language)
        province["resources"][plan.resource] = _resource(report, language)
    return told


def _request(module: AnsibleModule, policy: Policy) -> Request:
    reviewed = module.params["reviewed"]
    return Request(
        root=Path(module.params["inventory"]),
        provinces=tuple(module.params["provinces"]),
        suffix=module.params["suffix"],
        policy=policy,
        override=read_override(module.params["override"]),
        check=module.check_mode,
        artifacts=Path(module.params["artifacts"]) if module.params["artifacts"] else None,
        reviewed=reviewed_changes(Path(reviewed)) if reviewed else None,
        people=tuple(module.params.get("people") or ()),
        handover=Path(module.params["handover"]) if module.params.get("handover") else None,
        usage=Usage.of_answers(module.params.get("usage", ())),
    )


def settings(module: AnsibleModule) -> Settings:
    """How the module's options say that the directory is reached."""
    return Settings(
        uri=module.params["uri"],
        bind_dn=module.params["bind_dn"],
        password=module.params["bind_password"],
        ca_file=module.params["ca_file"] or "",
        timeout=module.params["timeout"],
    )


def _changed(report: Report, check: bool) -> bool:
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


def _diff(report: Report, policy: Policy, check: bool, language: str) -> dict[str, str]:
    lines = report_lines(report, policy, check=check, language=language)
    return {"prepared": "\n".join([*lines, ""])}
