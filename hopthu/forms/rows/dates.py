"""Dates as spreadsheets store them and as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

_SERIALS = (1.0, 2_958_465.0)  # 1900-01-01 to 9999-12-31
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\\,]\s*(\d{1,2})\s*[/.\-\\,]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]*Z?)?")
_WORDS = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")


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


def parse_date(text: str) -> date | None:
    """Return the day that a clean text names, day before month; ``None`` when it names none.

    Years of two digits are of the 20th century: nobody born in this one signs these forms so.
    """
    match = _DAY_FIRST.fullmatch(text) or _WORDS.fullmatch(text)
    if not match:
        return iso_date(text)
    day, month, year = match.groups()
    return _day(f"19{year}" if len(year) == 2 else year, month, day)


def is_year(text: str) -> bool:
    """Tell whether a text is a year alone, as older staff lists give it."""
    return bool(_YEAR.fullmatch(text))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
