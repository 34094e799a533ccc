"""What the Ansible modules share: their options, and the way from a run to ``exit_json``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.applying.report import Report
from hopthu.provision.applying.results import Results
from hopthu.provision.plan.limits import read_override
from hopthu.provision.plan.reviewed import reviewed_changes
from hopthu.provision.request import Request
from hopthu.provision.run import Planner, provision_in_turn
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.mail.archives import Archives
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError

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
# Of the modules that make passwords: provision and accounts may, first_passwords does nothing else.
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
# Of those that must know what the mail hosts did: archives, copies.
ARCHIVES_SPEC: dict[str, dict[str, Any]] = {"archives": _ANSWERS}
HOSTS_SPEC = {**ARCHIVES_SPEC, "mail_servers": {"type": "list", "elements": "str"}}
PROVISION_SPEC = {**HANDOVER_SPEC, **USAGE_SPEC}
More = Callable[[list[Report]], dict[str, Any]]


def run_module(
    planner: Planner,
    spec: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    more: More | None = None,
) -> None:
    """Run one resource's planner as an Ansible module with the options of ``spec``, then exit.

    ``more`` makes what is returned beside the reports.
    """
    run_in_turn((planner,), spec, more)


def run_in_turn(
    planners: Sequence[Planner], spec: Mapping[str, dict[str, Any]], more: More | None = None
) -> None:
    """Run the planners of several resources, each on what the one before left, then exit."""
    module = AnsibleModule(
        argument_spec={**ARGUMENT_SPEC, **spec},
        supports_check_mode=True,
        no_log="usage" in spec,  # what ten thousand mailboxes hold is not for the system's log
    )
    language = module.params["language"]
    results = Results(check=module.check_mode, diff=module._diff, language=language)
    told: dict[str, Any] = {}
    try:
        policy = Policy.from_mapping(module.params["policy"])
        request = _request(module, policy)
        connect = lambda: Directory.connect(settings(module))  # noqa: E731 - a value to hand on
        for reports in provision_in_turn(planners, request, connect):
            results.add(reports, policy)
            told |= more(reports) if more else {}
    except HopthuError as error:
        module.fail_json(
            msg="\n".join([*results.done, error.render(language)]),
            problems=[p.data(language) for p in error.problems],
        )
    module.exit_json(**results.data(), **told)


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
        mail_servers=tuple(module.params.get("mail_servers") or ()),
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
