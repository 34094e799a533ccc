"""The quotas of mailboxes: a resource that is written into entries which others have made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hopthu.servers.directory.attributes import QUOTA
from hopthu.servers.directory.tree import same_dn
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import Problem
from hopthu.text.sizes import read_stored, size_text

from .. import messages
from ..desired.quotas import OWNED, READ, quota_entries
from ..desired.subject import Desired
from ..plan.build import Difference, Found
from ..plan.change import Action, Change
from ..resource import Basis, Part, Resource, Tally
from . import words
from .follow import compare_by_then
from .moves import boxes

_TOLD = 10  # mailboxes under their use that are told one by one


@dataclass(frozen=True)
class MailQuotas(Resource[Found]):
    """``usage``: what the mailboxes hold, where the run has asked the mail servers."""

    usage: Usage = field(default_factory=Usage)
    name = "quotas"
    owned = OWNED
    reads = READ

    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """The quotas of each province's agencies and people."""
        return basis.by_province(quota_entries)

    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> Found:
        """The entries of the mailboxes, wherever their people have come from."""
        actual = boxes(basis)
        # Somebody who has come from another province bears that one's mark until accounts has
        # run; an entry that is not hopthu's bears none.
        elsewhere = [
            desired.id
            for entries in wanted.values()
            for desired in entries
            if same_dn(desired.entry.dn) not in actual
        ]
        others, _ = basis.reading.occupants(elsewhere, ())
        return Found({**others, **actual}, {})

    def compare(self, part: Part[Found]) -> Difference:
        """What a change means depends on what is in use."""
        difference = compare_by_then(part, part.wanted, OWNED)
        changes = [_judged(change, self.usage) for change in difference.changes]
        return Difference(changes, difference.refusals)

    def tally(self, part: Part[Found]) -> Tally:
        """The mailboxes that have a quota."""
        entries = part.found.entries
        limited = [
            desired
            for desired in part.wanted
            if (entry := entries.get(same_dn(desired.entry.dn))) and QUOTA in entry.attributes
        ]
        return Tally(len(limited), per_agency=Counter(desired.agency for desired in limited))

    def notices(self, part: Part[Found], changes: Sequence[Change]) -> Iterable[Problem]:
        """Which mailboxes would be full at once, and where nobody knows."""
        return _notices(changes, self.usage)


def _judged(change: Change, usage: Usage) -> Change:
    """Say what the change means: a first quota, another one, or one below what is in use."""
    used = usage.of(change.subject.address)
    if used is not None and used > _after(change) and not _grows(change):
        return replace(change, action=Action.SHRINK)
    return replace(change, action=Action.CHANGE if change.fields[0].before else Action.ADD)


def _after(change: Change) -> int:
    return int(change.fields[0].after[0])


def _before(change: Change) -> int | None:
    """The quota so far; None where there is none, or something that is no size."""
    before = change.fields[0].before
    return read_stored(before[0]) if before else None


def _grows(change: Change) -> bool:
    before = _before(change)
    return before is not None and _after(change) > before


def _notices(changes: Sequence[Change], usage: Usage) -> list[Problem]:
    full = [change for change in changes if change.action is Action.SHRINK]
    notices = [_full(change, usage) for change in full[:_TOLD]]
    unknown = [
        change
        for change in changes
        if _before(change) is not None
        and not _grows(change)
        and usage.of(change.subject.address) is None
    ]
    if unknown:
        names = [change.subject.address for change in unknown[:_TOLD]]
        more = len(unknown) - len(names)
        notices.append(
            messages.USE_UNKNOWN.at(
                count=len(unknown),
                names=", ".join(names) + (f" … +{more}" if more else ""),
                why=_why(usage),
            )
        )
    return notices


def _full(change: Change, usage: Usage) -> Problem:
    return messages.FULL_AT_ONCE.at(
        address=change.subject.address,
        used=size_text(usage.of(change.subject.address) or 0),
        after=size_text(_after(change)),
    )


def _why(usage: Usage) -> object:
    if not usage.asked:
        return words.NO_MAIL_SERVER
    if not usage.silent:
        return words.BOX_UNREADABLE
    return "; ".join(f"{host}: {why}" if why else host for host, why in usage.silent.items())
