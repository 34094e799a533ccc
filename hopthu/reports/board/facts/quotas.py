"""How full the mailboxes are, in one line: what the quota report tells at length."""

from __future__ import annotations

import datetime
from pathlib import Path

from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.servers.mail.usage import Usage

from ...quotas import history
from ...quotas.boxes import mailboxes, total
from ..board import QuotaUse


def quota_use(
    inventory: Inventory, policy: Policy, usage: Usage, artifacts: Path | None
) -> QuotaUse:
    """Add up all mailboxes of the inventory; ``artifacts`` holds the earlier quota reports."""
    now = datetime.datetime.now(datetime.UTC)
    before = history.earlier(artifacts, now) if artifacts else None
    known = before.used if before else {}
    boxes = mailboxes(inventory, inventory.provinces, policy.domain, usage, known)
    watch = policy.quotas.watch
    found = total("", boxes, watch)
    return QuotaUse(
        boxes=found.boxes,
        unknown=found.unknown,
        used=found.used,
        limit=found.limit,
        watched=found.watched,
        watch=watch,
        growth=found.growth,
        since=before.when.date() if before else None,
    )
