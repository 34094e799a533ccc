"""Clean text as people type it, and fold it to the ASCII that addresses and ids are made of."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Icelandic eth and African D look like Đ and are typed for it; the code points differ.
_D_LOOKALIKES = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"}
_D_LOOKALIKE = re.compile(f"[{''.join(_D_LOOKALIKES)}]")
_BARRED = str.maketrans({"Đ": "D", "đ": "d", "Ƀ": "B", "ƀ": "b"})
_SHAPE = re.compile("[\u0302\u0306\u031b]")
_TONE_FIRST = re.compile("([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306])")
# What stands for an apostrophe in H'Blum and a hyphen in Phan Rang-Tháp Chàm.
_APOSTROPHES = "\u2018\u2019\u02bc\u02b9\u00b4\u0060\u2032\u02bb\u201b"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
PUNCTUATION = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_DASHES, "-")})
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
# Digits, letters and signs of Chinese and Japanese keyboards are twice as wide.
_FULL_WIDTH = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}
_TYPED_FOR_ANOTHER = re.compile(f"[{''.join(_D_LOOKALIKES)}\uff01-\uff5e]")


def clean(text: str) -> str:
    """Return ``text`` in NFC without invisible characters, with single plain spaces.

    Line breaks, tabs and the special spaces become a space; zero-width, direction, control
    and private characters, soft hyphens and lone surrogates go; Ð (eth) becomes Đ, １ becomes 1.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return _cleaned_short(text) if len(text) <= _SHORT else _cleaned(text)


def _cleaned(text: str) -> str:
    if not text.isprintable():
        text = "".join(map(_visible, text))
    # In this order: an eth may bear a combining mark, and dropping a character may join two.
    if _TYPED_FOR_ANOTHER.search(text):
        text = _D_LOOKALIKE.sub(lambda match: _D_LOOKALIKES[match[0]], text)
        text = text.translate(_FULL_WIDTH)
    text = unicodedata.normalize("NFC", text)
    if _SHAPE.search(text):  # typed after the tone: ấ as a, acute, circumflex
        parted = _TONE_FIRST.sub(r"\2\1", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", parted)
    return " ".join(text.split())


_SHORT = 64  # characters of names, titles, headers: what is kept of longer texts could be anything
_cleaned_short = lru_cache(maxsize=32768)(_cleaned)


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character


def ascii_fold(text: str) -> str:
    """Return ``text`` in ASCII: marks off, đ as d, ƀ as b; what has no ASCII letter is dropped."""
    if text.isascii() and text.isprintable():
        return " ".join(text.translate(PUNCTUATION).split())
    return _folded_short(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    plain = clean(text).translate(PUNCTUATION).translate(_BARRED)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")


_folded_short = lru_cache(maxsize=16384)(_folded)


def slug(text: str) -> str:
    """Return ``text`` as an id: ``Bỉm Sơn`` → ``bim-son``, ``Ea H'leo`` → ``ea-hleo``."""
    return "-".join(re.findall(r"[a-z0-9]+", ascii_fold(text).lower().replace("'", "")))
