"""From the inventory, git, the directory and the mail servers to the one :class:`~.board.Board`."""

from __future__ import annotations

import datetime
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.records.agencies import name_of
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.records.policy.rollout import Phase
from hopthu.servers.directory.session import Directory
from hopthu.servers.mail.copies import Copies
from hopthu.servers.mail.logins import Logins
from hopthu.servers.mail.reported import Reported
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text
from hopthu.text.sentences import say

from . import messages, words
from .board import Board, BoardProvince, Counts, FormStatus, PhaseProgress, QuotaUse, Safety
from .facts.accounts import KnownAccounts, read_accounts
from .facts.counts import Counter
from .facts.forms import forms_of
from .facts.history import FileHistory, Unknown, history_of
from .facts.progress import progress
from .facts.quotas import quota_use
from .facts.units import Unit, islands, map_of, units
from .steps import steps


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the facts come from: the environment's folder and policy, what mail servers told.

    ``connect`` opens the directory; ``artifacts`` are the runs with earlier quota reports;
    ``reported``: what others told of letters that bear our domain.
    """

    root: Path
    policy: Policy
    suffix: str
    connect: Callable[[], Directory]
    usage: Usage
    logins: Logins = field(default_factory=Logins)
    copies: Copies = field(default_factory=Copies)
    reported: Reported | None = None
    artifacts: Path | None = None


def make_board(sources: Sources, day: datetime.date) -> Board:
    """The board of that day; raises HopthuError for a wrong inventory alone.

    What else cannot be found out is left open, and the board says so. O(records), one search of the
    directory, and of the history a bounded number of versions.
    """
    inventory = read_inventory(sources.root, sources.policy)
    unknown: list[Text] = []
    accounts = _accounts(sources, unknown)
    counter = Counter(inventory, accounts, _logins(sources, accounts, unknown), sources.suffix)
    phases = sources.policy.rollout.phases
    if not phases:
        unknown.append(words.NO_PHASES)
    found = units(inventory)
    totals = Counts.total(map(counter.whole, found))
    with ExitStack() as stack:
        history, undated = _history(sources.root, stack)
        provinces = [_province(unit, phases, counter, history, day) for unit in found]
        points = progress(history, day, totals, inventory)
    quota = _quota(sources, inventory, unknown)
    safety = _safety(sources, unknown)
    each = [_phase(phase, provinces) for phase in phases]
    return Board(
        day=day,
        provinces=provinces,
        totals=totals,
        phases=each,
        progress=points,
        quota=quota,
        safety=safety,
        reported=sources.reported,
        steps=steps(day, provinces, totals, each, quota, safety),
        unknown=unknown,
        undated=undated,
        islands=islands(map_of(inventory)),
        contact=sources.policy.rollout.contact,
        sender=inventory.letterhead(),
    )


def day_of(text: str) -> datetime.date:
    """The day of the board; today where none is given. Raises HopthuError for what is no day."""
    if not text:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise HopthuError.of(messages.NO_DAY, day=text) from error


def _accounts(sources: Sources, unknown: list[Text]) -> KnownAccounts | None:
    try:
        accounts = read_accounts(sources.connect, sources.suffix)
    except HopthuError as error:
        problem = error.problems[0]
        unknown.append(say(words.NO_DIRECTORY, reason=Text.of(problem.text)))
        return None
    return accounts


def _logins(
    sources: Sources, accounts: KnownAccounts | None, unknown: list[Text]
) -> frozenset[str] | None:
    """The ids of those who logged in with a password of their own; None where nobody can tell."""
    if accounts is None:
        return None
    known = sources.logins
    if not known.times:
        unknown.append(words.NO_LOGINS)
        return None
    unknown.extend(say(words.LOGINS_SILENT, server=server, why=reason)
                   for server, reason in known.silent.items())  # fmt: skip
    return frozenset(known.times) - accounts.first_password


def _history(root: Path, stack: ExitStack) -> tuple[FileHistory | None, Text | None]:
    """The history, or why there is none."""
    try:
        return stack.enter_context(history_of(root)), None
    except Unknown as error:
        return None, error.text


def _quota(sources: Sources, inventory: Inventory, unknown: list[Text]) -> QuotaUse | None:
    usage = sources.usage
    if not usage.boxes:
        why = "; ".join(f"{server}: {reason}" for server, reason in usage.silent.items())
        unknown.append(say(words.NO_SERVER, why=f" ({why})" if why else ""))
        return None
    for server, reason in usage.silent.items():
        unknown.append(say(words.SOME_SILENT, server=server, why=reason or "?"))
    return quota_use(inventory, sources.policy, usage, sources.artifacts)


def _safety(sources: Sources, unknown: list[Text]) -> Safety | None:
    """How safe everything is; None where no server was asked for its copies."""
    copies = sources.copies
    for server, why in copies.silent.items():
        unknown.append(say(words.COPIES_SILENT, server=server, why=why))
    if not (copies.made or copies.silent):
        return None
    zone = sources.policy.time_zone
    as_of, tried = (
        when.astimezone(zone) if when else None for when in (copies.as_of, copies.tried_as_of)
    )
    wrong = copies.late | copies.failing | copies.silent.keys()
    return Safety(as_of, tried, len(copies.made), tuple(sorted(wrong)))


def _province(
    unit: Unit,
    phases: tuple[Phase, ...],
    counter: Counter,
    history: FileHistory | None,
    day: datetime.date,
) -> BoardProvince:
    tile = unit.tile
    return BoardProvince(
        name=unit.name,
        code=tile.province.code,
        title=tile.province.name,
        full_name=tile.province.full_name,
        label=tile.label,
        row=tile.row,
        column=tile.column,
        counts=counter.whole(unit),
        forms=forms_of(unit, phases, history, day),
        parts=counter.parts(unit, phases),
        gaps=counter.gaps(unit),
        agency=unit.agencies[0].name if unit.agencies else name_of(tile.province),
    )


def _phase(phase: Phase, provinces: Sequence[BoardProvince]) -> PhaseProgress:
    statuses = Tally(province.forms[phase.name].status for province in provinces)
    return PhaseProgress(
        phase,
        Counts.total(province.parts[phase.name] for province in provinces),
        {status: statuses[status] for status in FormStatus},
    )
