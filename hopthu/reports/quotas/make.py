"""One report: read the inventory, compare with an earlier report, leave this one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError, Message
from hopthu.text.language import Text

from . import history
from .boxes import mailboxes
from .render import QuotaReport, lines, markdown

_NOBODY_TOLD = Message(
    "quota-report.nobody-told",
    Text("no mail server told what the mailboxes hold{why}", "không máy chủ thư nào trả lời{why}"),
    Text(
        "look after the servers of the group mail_servers, and run again",
        "xem lại các máy chủ trong nhóm mail_servers rồi chạy lại",
    ),
)
_WRITTEN = Text("report.csv and report.md are in {folder}", "report.csv và report.md ở {folder}")


def make_report(
    root: Path,
    provinces: Sequence[str],
    policy: Policy,
    usage: Usage,
    artifacts: Path | None,
    language: str,
) -> list[str]:
    """Return the lines of a report and leave it in ``artifacts``, where that is given.

    Raises HopthuError for a wrong inventory, and where no server told anything.
    """
    if not usage.boxes:
        why = "; ".join(f"{server}: {reason}" for server, reason in usage.silent.items())
        raise HopthuError.of(_NOBODY_TOLD, why=f" ({why})" if why else "")
    inventory = read_inventory(root, policy)
    now = datetime.datetime.now(datetime.UTC)
    before = history.earlier(artifacts, now) if artifacts else None
    known = [name for name in provinces if name in inventory.provinces]
    used = before.used if before else {}
    boxes = mailboxes(inventory, known, policy.domain, usage, used)
    report = QuotaReport(boxes, usage, policy.quotas.watch, now, before.when if before else None)
    told = lines(report, language)
    if artifacts:
        folder = history.leave(artifacts, now, boxes, markdown(report, language))
        told += ["", _WRITTEN.render({"folder": folder}, language)]
    return told
