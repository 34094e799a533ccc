"""What slapd's overlay asks (slapd-sock(5)), and a change of a password in it (RFC 3062)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

CHANGE = "1.3.6.1.4.1.4203.1.11.1"
_SEQUENCE, _WHO, _OLD, _NEW = 0x30, 0x80, 0x81, 0x82


@dataclass(frozen=True, slots=True)
class Change:
    """``dn``: whose password, as it was asked; ``binder``: the DN of who asks."""

    dn: str
    binder: str
    password: str


def read_change(lines: Iterable[str]) -> Change | None:
    """Return the change of a password in a question; None where it is anything else.

    A server that is to make the password itself is asked for none. ValueError: not readable.
    """
    kind, *rest = lines or ("",)
    said = dict(line.partition(": ")[::2] for line in rest)
    if kind != "EXTENDED" or said.get("oid") != CHANGE or "value" not in said:
        return None
    try:
        value = base64.b64decode(said["value"], validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    who, new = _parts(value)
    binder = said.get("binddn", "")
    if not new:
        return None
    # slapd makes its hash of these bytes, whatever they are.
    return Change(who.decode() or binder, binder, new.decode("utf-8", "surrogateescape"))


def _parts(value: bytes) -> tuple[bytes, bytes]:
    """Return the DN and the new password; each may be empty."""
    tag, inner, rest = _element(value)
    if tag != _SEQUENCE or rest:
        raise ValueError("no sequence")
    found: dict[int, bytes] = {}
    while inner:
        tag, content, inner = _element(inner)
        if tag not in (_WHO, _OLD, _NEW) or any(tag <= each for each in found):
            raise ValueError(f"unexpected part {tag:#x}")
        found[tag] = content
    return found.get(_WHO, b""), found.get(_NEW, b"")


def _element(text: bytes) -> tuple[int, bytes, bytes]:
    """Split off the first element of BER: its tag, its content, and what follows."""
    if len(text) < 2:
        raise ValueError("cut off")
    tag, length, start = text[0], text[1], 2
    if length >= 0x80:
        start += length & 0x7F
        length = int.from_bytes(text[2:start], "big") if start > 2 else len(text)
    if len(text) < start + length:
        raise ValueError("cut off")
    return tag, text[start : start + length], text[start + length :]
