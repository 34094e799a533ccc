"""Whether the quotas that records ask for are within what the policy lets a record ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.text.errors import Problem
from hopthu.text.sizes import parse_size, size_text

from ..model import Agency, Person
from ..policy.quota_classes import Ladder, QuotaRules
from . import messages


def check_quotas(
    agencies: Iterable[Agency], people: Iterable[Person], quotas: QuotaRules
) -> Iterator[Problem]:
    """Yield a problem for each quota over its cap, and for one of an agency without a mailbox."""
    for agency in agencies:
        if agency.quota and not agency.mailbox:
            yield messages.QUOTA_OF_NOTHING.at(agency.place, id=agency.id)
        yield from _over_cap(agency, quotas.agencies, "quotas.agencies.cap")
    for person in people:
        yield from _over_cap(person, quotas.people, "quotas.people.cap")


def _over_cap(record: Agency | Person, ladder: Ladder, key: str) -> Iterator[Problem]:
    if record.quota and parse_size(record.quota) > ladder.cap:
        yield messages.QUOTA_OVER_CAP.at(
            record.place, id=record.id, quota=record.quota, cap=size_text(ladder.cap), key=key
        )
