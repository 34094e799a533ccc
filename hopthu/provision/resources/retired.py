"""The entries of leavers whose boxes were kept for their time, and archived: taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hopthu.records.holds import holds_on
from hopthu.records.keeping import kept_until
from hopthu.records.model import Person
from hopthu.servers.directory.attributes import AGENCY, CSN, HOLD, MARK, SECRETS, STATE
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Delete
from hopthu.servers.directory.tree import people_base, person_dn, same_dn
from hopthu.servers.mail.archives import Archives
from hopthu.text.errors import Problem
from hopthu.text.sizes import size_text

from .. import messages
from ..applying.report import Report
from ..desired.leavers import out_of_time
from ..desired.subject import Desired
from ..plan import messages as plan_messages
from ..plan.build import Difference, Found
from ..plan.change import Action, Change, FieldChange
from ..plan.plan import Plan
from ..request import Request
from ..resource import Basis, Part, Resource, Tally
from . import words
from .asked import said
from .lookup import marked, occupants

_READ = ("*", CSN)
_COUNTED = (AGENCY, MARK)


@dataclass(frozen=True, slots=True)
class FoundLeavers(Found):
    """``agencies``: that of every entry with the mark of a province, by province."""

    agencies: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Retired(Resource[FoundLeavers]):
    """``archives``: what the mail servers said of boxes whose time is over; None: not asked yet."""

    archives: Archives | None = None
    name = "retired"
    owned = ()

    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """Who is to be there no more, by province."""
        day = basis.request.today.isoformat()
        over = {
            person.id: person
            for person in out_of_time(basis.inventory, basis.request).values()
            if not holds_on(person, day)
        }
        return {
            name: [
                _subject(over[person.id], basis.request)
                for person in basis.inventory.provinces[name].people
                if person.id in over
            ]
            for name in basis.request.provinces
        }

    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> FoundLeavers:
        """Their entries whole, and how many people each agency has."""
        suffix = basis.request.suffix
        ids = [desired.id for entries in wanted.values() for desired in entries]
        entries, holders = occupants(basis.directory, suffix, ids, (), _READ)
        agencies: dict[str, list[str]] = {name: [] for name in wanted}
        people = marked(basis.directory, people_base(suffix), basis.request.provinces, _COUNTED)
        for entry in people.values():
            agency = entry.attributes.get(AGENCY, (b"",))[0].decode()
            agencies.setdefault(entry.attributes[MARK][0].decode(), []).append(agency)
        return FoundLeavers(entries, holders, agencies)

    def still_wanted(
        self, basis: Basis, wanted: dict[str, list[Desired]], found: FoundLeavers
    ) -> dict[str, list[Desired]]:
        """All of them: whose entry is gone, their box may go."""
        return wanted

    def compare(self, part: Part[FoundLeavers]) -> Difference:
        """Each entry that is there goes, once its box is archived."""
        refusals, changes = [], []
        for desired in part.wanted:
            entry = part.found.entries.get(same_dn(desired.entry.dn))
            if entry is None:
                continue
            refusal = _refusal(desired, entry, part.request)
            if refusal:
                refusals.append(refusal)
            else:
                changes.append(_change(desired, entry))
        archives = said(self.archives, part)
        if archives is not None:
            refusals += _not_archived(changes, archives, check=part.request.check)
        return Difference(changes, refusals)

    def tally(self, part: Part[FoundLeavers]) -> Tally:
        """Everybody of the province."""
        agencies = part.found.agencies[part.province]
        return Tally(len(agencies), per_agency=Counter(agencies))

    def notices(self, part: Part[FoundLeavers], changes: Sequence[Change]) -> Iterable[Problem]:
        """What each box holds, and where its archive is; whose box is under hold."""
        archives = said(self.archives, part)
        return [*_held(part), *(_notices(changes, archives) if archives else ())]

    def also(self, part: Part[FoundLeavers]) -> Iterable[Desired]:
        """Whose entries are gone already: their boxes may go too."""
        entries, protected = part.found.entries, part.request.policy.protected
        return (
            desired
            for desired in part.wanted
            if same_dn(desired.entry.dn) not in entries and desired.id not in protected
        )

    def told(self, plan: Plan) -> Plan:
        """Of a plan that is refused no box was to be archived: that none was is no news then."""
        others = tuple(each for each in plan.refusals if each.code != messages.NOT_ARCHIVED.code)
        return replace(plan, refusals=others) if others else plan


def boxes_of(reports: Iterable[Report]) -> dict[str, list[dict[str, str]]]:
    """What the mail servers are to be asked: whose boxes to archive, and whose to remove."""
    archive, removed = [], []
    for report in reports:
        if not report.failed:
            removed += [{"id": owner.id} for owner in report.plan.also]
        owners = [change.subject for change in report.plan.changes]
        if report.written == len(owners):
            removed += [{"id": owner.id} for owner in owners]
        elif not report.failed:
            archive += [{"id": owner.id, "address": owner.address} for owner in owners]
    return {"archive": archive, "remove": removed}


def _subject(person: Person, request: Request) -> Desired:
    entry = Entry(person_dn(person.id, request.suffix), {})
    detail = f"{person.since} → {kept_until(person, request.policy)}"
    address = f"{person.mailbox}@{request.policy.domain}"
    return Desired(entry, person.id, person.name, address, person.agency, detail)


def _refusal(desired: Desired, entry: Entry, request: Request) -> Problem | None:
    values: dict[str, object] = {"id": desired.id, "label": desired.label, "dn": entry.dn}
    if desired.id in request.policy.protected:
        return plan_messages.PROTECTED.at(**values)
    if MARK not in entry.attributes:
        return plan_messages.FOREIGN_ENTRY.at(**values)
    if HOLD in entry.attributes:
        return messages.HELD_STILL.at(**values)
    state = entry.attributes.get(STATE, (b"",))[0].decode("utf-8", "replace")
    if state != "left":
        return messages.NOT_LEFT_YET.at(**values, state=state)
    return None


def _change(desired: Desired, entry: Entry) -> Change:
    """The removal, with all that an undo has to put back."""
    fields = tuple(
        FieldChange(name, values, ())
        for name, values in sorted(entry.attributes.items())
        if name != CSN and name not in SECRETS
    )
    csn = entry.attributes.get(CSN, (b"",))[0]
    return Change(Action.RETIRE, replace(desired, entry=entry), fields, Delete(entry.dn, csn))


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


def _held(part: Part[FoundLeavers]) -> Iterator[Problem]:
    """Each hold for which a box stays that was kept for its time."""
    day, province = part.request.today.isoformat(), part.inventory.provinces[part.province]
    over = {person.id for person in out_of_time(part.inventory, part.request).values()}
    for person in province.people:
        for hold in holds_on(person, day) if person.id in over else ():
            until = hold.until or words.UNTIL_LIFTED.render()
            values = {"id": person.id, "label": person.name, "by": hold.by, "reason": hold.reason}
            yield messages.HELD.at(**values, since=hold.since, until=until)


def _notices(changes: Iterable[Change], archives: Archives) -> Iterator[Problem]:
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
