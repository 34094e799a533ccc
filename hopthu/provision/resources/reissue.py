"""New first passwords for people who are there: those named, or those who have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hopthu.servers.directory.attributes import (
    CREATED,
    CSN,
    MARK,
    PASSWORD_CHANGED,
    RESET,
    STATE,
    owned,
)
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Modify
from hopthu.servers.directory.tree import people_base, same_dn
from hopthu.text.errors import HopthuError, Message, Problem
from hopthu.text.language import Text

from ..desired.people import person_entries
from ..desired.subject import Desired
from ..plan import messages
from ..plan.build import Difference, Found
from ..plan.change import Action, Change, FieldChange
from ..plan.plan import Plan
from ..request import Request
from ..resource import Basis, Part, Resource, Tally
from .lookup import occupants

_READ = (MARK, STATE, RESET, PASSWORD_CHANGED, CREATED, CSN)
_TRUE = (b"TRUE",)

_UNKNOWN = Message(
    "reissue.unknown",
    Text("{id} is nobody in {provinces}", "không có ai là {id} ở {provinces}"),
    Text(
        "write the id as people.yml has it; --limit must not leave out the province",
        "ghi id đúng như trong people.yml; --limit phải có tỉnh đó",
    ),
)
_NOT_ACTIVE = Message(
    "reissue.not-active",
    Text("{id} ({label}) is not active", "{id} ({label}) không ở trạng thái active"),
    Text(
        "nobody else can log in: make the person active first, and provision",
        "chỉ người active mới đăng nhập được: mở lại rồi chạy provision trước",
    ),
)
_NOT_THERE = Message(
    "reissue.not-there",
    Text("{id} ({label}) has no account yet", "{id} ({label}) chưa có tài khoản"),
    Text(
        "playbooks/provision.yml makes it, with a first password",
        "playbooks/provision.yml sẽ tạo, kèm mật khẩu lần đầu",
    ),
)
_NO_KEY = Message(
    "reissue.no-key",
    Text(
        "there is no key to seal passwords to: {province}/handover.yml names none",
        "không có khoá để niêm phong: {province}/handover.yml chưa có khoá nào",
    ),
    Text("add the key of whoever hands them out", "thêm khoá của người giao phiếu"),
)


@dataclass(frozen=True)
class Reissue(Resource[Found]):
    """``people``: the ids of those who get a new one.

    Without them those are meant who cannot log in for want of a password: they never had one, or
    their first one ended unused.
    """

    handover: Path
    people: tuple[str, ...] = ()
    name = "first_passwords"
    owned = owned("first_passwords")
    reissues = True

    @property
    def slips(self) -> Path:
        """Where the slips are kept."""
        return self.handover

    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """The people of a province who are named; all who are active where nobody is."""
        wanted = {name: self._of_province(name, basis) for name in basis.request.provinces}
        known = {desired.id for people in wanted.values() for desired in people}
        unknown = [person for person in self.people if person not in known]
        if unknown:
            provinces = ", ".join(basis.request.provinces)
            raise HopthuError(_UNKNOWN.at(id=each, provinces=provinces) for each in unknown)
        return wanted

    def _of_province(self, name: str, basis: Basis) -> list[Desired]:
        people = [
            person
            for person in basis.inventory.provinces[name].people
            if (person.id in self.people if self.people else person.state == "active")
        ]
        request = basis.request
        return person_entries(people, basis.inventory, name, request.suffix, request.policy.domain)

    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> Found:
        """What is known of their passwords."""
        ids = [desired.id for people in wanted.values() for desired in people]
        base = people_base(basis.request.suffix)
        return Found(*occupants(basis.directory, base, ids, (), _READ))

    def still_wanted(
        self, basis: Basis, wanted: dict[str, list[Desired]], found: Found
    ) -> dict[str, list[Desired]]:
        """All of them: who is named and not there is told."""
        return wanted

    def compare(self, part: Part[Found]) -> Difference:
        """One more password for each, unless they may not have one."""
        people = part.wanted
        if not self.people:
            days = timedelta(days=part.request.policy.handover.days)
            ended = datetime.now(UTC) - days
            people = [each for each in people if _has_none(_entry(each, part), ended)]
        changes: list[Change] = []
        keys = part.inventory.provinces[part.province].keys
        refusals = [] if keys or not people else [_NO_KEY.at(province=part.province)]
        for person in people:
            entry = _entry(person, part)
            refused = list(_refused(person, entry, part.request))
            refusals += refused
            if entry is not None and not refused:
                changes.append(_change(person, entry))
        return Difference(changes, refusals)

    def tally(self, part: Part[Found]) -> Tally:
        """Those who are meant; nobody is missing here, and nothing is taken away."""
        return Tally(len(part.wanted))

    def again(self, plan: Plan) -> Reissue:
        """Those of the plan: who was meant because they had no password have one by now."""
        people = tuple(change.subject.id for change in plan.changes) if self.people else ()
        return replace(self, people=people)


def _entry(person: Desired, part: Part[Found]) -> Entry | None:
    return part.found.entries.get(same_dn(person.entry.dn))


def _has_none(entry: Entry | None, ended: datetime) -> bool:
    """Whether an account has no password that works; ``ended``: first ones from before are over."""
    if entry is None:
        return False
    chosen = entry.attributes.get(PASSWORD_CHANGED, ())
    if entry.attributes.get(RESET) != _TRUE:
        return not chosen
    (given,) = chosen or entry.attributes[CREATED]
    return given < f"{ended:%Y%m%d%H%M%SZ}".encode()


def _refused(person: Desired, entry: Entry | None, request: Request) -> Iterator[Problem]:
    values = {"id": person.id, "label": person.label}
    if person.id in request.policy.protected:
        yield messages.PROTECTED.at(**values)
    elif entry is None:
        yield _NOT_THERE.at(**values)
    elif MARK not in entry.attributes:
        yield messages.FOREIGN_ENTRY.at(dn=entry.dn, **values)
    elif any(
        state != (b"active",)
        for state in (person.entry.attributes[STATE], entry.attributes.get(STATE))
    ):
        yield _NOT_ACTIVE.at(**values)


def _change(person: Desired, entry: Entry) -> Change:
    field = FieldChange(RESET, entry.attributes.get(RESET, ()), _TRUE)
    csn = entry.attributes.get(CSN, (b"",))[0]
    return Change(Action.REISSUE, person, (field,), Modify(entry.dn, {RESET: _TRUE}, csn))
