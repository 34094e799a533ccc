"""Plan which host keeps each mailbox: the attribute follows the letters, never the other way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hopthu.records.model import Inventory
from hopthu.servers.directory.attributes import HOST
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import people_base, same_dn
from hopthu.servers.mail.archives import Archives
from hopthu.text.errors import Problem
from hopthu.text.sizes import size_text

from .. import messages
from ..applying.report import Report
from ..desired.mail_hosts import OWNED, READ, host_entries
from ..desired.subject import Desired
from ..plan.build import Found, compare
from ..plan.change import Action, Change
from ..plan.plan import Plan
from ..request import Request
from .follow import entries_by_then
from .leavers import still_wanted
from .lookup import marked
from .moves import agencies_by_then

RESOURCE = "mail_hosts"
_NAMED = 5  # mailboxes that are named of a host that is none


class Placement:
    """One run's planner. It remembers all mailboxes with a host: their letters may be elsewhere."""

    def __init__(self) -> None:
        self._wanted: dict[str, list[Desired]] = {}

    def plan(self, inventory: Inventory, request: Request, directory: Directory) -> list[Plan]:
        """One plan for each province of the request, in its order."""
        suffix, policy = request.suffix, request.policy
        actual = marked(directory, people_base(suffix), inventory, request, READ)
        actual |= agencies_by_then(directory, inventory, request, READ).entries
        wanted = {
            name: host_entries(name, inventory, suffix, policy.domain, policy.mail_hosts)
            for name in request.provinces
        }
        # A province may be planned again alone, and the others are remembered.
        self._wanted |= still_wanted(wanted, actual, inventory, request)
        return [
            _plan(name, inventory, self._wanted[name], actual, request)
            for name in request.provinces
        ]

    def result(self, reports: Iterable[Report]) -> dict[str, list[dict[str, str]]]:
        """The mailboxes of the provinces that are not refused, with the hosts they belong to."""
        failed = {report.plan.province for report in reports if report.failed}
        return {
            "mailboxes": [
                {"id": box.id, "address": box.address, "host": box.detail}
                for name, boxes in self._wanted.items()
                if name not in failed
                for box in boxes
            ]
        }


def _plan(
    name: str,
    inventory: Inventory,
    wanted: list[Desired],
    actual: Mapping[str, Entry],
    request: Request,
) -> Plan:
    entries, missing = entries_by_then(wanted, actual, name, check=request.check)
    there = [desired for desired in wanted if same_dn(desired.entry.dn) in entries]
    difference = compare(there, Found(entries, {}), OWNED, request.policy.protected)
    changes = [
        replace(change, action=Action.CHANGE if change.fields[0].before else Action.ADD)
        for change in difference.changes
    ]
    # A check may come before the mail servers are asked; an apply without them is refused.
    copies = request.archives or (None if request.check else Archives())
    refusals = _not_copied(wanted, changes, copies, request.check)
    return Plan(
        RESOURCE,
        name,
        inventory.provinces[name].title,
        tuple(changes),
        existing=sum(HOST in entries[same_dn(box.entry.dn)].attributes for box in there),
        refusals=(*_unknown_hosts(wanted, request), *missing, *difference.refusals, *refusals),
        notices=tuple(_notices(wanted, copies)),
    )


def _unknown_hosts(wanted: Iterable[Desired], request: Request) -> Iterator[Problem]:
    """Each host that is no mail server, with the mailboxes that it is to keep."""
    if not request.mail_servers:
        return
    known = {name.lower() for name in request.mail_servers}
    boxes: dict[str, list[str]] = defaultdict(list)
    for desired in wanted:
        if desired.detail.lower() not in known:
            boxes[desired.detail].append(desired.id)
    for host, ids in boxes.items():
        more = "" if len(ids) <= _NAMED else ", …"
        yield messages.UNKNOWN_HOST.at(
            host=host,
            count=len(ids),
            ids=", ".join(ids[:_NAMED]) + more,
            known=", ".join(request.mail_servers) or "–",
        )


def _not_copied(
    wanted: Iterable[Desired], changes: list[Change], copies: Archives | None, check: bool
) -> Iterator[Problem]:
    """Why letters that are elsewhere are not all at the new host."""
    if copies is None:
        return
    if changes and not copies.asked:
        yield messages.NO_MOVING_SERVER.at()
    for server, reason in copies.silent.items():
        yield messages.SERVER_SILENT.at(server=server, reason=reason)
    switched = {change.subject.id for change in changes}
    for desired in wanted:
        for box in copies.of(desired.id):
            uncopied = box.state == "there" and desired.id in switched and not check
            if box.state == "failed" or uncopied:
                values: dict[str, object] = {
                    **_of(desired),
                    "server": box.server,
                    "reason": box.reason or messages.NOT_COPIED_YET,
                }
                yield messages.NOT_COPIED.at(**values)


_TOLD = {"there": messages.TO_MOVE, "copied": messages.COPIED, "moved": messages.MOVED}


def _notices(wanted: Iterable[Desired], copies: Archives | None) -> Iterator[Problem]:
    """What is, or was, where it does not belong, and how much of it there is."""
    if copies is None:
        return
    for desired in wanted:
        for box in copies.of(desired.id):
            if box.state in _TOLD:
                values: dict[str, object] = {
                    **_of(desired),
                    "messages": box.messages,
                    "size": size_text(box.size),
                    "server": box.server,
                    "host": desired.detail,
                    "aside": box.archive,
                }
                yield _TOLD[box.state].at(**values)
                if box.other_scripts:
                    yield messages.OTHER_SCRIPTS.at(**values)


def _of(desired: Desired) -> dict[str, object]:
    return {"id": desired.id, "label": desired.label}
