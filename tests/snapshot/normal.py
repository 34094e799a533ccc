"""What is another one in every run becomes a fixed word: days, times, durations, random parts.

Nothing else may: a digest of a plan, a number, a name have to be the same in two snapshots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

# What follows from today by the policy as it is shipped: how long first passwords, former
# addresses and mailboxes are good for.
_DAYS_AHEAD = (30,)
_MONTHS_AHEAD = (6, 12, 24)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# In this order: what is found first is not looked at again.
_RANDOM = (
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID"),
    (r"\bage1[02-9ac-hj-np-z]{58}\b", "AGE-PUBLIC-KEY"),
    (r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b", "AGE-PRIVATE-KEY"),
    (r"\{ARGON2\}\$argon2[^\s\"']+", "PASSWORD-HASH"),
    (r"\bansible-tmp-[0-9.]+-\d+-\d+\b", "ANSIBLE-TEMPORARY"),
    (r"\bansible-local-\d+\w+\b", "ANSIBLE-TEMPORARY"),
    (r"/tmp/(?:hopthu-|tmp)(?!snapshot)\w+", "/tmp/TEMPORARY"),  # noqa: S108 - a pattern
    (r"\b(pid) \d+\b", r"\1 PID"),
    (r"━+ +\d+% \d:\d\d:\d\d", "PROGRESS"),
    # How long something took, on the terminal, in a sentence, in JSON.
    (r"(?<![\w.,])\d+(?:[.,]\d+)? (s|giây|seconds?)\b", r"N \1"),
    (r'("(?:seconds|duration|elapsed)": )[0-9.e-]+', r"\1N"),
    (r'("delta": )"[0-9:.]+"', r'\1"N"'),
)


class Normal:
    """Texts of one snapshot, normalised: ``Normal(days, {path: word})(text)``.

    ``days`` are those that were today while it was made, of any time zone.
    """

    def __init__(self, days: Iterable[date], places: Mapping[Path | str, str]) -> None:
        rules = [*_place_rules(places), *_RANDOM]
        todays = sorted(set(days))
        for day in todays:
            rules += _moment_rules(day)
        for day in todays:
            rules += _day_rules(day, "TODAY")
            rules += [rule for ahead, word in _ahead(day) for rule in _day_rules(ahead, word)]
            rules.append((rf"\b(năm|tháng {day.month} năm) {day.year}\b", r"\1 THIS-YEAR"))
        self._rules = [(re.compile(pattern), word) for pattern, word in rules]

    def __call__(self, text: str) -> str:
        """Return ``text`` with fixed words."""
        for pattern, word in self._rules:
            text = pattern.sub(word, text)
        return text


def _place_rules(places: Mapping[Path | str, str]) -> list[tuple[str, str]]:
    """Longest first, so that a folder within another keeps its own word; also as in a URI."""
    rules = []
    for path in sorted(map(str, places), key=len, reverse=True):
        word = next(word for key, word in places.items() if str(key) == path)
        spellings = sorted({path, quote(path, safe="")})
        rules += [(rf"{re.escape(spelling)}(?![\w-])", word) for spelling in spellings]
    return rules


def _moment_rules(day: date) -> list[tuple[str, str]]:
    """Moments of a day: of ISO 8601, of names of folders, of LDAP, of people."""
    clock = r"\d\d:\d\d(?::\d\d)?(?:\.\d+)?"
    return [
        (rf"\b{day:%Y-%m-%d}[T ]{clock}(?:Z|[+-]\d\d:?\d\d)?", "NOW"),
        (rf"\b{day:%Y%m%d}T\d{{6}}(?:\.\d+)?Z", "NOW"),
        (rf"\b{day:%Y%m%d}\d{{6}}(?:\.\d+)?Z", "NOW"),
        (rf"\b{clock},? (?=(?:ngày )?{day:%d/%m/%Y})", "TIME "),
    ]


def _day_rules(day: date, word: str) -> list[tuple[str, str]]:
    """A day in all its spellings."""
    month = _MONTHS[day.month - 1]
    number, of_year = rf"0?{day.day}", rf"0?{day.month}"
    either = rf"(?:{month}|{month[:3]})"
    return [
        (rf"(?<!\d){day:%Y-%m-%d}(?!\d)", word),
        (rf"(?<![0-9A-Za-z]){day:%Y%m%d}(?![0-9A-Za-z])", word),
        (rf"(?<![\d.]){number}(?P<sign>[/.-]){of_year}(?P=sign){day.year}(?!\d)", word),
        (rf"(?<!\d){number} tháng {of_year} năm {day.year}(?!\d)", word),
        (rf"(?<!\d){number} {either} {day.year}(?!\d)", word),
        (rf"\b{either} {number},? {day.year}(?!\d)", word),
    ]


def _ahead(day: date) -> list[tuple[date, str]]:
    """The days that follow from it."""
    days = [(day + timedelta(n), f"TODAY+{n}-DAYS") for n in _DAYS_AHEAD]
    return days + [(_months_later(day, n), f"TODAY+{n}-MONTHS") for n in _MONTHS_AHEAD]


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - timedelta(1)).day))
