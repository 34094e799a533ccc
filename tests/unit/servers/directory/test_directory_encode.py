"""Our requests are, byte for byte, what ldap3 would have sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap3.utils.asn1 import encode as ldap3_encode
from pyasn1.type.univ import Boolean, OctetString, Sequence

from hopthu.servers.directory.operation import Add, Delete, Modify, Operation, Rename
from hopthu.servers.directory.wire import encode
from hopthu.servers.directory.wire.ber import integer, tlv
from hopthu.servers.directory.wire.filters import encode_filter
from hopthu.text.errors import HopthuError

from . import ldap3_oracle as oracle

IDENTIFIERS = st.integers(min_value=0, max_value=2**31 - 1)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
DNS = TEXTS.map(lambda text: f"ou={text},dc=vn")
NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9-]{0,20}", fullmatch=True)
VALUES = st.lists(st.binary(max_size=300), max_size=4, unique=True).map(tuple)
CSNS = st.sampled_from([b"", b"20261123235606.375338Z#000000#000#000000"])
OPERATIONS: st.SearchStrategy[Operation] = st.one_of(
    st.builds(Add, DNS, st.dictionaries(NAMES, VALUES, min_size=1, max_size=5)),
    st.builds(Modify, DNS, st.dictionaries(NAMES, VALUES, min_size=1, max_size=5), CSNS),
    st.builds(Delete, DNS, CSNS),
    st.builds(Rename, DNS, DNS, st.just("") | DNS, CSNS),
)
SIZES = [0, 1, 127, 128, 129, 255, 256, 257, 65535, 65536, 65537]


@given(IDENTIFIERS, OPERATIONS, st.none() | st.binary(max_size=20))
def test_changes(identifier: int, operation: Operation, transaction: bytes | None) -> None:
    """Every kind of change, in a transaction or not, asserting an entryCSN or not."""
    controls = []
    if transaction is not None:
        controls.append(oracle.control("1.3.6.1.1.21.2", transaction))
    if not isinstance(operation, Add) and operation.csn:
        same, here = (
            tlv(0xA3, b"".join(bytes(ldap3_encode(OctetString(part))) for part in parts))
            for parts in ((b"entryCSN", operation.csn), (b"entryDN", operation.dn.encode()))
        )
        controls.append(oracle.control("1.3.6.1.1.12", tlv(0xA1, same + tlv(0xA2, here))))
    ours = encode.update(identifier, operation, transaction)
    assert ours == oracle.update(identifier, operation, controls)


@pytest.mark.parametrize("size", SIZES)
def test_lengths(size: int) -> None:
    """Values and names around every size at which a BER length grows by a byte."""
    for operation in (
        Add("ou=x", {"a": (b"v" * size,)}),
        Add("ou=x", {"a": (b"v" * (size // 2), b"w" * (size - size // 2))}),
        Delete("d" * size),
    ):
        assert encode.update(1, operation) == oracle.update(1, operation, [])


@given(DNS, st.sampled_from(list(encode.SCOPES)), st.lists(NAMES | st.just("*"), max_size=4))
def test_searches(base: str, scope: str, attributes: list[str]) -> None:
    """Searches of every scope."""
    ours = encode.search(7, base, scope, "(&(a=b)(objectClass=*))", attributes)
    assert ours == oracle.search(7, base, scope, "(&(a=b)(objectClass=*))", attributes)


# ldap3 strips blanks (of every kind) around a value; they are a part of it, and ours keeps them.
ITEMS = st.tuples(
    NAMES,
    st.sampled_from(["=", ">=", "<=", "~="]),
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="*()\\\0 \t\r\n"), min_size=1)
        | st.sampled_from([r"\2a", r"\28\29", r"\5C", r"\00"]),
        min_size=1,
        max_size=3,
    )
    .map("".join)
    .filter(lambda value: value == value.strip()),
).map(lambda parts: f"({''.join(parts)})")
PATTERNS = st.tuples(NAMES, st.sampled_from(["*", "a*", "*b", "a*b", "*c*", "a*b*c", "*x*y*"])).map(
    lambda parts: f"({parts[0]}={parts[1]})"
)
FILTERS = st.recursive(
    ITEMS | PATTERNS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(&{''.join(parts)})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(|{''.join(parts)})"),
        inner.map(lambda part: f"(!{part})"),
    ),
    max_leaves=8,
)


@given(FILTERS)
def test_filters(text: str) -> None:
    """Every kind of filter, escaped values included, as ldap3 understands it."""
    ours = encode.search(1, "dc=vn", "subtree", text, [])
    assert ours == oracle.search(1, "dc=vn", "subtree", text, [])


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("a=b", 1),
        ("(a=b", 2),
        ("(a=b))", 6),
        ("(a=b)(c=d)", 6),
        ("(&(a=b)", 8),
        ("(!(a=b)(c=d))", 13),
        ("(!)", 3),
        ("(=b)", 2),
        ("(a)", 2),
        ("(a:=b)", 2),
        ("(a=\\2)", 4),
        ("(a=\\zz)", 4),
        ("(|x)", 3),
        ("(!" * 200, 203),
    ],
)
def test_wrong_filters_are_told_by_column(text: str, column: int) -> None:
    """What is no filter is refused with the place, however deeply it is nested."""
    with pytest.raises(HopthuError) as caught:
        encode_filter(text)
    (problem,) = caught.value.problems
    assert problem.code == "directory.wrong-filter"
    assert problem.values["column"] == column


@given(IDENTIFIERS, st.binary(max_size=200))
def test_transactions(identifier: int, transaction: bytes) -> None:
    """Start, commit, abort and abandon."""
    assert encode.transaction_start(identifier) == oracle.extended(
        identifier, "1.3.6.1.1.21.1", None
    )
    value = Sequence()
    value[0] = OctetString(transaction)
    commit = oracle.extended(identifier, "1.3.6.1.1.21.3", bytes(ldap3_encode(value)))
    assert encode.transaction_end(identifier, transaction, commit=True) == commit
    value = Sequence()
    value[0] = Boolean(False)
    value[1] = OctetString(transaction)
    abort = oracle.extended(identifier, "1.3.6.1.1.21.3", bytes(ldap3_encode(value)))
    assert encode.transaction_end(identifier, transaction, commit=False) == abort
    assert encode.abandon(1, identifier) == oracle.abandon(1, identifier)


def test_integers_have_no_needless_bytes() -> None:
    """The first bit is the sign: 128 takes two bytes, 127 one."""
    assert [integer(value).hex() for value in (0, 127, 128, 32767, 32768)] == [
        "020100",
        "02017f",
        "02020080",
        "02027fff",
        "0203008000",
    ]


def test_names_that_are_no_unicode_go_out_unharmed() -> None:
    """A DN read with bytes that are no UTF-8 is written as it was; half characters do not crash."""
    dn = b"ou=\xff".decode("utf-8", "surrogateescape")
    assert b"ou=\xff" in encode.update(1, Delete(dn))
    assert b"ou=\xed\xa0\x80" in encode.update(1, Delete("ou=\ud800"))
