"""The Ansible module ``rollout_report``: options in, files and lines out."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.records.policy import Policy
from hopthu.reports.board.make import Sources, make_board
from hopthu.reports.board.pages.lines import lines
from hopthu.reports.board.pages.write import write_board
from hopthu.servers.directory.session import Directory
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError, Message
from hopthu.text.language import Text

from .provision import ARGUMENT_SPEC, USAGE_SPEC, settings

_TAKEN = (
    *("inventory", "policy", "uri", "suffix", "bind_dn", "bind_password", "ca_file", "timeout"),
    *("artifacts", "language"),
)
SPEC: dict[str, dict[str, Any]] = {
    **{name: ARGUMENT_SPEC[name] for name in _TAKEN},
    **USAGE_SPEC,
    "folder": {"type": "path", "required": True},
    "day": {"type": "str", "default": ""},
}
_NO_DAY = Message(
    "rollout.no-day",
    Text("“{day}” is no day", "“{day}” không phải là một ngày"),
    Text(
        "write it as year-month-day: -e hopthu_report_date=2008-11-25",
        "viết theo năm-tháng-ngày: -e hopthu_report_date=2008-11-25",
    ),
)


def run(module: AnsibleModule) -> None:
    """Do what the module is asked for, then exit."""
    given, language = module.params, module.params["language"]
    folder = Path(given["folder"])
    try:
        sources = Sources(
            root=Path(given["inventory"]),
            policy=Policy.from_mapping(given["policy"]),
            suffix=given["suffix"],
            connect=lambda: Directory.connect(settings(module)),
            usage=Usage.of_answers(given["usage"]),
            artifacts=Path(given["artifacts"]) if given["artifacts"] else None,
        )
        board = make_board(sources, day_of(given["day"]))
        written = write_board(board, folder, check=module.check_mode)
    except HopthuError as error:
        module.fail_json(
            msg=error.render(language), problems=[p.data(language) for p in error.problems]
        )
    told = lines(board, written, folder, check=module.check_mode, language=language)
    result: dict[str, Any] = {
        "changed": bool(written.paths),
        "lines": told,
        "paths": [str(path) for path in written.paths],
    }
    if module._diff:
        result["diff"] = {"before": written.before, "after": written.after}
    module.exit_json(**result)


def day_of(text: str) -> datetime.date:
    """The day of the board; today where none is given. Raises HopthuError for what is no day."""
    if not text:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise HopthuError.of(_NO_DAY, day=text) from error
