"""Types Vietnamese as the programs of the years before Unicode stored it."""

from __future__ import annotations

import json
import unicodedata
from importlib import resources
from typing import Any

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VIQR = dict(zip("\u0302\u0306\u031b\u0300\u0301\u0303\u0309\u0323", "^(+`'~?.", strict=True))


def _table(name: str) -> dict[str, Any]:
    text = resources.files("hopthu.forms.encodings").joinpath(name).read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def _typed(codes: dict[str, str]) -> dict[str, str]:
    return {letter: bytes.fromhex(code).decode("latin-1") for code, letter in codes.items()}


TCVN3_LETTERS = _typed(_table("tcvn3.json")["bytes"])
VNI_LETTERS = _typed(_table("vni.json")["sequences"])


def as_western(data: bytes) -> str:
    """Read bytes as code page 1252, its five free codes as they are."""
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in data)


def tcvn3(text: str) -> str:
    """Type TCVN3: toned capitals as small letters, there are no others."""
    return "".join(TCVN3_LETTERS.get(c, TCVN3_LETTERS.get(c.lower(), c)) for c in text)


def vni(text: str) -> str:
    """Type VNI."""
    return "".join(VNI_LETTERS.get(c, c) for c in text)


def cp1258(text: str) -> str:
    """Type as a Vietnamese Windows: a letter of its own, the tone behind it."""
    parts = []
    for character in text:
        marks = unicodedata.normalize("NFD", character)
        tone = "".join(mark for mark in marks if mark in _TONES)
        letter = "".join(mark for mark in marks if mark not in _TONES)
        parts.append(unicodedata.normalize("NFC", letter) + tone)
    return "".join(parts)


def cp1258_misread(text: str) -> str:
    """Return what a program that knows no Vietnamese makes of code page 1258."""
    return as_western(cp1258(text).encode("cp1258"))


def utf8_misread(text: str) -> str:
    """Return what such a program makes of UTF-8."""
    return as_western(text.encode())


def viqr(text: str) -> str:
    """Type VIQR; its own signs are escaped by the caller."""
    typed = []
    for character in text:
        spelled = {"Đ": "DD", "đ": "dd"}.get(character, character)
        letter, *marks = list(unicodedata.normalize("NFD", spelled))
        tones_last = sorted(marks, key=lambda mark: mark in _TONES)
        typed.append(letter + "".join(_VIQR.get(mark, mark) for mark in tones_last))
    return "".join(typed)
