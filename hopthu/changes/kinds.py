"""The kinds of steps and their keys: one table for the reader, the JSON Schema and the writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from hopthu.records.inventory.fields import AGENCY_FIELDS, HOLD_FIELDS, PERSON_FIELDS, Field
from hopthu.records.patterns import AGENCY_ID
from hopthu.text.errors import Place
from hopthu.text.language import Text

from .draft import Draft
from .steps.agencies import (
    MAILBOXES,
    MANAGERS,
    Abolish,
    FoundAgency,
    Managers,
    Merge,
    Move,
    Recode,
    RenameAgency,
    Retype,
    Split,
)
from .steps.holds import LiftHold, PutHold
from .steps.people import CAUSES, Leave, RenamePerson, Retitle, Return, Suspend, Transfer
from .steps.undo import Undo


class Step(Protocol):
    """One thing that a change does."""

    @property
    def place(self) -> Place:
        """Where the step is written."""

    def apply(self, draft: Draft) -> None:
        """Do it to the draft; what is wrong with it becomes a problem there."""


class Kind(NamedTuple):
    """A kind of step: how it is made, and its keys."""

    make: Callable[..., Step]
    fields: tuple[Field, ...]


_AGENCY = {field.name: field for field in AGENCY_FIELDS}
_PERSON = {field.name: field for field in PERSON_FIELDS}
_NUMBER = Field(
    "number",
    r"[0-9]{4,}",
    Text('the number of a change, such as "0007"', 'số của thay đổi, ví dụ "0007"'),
    required=True,
)
_FOLDER = Field(
    "province",
    r"[a-z0-9]+(?:_[a-z0-9]+)*",
    Text("a folder of provinces/, such as thanh_hoa", "thư mục của provinces/, ví dụ thanh_hoa"),
)

_HOLD = {field.name: field for field in HOLD_FIELDS}
_OWNERS = Field(
    "owners",
    AGENCY_ID,  # a person's is like one
    Text("an id of a person or an agency", "id của người hoặc cơ quan"),
    required=True,
    many=True,
)


def _person(name: str = "person") -> Field:
    return _PERSON["id"]._replace(name=name)


def _people() -> Field:
    return _PERSON["id"]._replace(name="people", many=True)


def _agency(name: str = "agency", *, many: bool = False) -> Field:
    return _AGENCY["id"]._replace(name=name, many=many)


def _choice(name: str, choices: tuple[str, ...]) -> Field:
    words = ", ".join(choices)
    expected = Text(f"one of {words}", f"một trong {words}")
    return Field(name, "|".join(choices), expected, choices=choices)


def _optional(field: Field) -> Field:
    return field._replace(required=False)


_TITLE = _PERSON["title"]
_KIND = _AGENCY["kind"]

STEPS: dict[str, Kind] = {
    "transfer": Kind(Transfer, (_people(), _agency(), _optional(_TITLE))),
    "rename": Kind(
        RenamePerson,
        (
            _person(),
            _PERSON["name"],
            _optional(_PERSON["mailbox"]),
            _PERSON["surname"],
            _PERSON["given_name"],
        ),
    ),
    "retitle": Kind(Retitle, (_people(), _TITLE)),
    "suspend": Kind(Suspend, (_people(),)),
    "leave": Kind(Leave, (_people(), _choice("cause", CAUSES))),
    "return": Kind(Return, (_people(), _optional(_agency()))),
    "managers": Kind(Managers, (_agency(), _AGENCY["managers"]._replace(required=True))),
    "found": Kind(
        FoundAgency,
        (
            _agency(),
            _AGENCY["name"],
            _KIND,
            _AGENCY["parent"]._replace(required=True),
            _AGENCY["code"],
            _AGENCY["mailbox"],
            _AGENCY["managers"],
            _FOLDER,
        ),
    ),
    "rename-agency": Kind(RenameAgency, (_agency(), _AGENCY["name"], _AGENCY["mailbox"])),
    "retype": Kind(Retype, (_agency(), _KIND)),
    "recode": Kind(Recode, (_agency(), _AGENCY["code"]._replace(required=True))),
    "move": Kind(Move, (_agency(), _AGENCY["parent"]._replace(required=True))),
    "merge": Kind(
        Merge,
        (
            _agency("agencies", many=True),
            _agency("into"),
            _choice("mailboxes", MAILBOXES),
            _choice("managers", MANAGERS),
        ),
    ),
    "split": Kind(Split, (_agency(), _agency("into"), _people())),
    "abolish": Kind(Abolish, (_agency(), _choice("mailboxes", MAILBOXES))),
    "hold": Kind(
        PutHold, (_OWNERS, _HOLD["by"], _HOLD["reason"], _optional(_HOLD["since"]), _HOLD["until"])
    ),
    "lift": Kind(LiftHold, (_OWNERS, _optional(_HOLD["reason"])._replace(name="which"))),
    "undo": Kind(Undo, (_NUMBER,)),
}

KIND_FIELD = _choice("change", tuple(STEPS))._replace(required=True)
HEADER_FIELDS: tuple[Field, ...] = (
    _PERSON["since"]._replace(name="date", required=True),
    _PERSON["name"]._replace(name="by"),
    _PERSON["name"]._replace(name="reason"),
)


def fields_of(kind: str) -> tuple[Field, ...]:
    """The keys of a step of that kind, ``change`` first."""
    return (KIND_FIELD, *STEPS[kind].fields)


def make_step(kind: str, values: dict[str, Any]) -> Step:
    """A step of that kind from its values, ``place`` among them."""
    return STEPS[kind].make(**values)
