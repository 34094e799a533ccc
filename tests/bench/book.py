"""The samples of a bench, and what they come to: medians, rates, ratios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

HOPTHU = "hopthu: plan, apply"
WITH_YAML = "hopthu: the same with reading the YAML"
WRITER = "hopthu: its writer alone"
LDAPADD = "ldapadd"
LDAPMODIFY = "ldapmodify"
LDAPSEARCH = "ldapsearch > /dev/null"
LDAP3 = "plain ldap3"
LDAPADD_WHOLE = "ldapadd -E '!txn=commit'"
LDAPMODIFY_WHOLE = "ldapmodify -E '!txn=commit'"
SLAPADD = "slapadd -q, without a server"
PYTHON_LDAP = "python-ldap, all sent at once"
PYTHON_LDAP_WHOLE = "python-ldap, in transactions"
BONSAI = "bonsai, four connections"
LOOP = "loop of community.general"
PLAY = "ansible-playbook provision.yml"
PLAY_ONE = "ansible-playbook --limit, one province"
EMPTY = "ansible-playbook --limit, an empty play"

FIRST, NOTHING, TENTH = "first load", "nothing to do", "10 % changed"


@dataclass(frozen=True, slots=True)
class Key:
    """What was measured: ``people`` in the country, the task, and who did it."""

    people: int
    task: str
    who: str


@dataclass(slots=True)
class Row:
    """All runs of one thing. ``entries``: accounts that the task is about, for the rate.

    ``sample`` is how many of them were really handled where the rest is extrapolated, else 0.
    ``peak`` is in bytes, the largest process of the worst run.
    """

    key: Key
    entries: int
    seconds: list[float] = field(default_factory=list)
    peak: int = 0
    sample: int = 0

    @property
    def median(self) -> float:
        """Seconds for all ``entries``."""
        return median(self.seconds)

    @property
    def rate(self) -> float:
        """Entries a second; of a playbook that has nothing to do, too."""
        return self.entries / self.median


class Book:
    """Rows in the order in which they were first written."""

    def __init__(self) -> None:
        self._rows: dict[Key, Row] = {}

    def add(
        self,
        key: Key,
        entries: int,
        seconds: float,
        peak: int = 0,
        *,
        sample: int = 0,
        fixed: float = 0.0,
    ) -> None:
        """Add a run; with ``sample`` its ``seconds`` are those of so many of the entries.

        ``fixed`` seconds of them are no entry's and are not extrapolated.
        """
        if not 0 < sample < entries:
            sample = 0
        row = self._rows.setdefault(key, Row(key, entries, sample=sample))
        row.seconds.append(fixed + (seconds - fixed) * (entries / sample if sample else 1))
        row.peak = max(row.peak, peak)

    def rows(self) -> list[Row]:
        """All rows: by size, then by task and contestant as they came."""
        tasks = list(dict.fromkeys(key.task for key in self._rows))
        return sorted(
            self._rows.values(), key=lambda row: (row.key.people, tasks.index(row.key.task))
        )

    def get(self, people: int, task: str, who: str) -> Row | None:
        """One row, if it was measured."""
        return self._rows.get(Key(people, task, who))

    def ratio(self, row: Row) -> float | None:
        """How many times hopthu's own time this is, for the same task; None without that."""
        own = self.get(row.key.people, row.key.task, HOPTHU)
        if own is None or own is row or row.key.who in (PLAY, PLAY_ONE, EMPTY):
            return None
        return row.median / own.median

    def sizes(self) -> list[int]:
        """The numbers of people, ascending."""
        return sorted({key.people for key in self._rows})

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows())
