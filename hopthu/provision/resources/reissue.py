"""Plan new first passwords for people who are there: those named, or those who have none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hopthu.records.model import Inventory
from hopthu.servers.directory.attributes import CREATED, CSN, MARK, PASSWORD_CHANGED, RESET, STATE
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Modify
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import people_base, same_dn
from hopthu.text.errors import HopthuError, Message, Problem
from hopthu.text.language import Text

from ..desired.people import person_entries
from ..desired.subject import Desired
from ..plan import messages
from ..plan.change import Action, Change, FieldChange
from ..plan.plan import Plan
from ..request import Request
from .lookup import occupants

RESOURCE = "first_passwords"
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


def plan_reissue(inventory: Inventory, request: Request, directory: Directory) -> list[Plan]:
    """One plan for each province.

    Without ``request.people`` those are meant who cannot log in for want of a password: they never
    had one, or their first one ended unused.
    """
    wanted = {name: _wanted(name, inventory, request) for name in request.provinces}
    known = {desired.id for people in wanted.values() for desired in people}
    unknown = [person for person in request.people if person not in known]
    if unknown:
        provinces = ", ".join(request.provinces)
        raise HopthuError(_refusal(_UNKNOWN, id=each, provinces=provinces) for each in unknown)
    ids = [desired.id for people in wanted.values() for desired in people]
    found, _ = occupants(directory, people_base(request.suffix), ids, (), _READ)
    return [_plan(name, people, found, inventory, request) for name, people in wanted.items()]


def _wanted(name: str, inventory: Inventory, request: Request) -> list[Desired]:
    """The people of a province who are named; all who are active where nobody is."""
    named = set(request.people)
    people = [
        person
        for person in inventory.provinces[name].people
        if (person.id in named if named else person.state == "active")
    ]
    return person_entries(people, inventory, name, request.suffix, request.policy.domain)


def _plan(
    name: str,
    people: list[Desired],
    found: dict[str, Entry],
    inventory: Inventory,
    request: Request,
) -> Plan:
    province, existing = inventory.provinces[name], len(people)
    if not request.people:
        ended = datetime.now(UTC) - timedelta(days=request.policy.handover.days)
        people = [person for person in people if _has_none(found.get(_key(person)), ended)]
    changes: list[Change] = []
    refusals = [] if province.keys or not people else [_refusal(_NO_KEY, province=name)]
    for person in people:
        entry = found.get(_key(person))
        refused = list(_refused(person, entry, request))
        refusals += refused
        if entry is not None and not refused:
            changes.append(_change(person, entry))
    # Nobody is missing from a source here, and nothing is taken away: there is no limit to hold.
    return Plan(RESOURCE, name, province.title, tuple(changes), existing, 0, tuple(refusals))


def _key(person: Desired) -> str:
    return same_dn(person.entry.dn)


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
        yield _refusal(messages.PROTECTED, **values)
    elif entry is None:
        yield _refusal(_NOT_THERE, **values)
    elif MARK not in entry.attributes:
        yield _refusal(messages.FOREIGN_ENTRY, dn=entry.dn, **values)
    elif any(
        state != (b"active",)
        for state in (person.entry.attributes[STATE], entry.attributes.get(STATE))
    ):
        yield _refusal(_NOT_ACTIVE, **values)


def _refusal(message: Message, **values: object) -> Problem:
    return message.at(**values)


def _change(person: Desired, entry: Entry) -> Change:
    field = FieldChange(RESET, entry.attributes.get(RESET, ()), _TRUE)
    csn = entry.attributes.get(CSN, (b"",))[0]
    return Change(Action.REISSUE, person, (field,), Modify(entry.dn, {RESET: _TRUE}, csn))
