"""Writing LDIF (RFC 2849) for slapd's offline tools."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

# What RFC 2849 lets stand in the clear: ASCII, no line ends, no leading blank, colon or "<",
# and no blank at the end, which readers may lose.
_SAFE = re.compile(r"(?![ :<])[\x01-\x09\x0b\x0c\x0e-\x7f]*(?<! )")


def record(dn: str, attributes: Iterable[tuple[str, str]]) -> str:
    """Return one entry with its blank line; values that LDIF can't show come in base64."""
    lines = [_line("dn", dn), *(_line(name, value) for name, value in attributes)]
    return "\n".join(lines) + "\n\n"


def _line(name: str, value: str) -> str:
    if _SAFE.fullmatch(value):
        return f"{name}: {value}"
    return f"{name}:: {base64.b64encode(value.encode()).decode('ascii')}"
