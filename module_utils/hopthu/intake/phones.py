"""Telephone numbers as people write them: with dots, two in a cell, or without their first zero."""

from __future__ import annotations

import re

from .sheet import NUMBER, Cell

MOBILE_DIGITS = (10, 11)
OFFICE_DIGITS = (6, 11)  # the shortest are local numbers without the code of the area

_SEPARATOR = re.compile(r"\s*[;,/|]\s*|\s+-\s+|\s+(?:hoặc|và|or)\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"\(?(?:máy lẻ|số lẻ|ext|lẻ)[\s.:]*\d+\)?", re.IGNORECASE)
_COUNTRY = re.compile(r"\(?(?:\+|00)\s*84\)?[\s.-]*(?:\(?0\)?)?|\(84[\s.-]?(?=\d)")
_WITHOUT_ZERO = re.compile(r"[1-9]\d{8,9}")
_MOBILE = re.compile(r"09\d{8}|01\d{9}")


def written(cell: Cell) -> str:
    """Return the number as written, with the zero that a spreadsheet takes off numbers."""
    if cell.kind == NUMBER and cell.text.isdigit() and len(cell.text) > 7:
        return f"0{cell.text}"
    return cell.text if any(map(str.isdigit, cell.text)) else ""


def with_zero(text: str) -> str:
    """Return a mobile number with its first zero, if only that is missing."""
    return f"0{text}" if _WITHOUT_ZERO.fullmatch(text) else text


def split_numbers(text: str) -> list[str]:
    """Return the numbers of a cell, each in digits as one would dial it within the country."""
    if text.isdecimal() and not text.startswith("00"):  # as most are
        return [text]
    pieces = [piece for piece in _SEPARATOR.split(text) if piece]
    numbers = [number for piece in pieces for number in _apart(piece)]
    return [number for number in numbers if number]


def _apart(piece: str) -> list[str]:
    """Cut a piece at its blanks where each part is a whole number, as two lines of a cell are."""
    words = [_digits(word) for word in piece.split()]
    if len(words) > 1 and all(len(word) >= 9 for word in words):
        return words
    return [_digits(piece)]


def _digits(text: str) -> str:
    local = _EXTENSION.sub("", text.strip())
    code = _COUNTRY.match(local)
    if code:
        local = f"0{local[code.end() :]}"
    return "".join(filter(str.isdecimal, local))


def is_mobile(text: str) -> bool:
    """Tell whether the first number of a cell is one of a mobile telephone."""
    first = (split_numbers(text) or [""])[0]
    return bool(_MOBILE.fullmatch(first))
