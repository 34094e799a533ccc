"""LDAP requests (RFC 4511, 4528, 5805) as bytes; the same bytes as ldap3's, much faster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..entry import Values
from ..operation import Add, Delete, Modify, Operation, Rename
from .ber import ENUMERATED, OCTET_STRING, SEQUENCE, SET, boolean, integer, tlv
from .filters import encode_filter

TRANSACTION_START = b"1.3.6.1.1.21.1"
TRANSACTION_CONTROL = b"1.3.6.1.1.21.2"
TRANSACTION_END = b"1.3.6.1.1.21.3"
ASSERTION_CONTROL = b"1.3.6.1.1.12"

SCOPES = {"base": 0, "onelevel": 1, "subtree": 2}

_MODIFY, _ADD, _DELETE, _RENAME = 0x66, 0x68, 0x4A, 0x6C
_SEARCH, _ABANDON, _EXTENDED = 0x63, 0x50, 0x77
_CONTROLS = 0xA0
_CONTEXT_0, _CONTEXT_1 = 0x80, 0x81
_OR, _NOT, _EQUALITY = 0xA1, 0xA2, 0xA3
_REPLACE = integer(2, ENUMERATED)
_SHORT = 60  # bytes: a name and a value of less stay below the 128 that need a longer length
_NEVER_ALIASES = integer(0, ENUMERATED)
_NO_LIMITS = integer(0) * 2  # entries, seconds: the server's own hold


def update(identifier: int, operation: Operation, transaction: bytes | None = None) -> bytes:
    """Return the request of one change, inside the ``transaction`` of that identifier if any."""
    match operation:
        case Add(dn, attributes):
            request = tlv(_ADD, _string(dn) + _attributes(attributes))
            csn = b""
        case Modify(dn, replace, csn):
            request = tlv(_MODIFY, _string(dn) + _replacements(replace))
        case Delete(dn, csn):
            request = tlv(_DELETE, _raw(dn))
        case Rename(dn, new_rdn, new_superior, csn):
            parent = tlv(_CONTEXT_0, _raw(new_superior)) if new_superior else b""
            request = tlv(_RENAME, _string(dn) + _string(new_rdn) + boolean(True) + parent)
    controls = b"" if transaction is None else _control(TRANSACTION_CONTROL, transaction)
    if csn:
        controls += _control(ASSERTION_CONTROL, _unchanged(operation.dn, csn))
    return _message(identifier, request, controls)


def _unchanged(dn: str, csn: bytes) -> bytes:
    """Return the filter ``(|(entryCSN=csn)(!(entryDN=dn)))``: this entry is as it was read.

    The other half lets every other entry pass: the searches that slapd's overlay ``unique`` makes
    for a new address carry the change's assertion along, and hold it against their own base.
    """
    here = tlv(_EQUALITY, tlv(OCTET_STRING, b"entryDN") + _string(dn))
    same = tlv(_EQUALITY, tlv(OCTET_STRING, b"entryCSN") + tlv(OCTET_STRING, csn))
    return tlv(_OR, same + tlv(_NOT, here))


def search(
    identifier: int, base: str, scope: str, filter_text: str, attributes: Sequence[str]
) -> bytes:
    """Return a search request without limits; ``scope`` is a key of :data:`SCOPES`."""
    body = (
        _string(base)
        + integer(SCOPES[scope], ENUMERATED)
        + _NEVER_ALIASES
        + _NO_LIMITS
        + boolean(False)
        + encode_filter(filter_text)
        + tlv(SEQUENCE, b"".join(map(_string, attributes)))
    )
    return _message(identifier, tlv(_SEARCH, body))


def abandon(identifier: int, abandoned: int) -> bytes:
    """Return the request to answer ``abandoned`` no further; it has no answer itself."""
    return _message(identifier, integer(abandoned, _ABANDON))


def transaction_start(identifier: int) -> bytes:
    """Return the request that opens a transaction."""
    return _extended(identifier, TRANSACTION_START)


def transaction_end(identifier: int, transaction: bytes, *, commit: bool) -> bytes:
    """Return the request that ends a transaction, whole or not at all."""
    # Commit is the default; BER leaves defaults out, and slapd reads both.
    settle = b"" if commit else boolean(False)
    value = tlv(SEQUENCE, settle + tlv(OCTET_STRING, transaction))
    return _extended(identifier, TRANSACTION_END, value)


def _extended(identifier: int, name: bytes, value: bytes | None = None) -> bytes:
    body = tlv(_CONTEXT_0, name)
    if value is not None:
        body += tlv(_CONTEXT_1, value)
    return _message(identifier, tlv(_EXTENDED, body))


def _message(identifier: int, request: bytes, controls: bytes = b"") -> bytes:
    tail = tlv(_CONTROLS, controls) if controls else b""
    return tlv(SEQUENCE, integer(identifier) + request + tail)


def _control(name: bytes, value: bytes) -> bytes:
    """Return a control that the server must heed or refuse the request."""
    return tlv(SEQUENCE, tlv(OCTET_STRING, name) + boolean(True) + tlv(OCTET_STRING, value))


def _attributes(attributes: Mapping[str, Values]) -> bytes:
    return tlv(SEQUENCE, b"".join([_attribute(*item) for item in attributes.items()]))


def _replacements(attributes: Mapping[str, Values]) -> bytes:
    changes = [tlv(SEQUENCE, _REPLACE + _attribute(*item)) for item in attributes.items()]
    return tlv(SEQUENCE, b"".join(changes))


def _attribute(name: str, values: Values) -> bytes:
    if len(values) == 1 and len(value := values[0]) < _SHORT:
        # Nearly all are so: every length is one byte, and no call is needed to make it.
        size = len(value)
        head = _name(name)
        if len(head) < _SHORT:
            return b"\x30%c%b\x31%c\x04%c%b" % (len(head) + size + 4, head, size + 2, size, value)
    content = b"".join([tlv(OCTET_STRING, value) for value in values])
    return tlv(SEQUENCE, _name(name) + tlv(SET, content))


@lru_cache(maxsize=1024)
def _name(name: str) -> bytes:
    """Return an attribute's name as a string; thousands of changes share a few of them."""
    return _string(name)


def _string(value: str) -> bytes:
    return tlv(OCTET_STRING, _raw(value))


def _raw(value: str) -> bytes:
    try:
        return value.encode("utf-8", "surrogateescape")  # a foreign entry's DN, as it was read
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")  # half a character: for the server to judge
