"""Answers are read as pyasn1 means them, at any split; what is none is refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap3.protocol.rfc4511 import (
    LDAPDN,
    AttributeDescription,
    AttributeValue,
    LDAPMessage,
    MessageID,
    PartialAttribute,
    PartialAttributeList,
    ProtocolOp,
    SearchResultEntry,
    Vals,
)
from ldap3.utils.asn1 import encode

from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.wire import decode, frames
from hopthu.servers.directory.wire.ber import Malformed, header, integer, number, tlv
from hopthu.servers.directory.wire.decode import Frame
from hopthu.servers.directory.wire.frames import LARGEST, Frames

NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9-]{0,20}", fullmatch=True)
VALUES = st.lists(st.binary(max_size=200), max_size=4).map(tuple)
ENTRIES = st.builds(
    Entry,
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.dictionaries(NAMES, VALUES, max_size=6),
)


def encoded(identifier: int, entry: Entry) -> bytes:
    """A found entry as pyasn1 writes it."""
    attributes = PartialAttributeList()
    for place, (name, values) in enumerate(entry.attributes.items()):
        listed = Vals()
        for number_, value in enumerate(values):
            listed.setComponentByPosition(number_, AttributeValue(value))
        attribute = PartialAttribute()
        attribute["type"] = AttributeDescription(name)
        attribute["vals"] = listed
        attributes.setComponentByPosition(place, attribute)
    found = SearchResultEntry()
    found["object"] = LDAPDN(entry.dn)
    found["attributes"] = attributes
    built: Any = LDAPMessage()
    built["messageID"] = MessageID(identifier)
    built["protocolOp"] = ProtocolOp().setComponentByName("searchResEntry", found)
    return bytes(encode(built))


def messages(pieces: list[bytes]) -> Iterator[Frame]:
    """Whole messages as they come out of a stream in pieces."""
    stream = Frames()
    for piece in pieces:
        stream.feed(piece)
        while (message := stream.next()) is not None:
            yield message


@given(
    st.lists(ENTRIES, max_size=5), st.lists(st.integers(min_value=1, max_value=400), max_size=30)
)
def test_entries_at_any_split(entries: list[Entry], sizes: list[int]) -> None:
    """Entries come out as they went in, wherever the network cuts the stream."""
    stream = b"".join(encoded(number_, entry) for number_, entry in enumerate(entries, 1))
    pieces = []
    for size in [*sizes, len(stream) + 1]:
        pieces.append(stream[:size])
        stream = stream[size:]
    found = list(messages(pieces))
    assert [decode.entry(message) for message in found] == entries
    assert [message.identifier for message in found] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize("size", [0, 1, 110, 120, 127, 128, 255, 256, 65535, 65536, 300000])
def test_lengths(size: int) -> None:
    """Values around every size at which a length grows by a byte, and single bytes at a time."""
    entry = Entry("ou=x", {"a": (b"v" * size,), "b": (b"1", b"w" * size), "c": ()})
    stream = encoded(1, entry)
    (message,) = messages([stream])
    assert decode.entry(message) == entry
    if size < 1000:
        (message,) = messages([bytes([byte]) for byte in stream])
        assert decode.entry(message) == entry


def test_a_large_message_in_small_pieces_is_joined_once() -> None:
    """Four megabytes in pieces of 100 bytes take no time: no piece is copied again and again."""
    entry = Entry("ou=x", {"a": (b"v" * 4_000_000,)})
    stream = encoded(1, entry)
    found = Frames()
    for start in range(0, len(stream), 100):
        found.feed(stream[start : start + 100])
        message = found.next()
    assert message is not None
    assert decode.entry(message) == entry
    assert found._pieces == []


def result_of(tag: int, content: bytes) -> decode.Result:
    """What a message with this content says."""
    (message,) = messages([tlv(0x30, integer(1) + tlv(tag, content))])
    return decode.result(message)


def test_results() -> None:
    """Code, matched DN and the server's words; then referrals and the parts of extended ones."""
    head = b"\x0a\x01\x44" + tlv(4, b"dc=vn") + tlv(4, "lỗi".encode())
    assert result_of(decode.ADD_DONE, head) == (68, "dc=vn", "lỗi", (), "", b"")
    more = tlv(0xA3, tlv(4, b"ldap://a") + tlv(4, b"ldap://b"))
    more += tlv(0x8A, b"1.2.3") + tlv(0x87, b"unheard of") + tlv(0x8B, b"value")
    found = result_of(decode.EXTENDED_DONE, head + more)
    assert found[3:] == (("ldap://a", "ldap://b"), "1.2.3", b"value")
    assert result_of(decode.ADD_DONE, b"\x0a\x01\0" + tlv(4, b"") + tlv(4, b"\xff"))[2] == "\ufffd"


def test_who_failed_a_transaction() -> None:
    """The end of a transaction names the message, or only controls, or nothing."""
    assert decode.guilty(b"") == 0
    assert decode.guilty(tlv(0x30, b"")) == 0
    assert decode.guilty(tlv(0x30, integer(300))) == 300
    assert decode.guilty(tlv(0x30, integer(3) + tlv(0x30, b""))) == 3
    assert decode.guilty(tlv(0x30, tlv(0x30, b""))) == 0
    with pytest.raises(Malformed):
        decode.guilty(tlv(0x30, integer(0)))


def test_references() -> None:
    """The addresses in a search reference."""
    content = tlv(decode.SEARCH_REFERENCE, tlv(4, b"ldap://a") + tlv(4, b"ldap://b"))
    (message,) = messages([tlv(0x30, integer(1) + content)])
    assert decode.reference(message) == ("ldap://a", "ldap://b")


def test_a_foreign_dn_that_is_no_utf8_is_read() -> None:
    """Slapd keeps such names: the entry is there, and its DN can be written back."""
    content = tlv(decode.SEARCH_ENTRY, tlv(4, b"ou=\xff") + tlv(0x30, b""))
    (message,) = messages([tlv(0x30, integer(1) + content)])
    assert decode.entry(message).dn.encode("utf-8", "surrogateescape") == b"ou=\xff"


def test_lengths_longer_than_needed_are_read() -> None:
    """BER allows a length to take more bytes than it needs, in every part of an attribute."""
    value = b"\x04\x81\x01v"
    for attribute in (
        tlv(0x30, tlv(4, b"a") + tlv(0x31, value)),
        tlv(0x30, tlv(4, b"a") + b"\x31\x82\x00\x03" + tlv(4, b"v")),
        tlv(0x30, b"\x04\x81\x01a" + tlv(0x31, tlv(4, b"v"))),
        b"\x30\x81\x08" + tlv(4, b"a") + tlv(0x31, tlv(4, b"v")),
    ):
        content = tlv(decode.SEARCH_ENTRY, tlv(4, b"ou=x") + tlv(0x30, attribute))
        (message,) = messages([tlv(0x30, integer(1) + content)])
        assert decode.entry(message) == Entry("ou=x", {"a": (b"v",)})


def read_everything(stream: bytes) -> None:
    """Read a stream as far as it goes, as what its tags say."""
    for message in messages([stream]):
        if message.tag == decode.SEARCH_ENTRY:
            decode.entry(message)
        elif message.tag == decode.SEARCH_REFERENCE:
            decode.reference(message)
        else:
            decode.guilty(decode.result(message).value)


SOUND = [
    encoded(1, Entry("ou=x", {"a": (b"v", b"w"), "b": (b"v" * 200,), "c": ()})),
    tlv(0x30, integer(2) + tlv(0x78, b"\x0a\x01\0" + tlv(4, b"") * 2 + tlv(0x8B, tlv(0x30, b"")))),
    tlv(0x30, integer(3) + tlv(0x73, tlv(4, b"ldap://a"))),
]


@given(
    st.sampled_from(SOUND),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_damaged_messages_never_crash(sound: bytes, damages: list[tuple[int, int]]) -> None:
    """With any bytes changed, a message is read, waited for, or Malformed; nothing else."""
    damaged = bytearray(sound)
    for place, byte in damages:
        damaged[place % len(damaged)] = byte
    try:
        read_everything(bytes(damaged))
    except Malformed as error:
        assert error.problems[0].code == "directory.malformed"  # noqa: PT017 - most are not raised


@given(st.sampled_from(SOUND), st.data())
def test_truncated_content_is_malformed(sound: bytes, data: st.DataObject) -> None:
    """A message whose outer length was cut to fit is Malformed in its content."""
    content = sound[3:] if sound[1] & 0x80 else sound[2:]
    cut = data.draw(st.integers(min_value=0, max_value=len(content) - 1))
    with pytest.raises(Malformed):
        read_everything(tlv(0x30, content[:cut]))


@given(st.binary(max_size=60))
def test_noise_never_crashes(noise: bytes) -> None:
    """Arbitrary bytes, alone and as content, give Malformed or nothing."""
    for stream in (noise, tlv(0x30, noise), tlv(0x30, integer(1) + tlv(0x64, noise))):
        try:
            read_everything(stream)
        except Malformed:
            continue


@pytest.mark.parametrize(
    "stream",
    [
        b"HTTP/1.1 400 Bad Request",
        b"\x30\x80",
        b"\x30\x85\0\0\0\0\1",
        b"\x30\x84" + (LARGEST + 1).to_bytes(4, "big"),
        b"\x30\x00",
        tlv(0x30, b"\x02\x05\0\0\0\0\1" + tlv(0x64, b"")),
        tlv(0x30, integer(1) + b"\x1f\x01\x00"),
        tlv(0x30, integer(1) + b"\x64\x80\x00\x00"),
        tlv(0x30, integer(1) + tlv(0x65, b"\x0a\x01\0" + tlv(4, b"\xff") + tlv(4, b""))),
    ],
)
def test_malformed_streams(stream: bytes) -> None:
    """Another protocol, indefinite and absurd lengths, wide tags, wide numbers."""
    with pytest.raises(Malformed):
        read_everything(stream)


def test_a_length_does_not_reserve_memory() -> None:
    """A message announced with 64 MiB takes only what has come of it."""
    stream = Frames()
    stream.feed(b"\x30\x84" + LARGEST.to_bytes(4, "big"))
    assert stream.next() is None
    assert len(stream._data) < 10
    assert frames.LARGEST == 64 * 1024 * 1024


def test_heads() -> None:
    """Tag, start and end of an element, and a negative number."""
    assert header(b"\x04\x02ab", 0, 4) == (4, 2, 4)
    assert header(b"\x04\x81\x02ab", 0, 5) == (4, 3, 5)
    assert number(b"\x02\x01\xff", 0, 3) == (-1, 3)
