"""What comes up of the mailboxes of a lost host, and what may be missing there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from hopthu.servers.mail.archives import Archives, Box
from hopthu.text.errors import Problem

from .. import messages
from ..desired.subject import Desired
from ..plan.build import Found
from ..plan.change import Change
from ..resource import Part

_LATE = 300  # seconds by which a copy is behind the newest, and is told by itself


def come_up(
    lost: str, part: Part[Found], changes: Sequence[Change], copies: Archives | None
) -> Iterator[Problem]:
    """How many come up at which host, as of when; those that are further behind, or none."""
    if copies is None:
        return
    newest = max((box.as_of for boxes in copies.boxes.values() for box in boxes), default=0)
    switched = {change.subject.id for change in changes}
    by_host: dict[str, list[tuple[Desired, Box]]] = defaultdict(list)
    for desired in part.wanted:
        if desired.id in switched:
            boxes = copies.of(desired.id)  # none: there was nothing to copy
            known = [box for box in boxes if box.state in ("standby", "taken")]
            if known:
                by_host[desired.detail].append((desired, known[0]))
            elif boxes or desired.id not in copies.boxes:
                yield messages.NO_COPY.at(lost=lost, host=desired.detail, **_of(desired))
    zone = part.request.policy.time_zone
    for host, found in by_host.items():
        times = [box.as_of for _, box in found if box.as_of]
        yield messages.COMES_UP.at(
            count=len(found), host=host, lost=lost, when=_time(min(times, default=0), zone)
        )
        yield from _late(found, newest, zone)


def _late(
    found: Iterable[tuple[Desired, Box]], newest: int, zone: datetime.tzinfo
) -> Iterator[Problem]:
    for desired, box in found:
        if box.state == "standby" and newest - box.as_of > _LATE:
            when = _time(box.as_of, zone)
            yield messages.LATE_COPY.at(messages=box.messages, when=when, **_of(desired))


def _time(seconds: int, zone: datetime.tzinfo) -> str:
    return f"{datetime.datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M:%S}" if seconds else "?"


def _of(desired: Desired) -> dict[str, object]:
    return {"id": desired.id, "label": desired.label}
