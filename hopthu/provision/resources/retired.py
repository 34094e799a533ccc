"""Plan to take the entries of leavers away whose boxes were kept for their time, and archived."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hopthu.records.keeping import kept_until
from hopthu.records.model import Inventory, Person
from hopthu.servers.directory.attributes import AGENCY, CSN, MARK, SECRETS, STATE
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Delete
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import people_base, person_dn, same_dn
from hopthu.servers.mail.archives import Archives
from hopthu.text.errors import Problem
from hopthu.text.sizes import size_text

from .. import messages
from ..applying.report import Report
from ..desired.subject import Desired
from ..plan import messages as plan_messages
from ..plan.change import Action, Change, FieldChange
from ..plan.limits import over_limit, province_scopes
from ..plan.plan import Plan
from ..request import Request
from .leavers import out_of_time
from .lookup import marked, occupants

RESOURCE = "retired"
_READ = ("*", CSN)
_COUNTED = (AGENCY, MARK)


class Retirement:
    """One run's planner. It remembers whose entries are gone already: their boxes may go too."""

    def __init__(self) -> None:
        self._gone: dict[str, list[str]] = {}  # by province

    def plan(self, inventory: Inventory, request: Request, directory: Directory) -> list[Plan]:
        """One plan for each province of the request, in its order."""
        over = out_of_time(inventory, request)
        entries, _ = occupants(directory, request.suffix, [person.id for person in over], (), _READ)
        there = {person.id: entries.get(_dn(person, request)) for person in over}
        # A province may be planned again alone, and the others are remembered.
        self._gone |= {
            name: [
                person.id
                for person in inventory.provinces[name].people
                if person.id in there
                and there[person.id] is None
                and person.id not in request.policy.protected
            ]
            for name in request.provinces
        }
        everybody = marked(directory, people_base(request.suffix), inventory, request, _COUNTED)
        by_province: dict[str, list[Entry]] = defaultdict(list)
        for marked_entry in everybody.values():
            by_province[marked_entry.attributes[MARK][0].decode()].append(marked_entry)
        return [
            _plan(
                name,
                inventory,
                [
                    (person, entry)
                    for person in inventory.provinces[name].people
                    if (entry := there.get(person.id)) is not None
                ],
                by_province[name],
                request,
            )
            for name in request.provinces
        ]

    def result(self, reports: Iterable[Report]) -> dict[str, list[dict[str, str]]]:
        """What the mail servers are to be asked: whose boxes to archive, and whose to remove."""
        archive, removed = [], []
        for report in reports:
            if not report.failed:
                removed += [{"id": owner} for owner in self._gone.get(report.plan.province, ())]
            owners = [change.subject for change in report.plan.changes]
            if report.written == len(owners):
                removed += [{"id": owner.id} for owner in owners]
            elif not report.failed:
                archive += [{"id": owner.id, "address": owner.address} for owner in owners]
        return {"archive": archive, "remove": removed}


def _dn(person: Person, request: Request) -> str:
    return same_dn(person_dn(person.id, request.suffix))


def _plan(
    name: str,
    inventory: Inventory,
    leavers: Sequence[tuple[Person, Entry]],
    everybody: Sequence[Entry],
    request: Request,
) -> Plan:
    refusals, changes = [], []
    for person, entry in leavers:
        refusal = _refusal(person, entry, request)
        if refusal:
            refusals.append(refusal)
        else:
            changes.append(_change(person, entry, request))
    # A check may come before the mail servers are asked; an apply without them is refused.
    archives = request.archives or (None if request.check else Archives())
    if archives is not None:
        refusals += _not_archived(changes, archives, check=request.check)
    plan = Plan(
        RESOURCE,
        name,
        inventory.provinces[name].title,
        tuple(changes),
        existing=len(everybody),
        notices=tuple(_notices(changes, archives)) if archives else (),
    )
    per_agency = Counter(entry.attributes.get(AGENCY, (b"",))[0].decode() for entry in everybody)
    for scope in province_scopes(plan, per_agency):
        refusals += over_limit(scope, request.policy, request.override)
    return replace(plan, refusals=tuple(refusals))


def _refusal(person: Person, entry: Entry, request: Request) -> Problem | None:
    values: dict[str, object] = {"id": person.id, "label": person.name, "dn": entry.dn}
    if person.id in request.policy.protected:
        return plan_messages.PROTECTED.at(**values)
    if MARK not in entry.attributes:
        return plan_messages.FOREIGN_ENTRY.at(**values)
    state = entry.attributes.get(STATE, (b"",))[0].decode("utf-8", "replace")
    if state != "left":
        return messages.NOT_LEFT_YET.at(**values, state=state)
    return None


def _change(person: Person, entry: Entry, request: Request) -> Change:
    """The removal, with all that an undo has to put back."""
    detail = f"{person.since} → {kept_until(person, request.policy)}"
    address = f"{person.mailbox}@{request.policy.domain}"
    subject = Desired(entry, person.id, person.name, address, person.agency, detail)
    fields = tuple(
        FieldChange(name, values, ())
        for name, values in sorted(entry.attributes.items())
        if name != CSN and name not in SECRETS
    )
    csn = entry.attributes.get(CSN, (b"",))[0]
    return Change(Action.RETIRE, subject, fields, Delete(entry.dn, csn))


def _not_archived(
    changes: Sequence[Change], archives: Archives, *, check: bool
) -> Iterator[Problem]:
    if changes and not archives.asked:
        yield messages.NO_ARCHIVE_SERVER.at()
        return
    for change in changes:
        missing = archives.missing(change.subject.id, check=check)
        if missing:
            server, reason = missing
            values: dict[str, object] = {**_of(change), "server": server, "reason": reason}
            yield messages.NOT_ARCHIVED.at(**values)


def _notices(changes: Iterable[Change], archives: Archives) -> Iterator[Problem]:
    """What each box holds, and where its archive is."""
    for change in changes:
        found = archives.of(change.subject.id)
        if not found and change.subject.id in archives.boxes:
            yield messages.NEVER_USED.at(**_of(change))
        for box in found:
            values: dict[str, object] = {
                **_of(change),
                "messages": box.messages,
                "size": size_text(box.size),
                "server": box.server,
                "archive": box.archive,
                "sha256": box.sha256,
            }
            if box.state == "archived":
                yield messages.ARCHIVED.at(**values)
            elif box.state == "there":
                yield messages.TO_ARCHIVE.at(**values)


def _of(change: Change) -> dict[str, object]:
    return {"id": change.subject.id, "label": change.subject.label}
