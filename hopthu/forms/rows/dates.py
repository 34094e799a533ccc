"""Dates as spreadsheets store them and as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

_SERIALS = (1.0, 2_958_465.0)  # 1900-01-01 to 9999-12-31
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\\,]\s*(\d{1,2})\s*[/.\-\\,]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ][\d:.]*Z?)?")
_WORDS = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"(?:năm\s*|sinh năm\s*)?(?:19|20)\d{2}", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?:năm\s*)?\d{2}", re.IGNORECASE)
_MONTH_YEAR = re.compile(
    r"(?:tháng\s*)?\d{1,2}\s*(?:[/.\-]|năm)\s*(?:(?:19|20)\d{2}|\d{2})", re.IGNORECASE
)
_TIME = re.compile(
    r"[\sT]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:SA|CH|AM|PM|Z)?\Z", re.IGNORECASE
)
_BORN = re.compile(r"(?:sinh\s+)?(?:ngày\s+|sinh\s+)(?=\d+\s*[/.\-\\,])", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(r"(\d{1,2})[\s\-/]([A-Za-z]{3})[a-z]*[\s\-/,]+(\d{4}|\d{2})")
_SHORT_MONTH = re.compile(
    r"(\d{1,2})[\s\-/]*thg[\s.\-]*(\d{1,2})[\s\-/,]*(?:năm\s*)?(\d{4}|\d{2})", re.IGNORECASE
)
_OLDEST, _YOUNGEST = 75, 18  # years of age that somebody of a year of two digits may have


def from_serial(serial: float, from_1904: bool = False) -> date | None:
    """Return the day that a spreadsheet stores as a number, ``None`` if it is none."""
    if not _SERIALS[0] <= serial <= _SERIALS[1]:
        return None
    if from_1904:
        start = date(1904, 1, 1)
    else:  # 1900 counts as a leap year in these programs, so the first two months are off by one
        start = date(1899, 12, 30) if serial >= 61 else date(1899, 12, 31)
    try:
        return start + timedelta(days=int(serial))
    except OverflowError:
        return None


def iso_date(text: str) -> date | None:
    """Return the day of ``1975-03-12`` or ``1975-03-12T00:00:00``, ``None`` for anything else."""
    match = _ISO.fullmatch(text.strip())
    return _day(*match.groups()) if match else None


def parse_date(text: str, today: date | None = None) -> date | None:
    """Return the day that a clean text names, day before month; ``None`` when it names none.

    A year of two digits is that of a person at work ``today``, or of the 20th century.
    """
    text = _BORN.sub("", _TIME.sub("", text)).strip(" .'’`")
    match = _DAY_FIRST.fullmatch(text) or _WORDS.fullmatch(text)
    if match:
        day, month, year = match.groups()
        return _day(_century(year, today), month, day)
    if short := _SHORT_MONTH.fullmatch(text):
        return _day(_century(short[3], today), short[2], short[1])
    named = _MONTH_NAME.fullmatch(text)
    if named and named[2].lower() in _MONTHS:
        month = str(_MONTHS.index(named[2].lower()) + 1)
        return _day(_century(named[3], today), month, named[1])
    return iso_date(text)


def _century(year: str, today: date | None) -> str:
    if len(year) == 4:
        return year
    late = 2000 + int(year)
    if today and _YOUNGEST <= today.year - late <= _OLDEST:
        return str(late)
    return f"19{year}"


def is_part_of_date(text: str) -> bool:
    """Tell whether a text is a year, or a month of a year, without the day."""
    return bool(_YEAR.fullmatch(text) or _SHORT_YEAR.fullmatch(text) or _MONTH_YEAR.fullmatch(text))


def is_day_beyond_months(text: str) -> bool:
    """Tell whether a text is a date whose day is none of a month: 25/07/1975."""
    match = _DAY_FIRST.fullmatch(text)
    return match is not None and int(match[1]) > 12


def is_month_first(text: str) -> bool:
    """Tell whether a text is a date only if the month stands first: 02/25/1975."""
    match = _DAY_FIRST.fullmatch(text)
    return match is not None and int(match[1]) <= 12 < int(match[2])


def may_be_swapped(day: date | None) -> bool:
    """Tell whether day and month of a date can have taken each other's place."""
    return day is not None and day.day <= 12


def is_year(text: str) -> bool:
    """Tell whether a text is a year alone, as older staff lists give it, or a month of one."""
    return is_part_of_date(text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
