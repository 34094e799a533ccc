"""The names of the encodings, as the clerk sees and types them, and the fonts that tell them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .symbols import is_of_symbols

UNICODE = "Unicode"
TCVN3 = "TCVN3"
VNI = "VNI"
VIQR = "VIQR"
VISCII = "VISCII"
CP1258 = "CP1258"
MIXED = "mixed"

# What --encoding takes.
CHOICES = {kind.lower(): kind for kind in (UNICODE, TCVN3, VNI, VIQR, VISCII, CP1258)}

_VNI_FONT = re.compile(r"\.?vni(?:[-_ ]|$)")
_TCVN3_FONT = re.compile(r"\.vn")
_VISCII_FONT = re.compile(r"vi \w+|viscii|u?hoai\b|hoang ?yen|minh ?quan|phuong ?thao|tha ?huong")
_FOREIGN_FONT = re.compile(r"viware|vps |bk ?hcm")


class Font(NamedTuple):
    """What a font tells: the encoding of its text (empty: nothing), and how it draws it.

    ``capitals``: capitals for the codes of small letters, as .VnTimeH does. ``foreign``: its
    encoding is known to be one that cannot be read. ``symbols``: it draws signs for letters.
    """

    kind: str = ""
    capitals: bool = False
    foreign: bool = False
    symbols: bool = False


@lru_cache(maxsize=1024)
def font_of(name: str) -> Font:
    """Return what a font's name tells."""
    name = name.strip().casefold()
    if _VNI_FONT.match(name):
        return Font(VNI)
    if _TCVN3_FONT.match(name):
        return Font(TCVN3, capitals=name.endswith("h"))
    if _VISCII_FONT.match(name):
        return Font(VISCII)
    if is_of_symbols(name):
        return Font(symbols=True)
    return Font(foreign=bool(_FOREIGN_FONT.match(name)))
