"""LDIF (RFC 2849): for slapd's offline tools, and for an operator's ``ldapmodify``."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

# What RFC 2849 lets stand in the clear: ASCII, no line ends, no leading blank, colon or "<",
# and no blank at the end, which readers may lose.
_SAFE = re.compile(rb"(?![ :<])[\x01-\x09\x0b\x0c\x0e-\x7f]*(?<! )")


def record(dn: str, attributes: Iterable[tuple[str, str]]) -> str:
    """Return one entry with its blank line; values that LDIF can't show come in base64."""
    lines = [line("dn", dn.encode())]
    lines += [line(name, value.encode()) for name, value in attributes]
    return "\n".join(lines) + "\n\n"


def line(name: str, value: bytes) -> str:
    """Return one attribute and value; what LDIF can't show comes in base64."""
    if _SAFE.fullmatch(value):
        return f"{name}: {value.decode('ascii')}"
    return f"{name}:: {base64.b64encode(value).decode('ascii')}"
