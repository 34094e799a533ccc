"""One report: read the inventory, compare with an earlier report, leave this one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError

from . import history, messages, words
from .boxes import mailboxes
from .render import QuotaReport, lines, markdown


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
        raise HopthuError.of(messages.NOBODY_TOLD, why=f" ({why})" if why else "")
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
        told += ["", words.WRITTEN.render({"folder": folder}, language)]
    return told
