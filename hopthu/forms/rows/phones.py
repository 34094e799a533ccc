"""Telephone numbers as people write them: with dots, two in a cell, or without their first zero."""

from __future__ import annotations

import re
from functools import lru_cache

from ..sheet import NUMBER, Cell

MOBILE_DIGITS = (10, 11)
OFFICE_DIGITS = (6, 11)  # the shortest are local numbers without the code of the area

_SEPARATOR = re.compile(r"\s*[;,/|]\s*|\s+-\s+|\s+(?:hoặc|và|or)\s+", re.IGNORECASE)
_EXTENSION = re.compile(
    r"\(?(?:máy lẻ|số lẻ|ext|lẻ)[\s.:]*\d+\)?|(?<=\d{4})\s*\(\d{1,4}\)\Z", re.IGNORECASE
)
_COUNTRY = re.compile(
    r"\(?(?:\+|00)\s*84\)?[\s.-]*(?:\(?0\)?)?|\(84\)?[\s.-]*(?=\d)|84[\s.-]+(?=[1-9])"
)
_SHORTENED = re.compile(r"(\d)(?:[.,](\d+))?[Ee]\+?(\d{1,2})")
_DECIMAL = re.compile(r"([1-9]\d{7,11})[.,](0+)()")  # a program wrote it that takes it for a number
_PRIVATE = re.compile(
    r"(?<!\w)(?:nhà|nha rieng|nr|n\.r|riêng|vợ|chồng|bố|mẹ|cá nhân|gia đình"
    r"|con (?:trai|gái))(?!\w)",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\((?=[^)\d]*\))[^)]*\)")  # “(Zalo)”
_FAX = re.compile(r"(?:[;,/\-]\s*)?\(?\bfax\b[\s.:]*[\d .()+\-]*\)?", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([^()]*\d[\d .\-]{5,}\d[^()]*)\)")  # “(CQ: 0237 3852 111)”
_LETTER = re.compile(r"(?<!\w)[OoQ](?=[\d.]{3})|(?<=\d)[OoIl](?=\d)|\ufffd")
_SHORT = 64  # characters of a cell of numbers
_ENDING = 5  # digits of what is no number of its own
_WITH_COUNTRY = (11, 12)  # of a mobile number, and of an office's since 2017
_WHOLE = 9  # digits of a number with the code of its area
_SURE_DIGITS = 6  # after the point: what shortens a number to fit a column shows fewer
_WITHOUT_ZERO = re.compile(r"[1-9]\d{8,9}")
_MOBILE = re.compile(r"09\d{8}|01\d{9}")
# Since 2018 mobile numbers begin so too; before 2014 the codes of provinces did, and the numbers of
# an office then went on with 2, 3 or 6 (08 3822 1234, 037 385 2111).
_MOBILE_SINCE_2018 = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9])\d{7}")
_OFFICE_BEFORE = re.compile(r"0[357]\d[236]\d{6}|08[236]\d{7}")
_TWO_WHOLE = re.compile(r"0[\d.() ]{8,16}-0[\d.() ]{8,16}")  # two numbers held by a dash
_AREA_APART = re.compile(r"(?:\(0(?:[35-7]\d|8)\)[\s.\-]*|0(?:[35-7]\d|8)[\s.\-]+)[236]")


def written(cell: Cell) -> str:
    """Return the number as written, with the zero that a spreadsheet takes off numbers."""
    if len(cell.text) > _SHORT:
        return _written(cell.text, cell.kind == NUMBER)
    return _written_short(cell.text, cell.kind == NUMBER)


def _written(whole: str, is_number: bool) -> str:
    text = whole
    if not text.isdecimal():  # as most are
        text = _unshortened(_without_private(text))
        if not text.isdecimal():
            text = _FAX.sub("", _REMARK.sub(" ", text))
        text = text.strip().lstrip("'’‘`")
    numeric = is_number or (text != whole and _DECIMAL.fullmatch(whole))
    if text.isdecimal() and (numeric or _SHORTENED.fullmatch(whole)) and len(text) > 7:
        # With the country's code it has its digits; no other number is as long without its zero.
        return f"+{text}" if text.startswith("84") and len(text) > 10 else f"0{text}"
    return text if any(map(str.isdigit, text)) else ""


# A number is asked for where its row is read, checked and compared with its column.
_written_short = lru_cache(maxsize=32768)(_written)


def _without_private(text: str) -> str:
    """Leave out the numbers of a cell that are said to be of a home or a relative: “… (nhà)”."""
    if not _PRIVATE.search(text):
        return text
    kept = (piece for piece in _SEPARATOR.split(text) if not _PRIVATE.search(piece))
    return "; ".join(piece for piece in kept if piece)


def before_fax(text: str) -> str:
    """Return the first number of a cell that has the fax's behind it."""
    pieces = _SEPARATOR.split(text)
    if len(pieces) == 1 and _TWO_WHOLE.fullmatch(text):
        pieces = text.split("-")
    return pieces[0].strip()


def has_letter(text: str) -> bool:
    """Tell whether a letter stands among the digits: ``O912345678``."""
    return not text.isdecimal() and bool(_LETTER.search(text))


def has_lost_digits(text: str) -> bool:
    """Tell whether a text is a number that a spreadsheet shortened: ``9.12E+08``."""
    return not text.isdecimal() and bool(_SHORTENED.fullmatch(text))


def _unshortened(text: str) -> str:
    """Return the digits of ``9.12345678E+08`` or ``912345678.0``, if all of them are there."""
    match = _SHORTENED.fullmatch(text) or _DECIMAL.fullmatch(text)
    if not match:
        return text
    whole, fraction = match[1], (match[2] or "").rstrip("0")
    exponent = int(match[3] or "0")
    if len(fraction) > exponent or (exponent and len(fraction) < _SURE_DIGITS):
        return text
    return f"{whole}{fraction}".ljust(len(whole) + exponent, "0")


def with_zero(text: str) -> str:
    """Return a mobile number with its first zero, if only that is missing."""
    return f"0{text}" if _WITHOUT_ZERO.fullmatch(text) else text


def apart(text: str) -> list[str]:
    """Return the pieces of a cell of numbers of either kind, as written; one piece for one kind."""
    text = _BRACKETED.sub(r"; \1", text)
    pieces = [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip()]
    kinds = {is_mobile(with_zero(piece)) for piece in pieces}
    return pieces if len(kinds) > 1 else [text] * bool(text)


def split_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of a cell, each in digits as one would dial it within the country."""
    return _split_short(text) if len(text) <= _SHORT else _split(text)


def _split(text: str) -> tuple[str, ...]:
    if text.isdecimal() and not text.startswith("00"):  # as most are
        whole = text.startswith("84") and len(text) in _WITH_COUNTRY
        return (f"0{text[2:]}" if whole else text,)
    pieces = [piece for piece in _SEPARATOR.split(text) if piece]
    numbers = [number for piece in pieces for number in _apart(piece)]
    return tuple(number for number in numbers if number and not _is_other_ending(number, numbers))


_split_short = lru_cache(maxsize=4096)(_split)


def _is_other_ending(number: str, numbers: list[str]) -> bool:
    """Whether digits only replace the last ones of the first number: “0237 3852 111/112”."""
    short = len(number) < _ENDING and not number.startswith("0")
    return short and len(numbers[0]) >= _WHOLE


def _apart(piece: str) -> list[str]:
    """Cut a piece at its blanks where each part is a whole number, as two lines of a cell are."""
    numbers: list[str] = []
    for word in piece.split():
        begins = word.startswith(("0", "+84", "(0", "(+84"))
        if not numbers or (begins and len(_digits(numbers[-1])) >= _WHOLE):
            numbers.append(word)
        else:
            numbers[-1] += f" {word}"
    found = [_digits(number) for number in numbers]
    whole = all(len(number) >= _WHOLE for number in found)
    return found if len(found) > 1 and whole else [_digits(piece)]


def _digits(text: str) -> str:
    local = _EXTENSION.sub("", text.strip())
    code = _COUNTRY.match(local)
    if code:
        local = f"0{local[code.end() :]}"
    return "".join(filter(str.isdecimal, local))


def is_mobile(text: str) -> bool:
    """Tell whether the first number of a cell is surely one of a mobile telephone."""
    first = (split_numbers(text) or ("",))[0]
    if _MOBILE.fullmatch(first):
        return True
    return bool(_MOBILE_SINCE_2018.fullmatch(first)) and not _AREA_APART.match(text.strip())


def is_in_doubt(text: str) -> bool:
    """Tell whether a number could be an office's of old or a mobile one of today."""
    first = (split_numbers(text) or ("",))[0]
    return bool(
        _MOBILE_SINCE_2018.fullmatch(first) and _OFFICE_BEFORE.fullmatch(first)
    ) and not _AREA_APART.match(text.strip())
