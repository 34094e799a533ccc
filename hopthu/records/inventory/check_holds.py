"""What must hold of legal holds: they end after they begin, are told once, and hold a mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.text.errors import Problem

from ..model import Agency, Person
from . import messages


def check_holds(records: Iterable[Agency | Person]) -> Iterator[Problem]:
    """Yield every problem of the holds of ``records``; O(records)."""
    for record in records:
        if not record.hold:
            continue
        if not record.mailbox:
            yield messages.HOLD_OF_NOTHING.at(record.place, id=record.id)
        seen = set()
        for hold in record.hold:
            values: dict[str, object] = {"id": record.id, "by": hold.by, "reason": hold.reason}
            if hold.until and hold.until < hold.since:
                days = {"since": hold.since, "until": hold.until}
                yield messages.HOLD_ENDS_FIRST.at(record.place, **values, **days)
            if (hold.by, hold.reason) in seen:
                yield messages.HOLD_TWICE.at(record.place, **values)
            seen.add((hold.by, hold.reason))
