"""What the Ansible modules share: their options, and the way from a run to ``exit_json``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .directory.session import Directory, Settings
from .errors import HopthuError
from .mail_archives import Archives
from .mail_usage import Usage
from .plan.limits import read_override
from .plan.reviewed import reviewed_changes
from .policy import Policy
from .provision.report import Report, report_lines
from .provision.request import Request
from .provision.run import Planner, provision

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
# Of the modules that make passwords: accounts may, first_passwords does nothing else.
HANDOVER_SPEC: dict[str, dict[str, Any]] = {"handover": {"type": "path"}}
REISSUE_SPEC: dict[str, dict[str, Any]] = {
    "handover": {"type": "path", "required": True},
    "people": {"type": "list", "elements": "str", "default": []},
}
# What a command said on each mail server.
_ANSWERS: dict[str, Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "server": {"type": "str", "required": True},
        "rc": {"type": "int"},
        "stdout": {"type": "str", "default": ""},
        "stderr": {"type": "str", "default": ""},
        "msg": {"type": "str", "default": ""},
    },
}
# Of the modules that must know what the mailboxes hold.
USAGE_SPEC: dict[str, dict[str, Any]] = {"usage": {**_ANSWERS, "default": []}}
# Of the one that must know whether they are archived.
ARCHIVES_SPEC: dict[str, dict[str, Any]] = {"archives": _ANSWERS}
Results = Callable[[list[Report]], dict[str, Any]]
_SHOWN = 12  # change lines in a report without --diff


def run_module(
    planner: Planner,
    more: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    results: Results | None = None,
) -> None:
    """Run one resource's planner as an Ansible module with ``more`` options, then exit.

    ``results`` makes what is returned beside the reports.
    """
    module = AnsibleModule(
        argument_spec={**ARGUMENT_SPEC, **more},
        supports_check_mode=True,
        no_log="usage" in more,  # what ten thousand mailboxes hold is not for the system's log
    )
    language = module.params["language"]
    try:
        policy = Policy.from_mapping(module.params["policy"])
        request = _request(module, policy)
        reports = provision(planner, request, lambda: Directory.connect(settings(module)))
    except HopthuError as error:
        module.fail_json(
            msg=error.render(language), problems=[p.data(language) for p in error.problems]
        )
    # With --diff the diff shows every change; the report need not say them again.
    shown = 0 if module._diff else _SHOWN
    result: dict[str, Any] = {
        "changed": any(_changed(report, request.check) for report in reports),
        "reports": [_report(report, policy, request.check, shown, language) for report in reports],
    }
    if results is not None:
        result |= results(reports)
    if module._diff:
        result["diff"] = [_diff(report, policy, request.check, language) for report in reports]
    module.exit_json(**result)


def _request(module: AnsibleModule, policy: Policy) -> Request:
    reviewed, archives = module.params["reviewed"], module.params.get("archives")
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
        archives=None if archives is None else Archives.of_answers(archives),
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


def _report(
    report: Report, policy: Policy, check: bool, most: int, language: str
) -> dict[str, Any]:
    plan = report.plan
    return {
        "province": plan.province,
        "changed": _changed(report, check),
        "failed": report.failed,
        "lines": report_lines(report, policy, check=check, most=most, language=language),
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
