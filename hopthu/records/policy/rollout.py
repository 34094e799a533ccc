"""The phases of the rollout, checked: what each covers, when its forms are due, when it is done."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hopthu.text.language import Text

from ..kinds import AgencyKinds
from . import messages
from .kinds import require_kinds
from .reader import PolicyReader

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}\Z")


@dataclass(frozen=True, slots=True)
class Phase:
    """A step of the rollout. ``agencies`` and ``staff`` are kinds of agencies.

    Agencies of the former get a mailbox with a manager, everybody in agencies of the latter one of
    their own. ``due`` is when the forms are to be in, ``goal`` when all is to be done.
    """

    name: str
    title: Text
    agencies: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    due: datetime.date | None = None
    goal: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """The phases in their order, and whom a province is to ask; a policy may have none."""

    phases: tuple[Phase, ...] = ()
    contact: str = ""


def read_rollout(reader: PolicyReader, kinds: AgencyKinds) -> Rollout:
    """Read ``hopthu_policy.rollout``; what is wrong is left with the ``reader``."""
    if not reader.has("rollout"):
        return Rollout()
    contact = reader.get("rollout.contact", str)
    records = reader.get("rollout.phases", list)
    phases = tuple(_phase(reader, f"rollout.phases.{i}", kinds) for i in range(len(records)))
    for name, count in Counter(phase.name for phase in phases).items():
        if name and count > 1:
            reader.say(messages.ROLLOUT_TWICE, name=name)
    return Rollout(phases, contact)


def _phase(reader: PolicyReader, path: str, kinds: AgencyKinds) -> Phase:
    name = reader.get(f"{path}.phase", str)
    if name and not _NAME.match(name):
        reader.wrong(f"{path}.phase")
    texts = Text.literal(*_titles(reader, path))
    agencies, staff = (reader.names(f"{path}.{key}") for key in ("agencies", "staff"))
    require_kinds(reader, f"{path}.agencies", agencies, kinds)
    require_kinds(reader, f"{path}.staff", staff, kinds)
    if not agencies and not staff:
        reader.say(messages.EMPTY, key=path, known=kinds.known)
    due, goal = reader.day(f"{path}.due"), reader.day(f"{path}.goal")
    if due and goal and due > goal:
        reader.say(messages.ORDER, key=path, due=due, goal=goal)
    return Phase(name, texts, frozenset(agencies), frozenset(staff), due, goal)


def _titles(reader: PolicyReader, path: str) -> Iterator[str]:
    for language in ("en", "vi"):
        title = reader.get(f"{path}.{language}", str)
        if not title:
            reader.wrong(f"{path}.{language}")
        yield title
