"""The board as a value: all that is shown, counted and dated, and nothing of where it is from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from hopthu.records.policy.rollout import Phase
from hopthu.servers.mail.reported import Reported
from hopthu.text.language import Text

from .facts.units import Islands


class FormStatus(StrEnum):
    """What became of a form, the worst first; the last: none is asked of the province."""

    LATE = "late"
    AWAITED = "awaited"
    CAME_LATE = "came-late"
    RECEIVED = "received"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class PhaseForm:
    """A province's form for one phase.

    ``received`` is None as long as nothing came, and where nobody knows the day. ``days`` is how
    many days late it is or came, or how many are left (None: no day was set). ``named`` is how many
    ``of`` the agencies that it is to name it did; ``told`` how much of what is ``asked``: who
    manages an agency's mailbox, or who works there, and of some agencies both.
    """

    phase: str
    status: FormStatus
    received: datetime.date | None = None
    days: int | None = None
    named: int = 0
    of: int = 0
    told: int = 0
    asked: int = 0

    @property
    def applies(self) -> bool:
        """Whether the province has any agency that the phase is for."""
        return self.status is not FormStatus.NOT_APPLICABLE

    @property
    def is_in(self) -> bool:
        """Whether it came."""
        return self.status in (FormStatus.RECEIVED, FormStatus.CAME_LATE)


@dataclass(frozen=True, slots=True)
class Counts:
    """Agencies and people; of people only those who are active.

    ``agencies`` are those there are, ``addressed`` those with a mailbox in the inventory,
    ``managed`` those of them whose mailbox somebody manages. ``*_made`` are in the directory, and
    ``logged_in`` logged in once: None where the servers do not tell.
    """

    agencies: int = 0
    addressed: int = 0
    managed: int = 0
    agencies_made: int | None = None
    people: int = 0
    people_made: int | None = None
    logged_in: int | None = None

    @property
    def known(self) -> bool:
        """Whether the directory told what is there."""
        return self.people_made is not None and self.agencies_made is not None

    @property
    def agencies_ready(self) -> int:
        """Agencies whose mailbox is there; with an address, where the directory is not known."""
        return self.addressed if self.agencies_made is None else self.agencies_made

    @property
    def expected(self) -> int:
        """Mailboxes there are to be: of all agencies, and of everybody who is registered."""
        return self.agencies + self.people

    @property
    def ready(self) -> int:
        """Mailboxes that are there; those of the inventory where the directory is not known."""
        return self.agencies_ready + (self.people if self.people_made is None else self.people_made)

    @classmethod
    def total(cls, parts: Iterable[Counts]) -> Counts:
        """Add up; what is not known of one is not known of all."""
        each = list(parts)
        return cls(
            agencies=sum(one.agencies for one in each),
            addressed=sum(one.addressed for one in each),
            managed=sum(one.managed for one in each),
            agencies_made=_sum(one.agencies_made for one in each),
            people=sum(one.people for one in each),
            people_made=_sum(one.people_made for one in each),
            logged_in=_sum(one.logged_in for one in each),
        )


def _sum(numbers: Iterable[int | None]) -> int | None:
    each = list(numbers)
    known = [number for number in each if number is not None]
    return sum(known) if len(known) == len(each) else None


def percent(part: int | Fraction, whole: int) -> int:
    """Percent, rounded down, so that 100 is all; what is begun is at least 1, and 0 of nothing."""
    if not whole or not part:
        return 0
    return max(1, int(part * 100 / whole) if isinstance(part, Fraction) else part * 100 // whole)


@dataclass(frozen=True, slots=True)
class Gap:
    """An agency that lacks its mailbox, or somebody who manages it."""

    name: str
    mailbox: bool
    manager: bool


@dataclass(frozen=True, slots=True)
class BoardProvince:
    """A province on the board; ``name`` is that of its folder, ``label`` the short one of its tile.

    ``row`` and ``column`` are its place on the map, from 0; ``forms`` are by phase, in their order;
    ``parts`` are its counts within each phase. ``agency`` is what its own one is called.
    """

    name: str
    code: str
    title: str
    full_name: str
    label: str
    row: int
    column: int
    counts: Counts
    forms: Mapping[str, PhaseForm] = field(default_factory=dict)
    parts: Mapping[str, Counts] = field(default_factory=dict)
    gaps: Sequence[Gap] = ()
    agency: str = ""

    @property
    def share(self) -> int:
        """Percent of the rollout that is done here; each phase counts alike.

        Of a phase: the mailboxes there are of those there are to be, in so far as its form names
        all agencies; nothing without a form. Without phases that apply: all mailboxes.
        """
        asked = [name for name, form in self.forms.items() if form.applies]
        if not asked:
            return percent(self.counts.ready, self.counts.expected)
        done = (self._done(self.forms[name], self.parts[name]) for name in asked)
        return percent(sum(done, Fraction()), len(asked))

    @staticmethod
    def _done(form: PhaseForm, part: Counts) -> Fraction:
        if not form.is_in or not part.expected or not form.asked:
            return Fraction(0)
        return Fraction(part.ready, part.expected) * Fraction(form.told, form.asked)

    @property
    def late(self) -> Sequence[PhaseForm]:
        """The forms that are overdue, the most overdue first."""
        forms = (form for form in self.forms.values() if form.status is FormStatus.LATE)
        return sorted(forms, key=lambda form: -(form.days or 0))

    @property
    def days_late(self) -> int:
        """Days that the most overdue form is late; 0: none is."""
        return max((form.days or 0 for form in self.late), default=0)


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """A phase over all provinces: its counts, and how many forms are of which status."""

    phase: Phase
    counts: Counts
    forms: Mapping[FormStatus, int]

    @property
    def provinces(self) -> int:
        """How many provinces it is for."""
        return sum(self.forms.values()) - self.forms[FormStatus.NOT_APPLICABLE]

    @property
    def forms_in(self) -> int:
        """How many provinces' forms came."""
        return self.forms[FormStatus.RECEIVED] + self.forms[FormStatus.CAME_LATE]

    @property
    def forms_missing(self) -> int:
        """How many provinces' forms did not come, late or not."""
        return self.forms[FormStatus.LATE] + self.forms[FormStatus.AWAITED]


@dataclass(frozen=True, slots=True)
class Point:
    """How many agencies and people had an address in the inventory at the end of a day."""

    day: datetime.date
    agencies: int
    people: int


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """Of the mailboxes that a server told of: bytes in use and allowed; how many are nearly full.

    ``growth`` is in bytes since the report of the day ``since``; None without one.
    """

    boxes: int
    unknown: int
    used: int
    limit: int
    watched: int
    watch: int
    growth: int | None = None
    since: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Safety:
    """Of ``servers`` with copies elsewhere: since when all that they hold is safe (``as_of``).

    ``tried``: the last trial of bringing something back, the oldest of theirs. Both where the
    ministry is; None where there was none yet. ``wrong``: servers whose copies or trials failed
    last, or are too long ago.
    """

    as_of: datetime.datetime | None
    tried: datetime.datetime | None
    servers: int
    wrong: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that comes next: on a day, or (None) as soon as somebody does it."""

    day: datetime.date | None
    text: Text
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The rollout on one day. ``unknown`` says what could not be found out, and why.

    ``undated`` says why git cannot tell how it went on, to whom knows git; ``progress`` is of that
    day alone then.
    """

    day: datetime.date
    provinces: Sequence[BoardProvince]
    totals: Counts
    phases: Sequence[PhaseProgress] = ()
    progress: Sequence[Point] = ()
    quota: QuotaUse | None = None
    safety: Safety | None = None
    reported: Reported | None = None
    steps: Sequence[NextStep] = ()
    unknown: Sequence[Text] = ()
    undated: Text | None = None
    islands: Sequence[Islands] = ()
    contact: str = ""
    sender: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether it is known how it went on."""
        return self.undated is None

    @property
    def share(self) -> int:
        """Percent of the rollout that is done: what provinces have on average."""
        return percent(sum(each.share for each in self.provinces), 100 * len(self.provinces))

    @property
    def late(self) -> Sequence[BoardProvince]:
        """The provinces with an overdue form, the most overdue first."""
        found = [province for province in self.provinces if province.days_late]
        return sorted(found, key=lambda province: (-province.days_late, province.code))

    @property
    def ordered(self) -> Sequence[BoardProvince]:
        """All provinces: the late ones first, then those with the least done."""
        return sorted(self.provinces, key=lambda each: (-each.days_late, each.share, each.code))
