"""Plan the quotas of some provinces: one read of the directory for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hopthu.records.model import Inventory
from hopthu.servers.directory.attributes import QUOTA
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import people_base, same_dn
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import Problem
from hopthu.text.sizes import read_stored, size_text

from .. import messages
from ..desired.quotas import OWNED, READ, quota_entries
from ..desired.subject import Desired
from ..plan.build import Found, compare
from ..plan.change import Action, Change
from ..plan.limits import over_limit, province_scopes
from ..plan.plan import Plan
from ..request import Request
from .follow import entries_by_then
from .leavers import still_wanted
from .lookup import marked, occupants
from .moves import agencies_by_then

RESOURCE = "quotas"
_TOLD = 10  # mailboxes under their use that are told one by one


def plan_quotas(inventory: Inventory, request: Request, directory: Directory) -> list[Plan]:
    """One plan for each province of the request, in its order."""
    suffix, policy = request.suffix, request.policy
    wanted = {
        name: quota_entries(name, inventory, suffix, policy.domain, policy.quotas)
        for name in request.provinces
    }
    actual = _read(directory, inventory, request, wanted)
    wanted = still_wanted(wanted, actual, inventory, request)
    return [_plan(name, inventory, wanted[name], actual, request) for name in request.provinces]


def _read(
    directory: Directory,
    inventory: Inventory,
    request: Request,
    wanted: Mapping[str, list[Desired]],
) -> dict[str, Entry]:
    """The entries of the requested provinces, by folded DN; agencies are few, so all of them."""
    actual = marked(directory, people_base(request.suffix), inventory, request, READ)
    actual |= agencies_by_then(directory, inventory, request, READ).entries
    # Somebody who has come from another province bears that one's mark until accounts has run;
    # an entry that is not hopthu's bears none.
    elsewhere = [
        desired.id
        for entries in wanted.values()
        for desired in entries
        if same_dn(desired.entry.dn) not in actual
    ]
    others, _ = occupants(directory, request.suffix, elsewhere, (), READ)
    return {**others, **actual}


def _plan(
    name: str,
    inventory: Inventory,
    wanted: list[Desired],
    actual: Mapping[str, Entry],
    request: Request,
) -> Plan:
    policy, override = request.policy, request.override
    entries, missing = entries_by_then(wanted, actual, name, check=request.check)
    there = {dn for dn in map(_dn, wanted) if dn in entries}
    difference = compare(
        [desired for desired in wanted if _dn(desired) in there],
        Found(entries, {}),
        OWNED,
        policy.protected,
    )
    changes = [_judged(change, request.usage) for change in difference.changes]
    limited = [desired for desired in wanted if _has_quota(entries.get(_dn(desired)))]
    plan = Plan(
        RESOURCE,
        name,
        inventory.provinces[name].title,
        tuple(changes),
        existing=len(limited),
        notices=tuple(_notices(changes, request.usage)),
    )
    refusals = [*missing, *difference.refusals]
    for scope in province_scopes(plan, Counter(desired.agency for desired in limited)):
        refusals += over_limit(scope, policy, override)
    return replace(plan, refusals=tuple(refusals))


def _has_quota(entry: Entry | None) -> bool:
    return entry is not None and QUOTA in entry.attributes


def _dn(desired: Desired) -> str:
    return same_dn(desired.entry.dn)


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
    """Tell which mailboxes would be full at once, and where nobody knows."""
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
        return messages.NO_MAIL_SERVER
    if not usage.silent:
        return messages.BOX_UNREADABLE
    return "; ".join(f"{host}: {why}" if why else host for host, why in usage.silent.items())
