"""The characters of a text file, whichever program and system wrote it."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOST = "\ufffd"
_MOSTLY = 8  # letters of UTF-8 for one that is lost: bytes of an old encoding seldom make one
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Windows-1252 leaves five codes free that the old Vietnamese encodings use: they stay as they are.
_WESTERN = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def decoded(data: bytes, *, whole: bool = True) -> str:
    """Return the text; raises ``ValueError`` for what is no text.

    ``whole``: it is all of it, and not a beginning that may end within a character.

    UTF-8 and UTF-16 are recognised, with and without a mark at the beginning. Bytes of neither come
    out as Western European characters, which is how fonts and programs that knew no Unicode stored
    Vietnamese: :mod:`..encodings` tells what they mean.
    """
    text = _characters(data if whole else _cut(data))
    if _CONTROLS.search(text):
        raise ValueError("control characters")
    return text


def western(codes: str) -> str:
    """Return the characters of code page 1252 whose codes these are, where it has any."""
    return codes.translate(_WESTERN)


def _characters(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    if encoding := _unmarked_utf16(data):
        return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _mostly_utf8(data) or western(data.decode("latin-1"))


def _mostly_utf8(data: bytes) -> str:
    """Return a text of UTF-8 of which some bytes were lost, each shown; empty for another text.

    Such a file was cut off or damaged: what is missing is told where it was.
    """
    text = data.decode("utf-8", "replace")
    lost = text.count(_LOST)
    whole = sum(not sign.isascii() for sign in text) - lost
    return text if whole > _MOSTLY * lost else ""


def _unmarked_utf16(data: bytes) -> str:
    """Return the encoding if blanks, digits, line ends and delimiters take two bytes each."""
    sample = data[:4096]
    for encoding, zeros, others in (
        ("utf-16-le", sample[1::2], sample[0::2]),
        ("utf-16-be", sample[0::2], sample[1::2]),
    ):
        if zeros.count(0) > len(zeros) // 4 and 0 not in others:
            return encoding
    return ""


def _cut(data: bytes) -> bytes:
    """Return a beginning without the last character of it that may be cut in two."""
    data = data[: len(data) // 2 * 2]
    for end in range(len(data), max(len(data) - 4, 0), -1):
        try:
            data[:end].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return data[:end]
    return data
