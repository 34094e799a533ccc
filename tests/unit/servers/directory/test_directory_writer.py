"""Failures in the middle: what the writer says of them, and what it asks of the server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import NoReturn

import pytest

from hopthu.servers.directory import writer
from hopthu.servers.directory.channel import Channel
from hopthu.servers.directory.failure import ConnectionLost, Refused
from hopthu.servers.directory.operation import Add, Delete, Modify, Operation, Rename
from hopthu.servers.directory.wire import decode
from hopthu.servers.directory.wire.ber import integer, tlv
from hopthu.servers.directory.wire.decode import ADD_DONE, EXTENDED_DONE, Frame
from hopthu.servers.directory.writer import Committed, Writer

from .scripted_server import ADD, EXTENDED, PLACE, Server, scripted

ADDS = [Add(f"ou={number},dc=vn", {"ou": (b"x" * 50,)}) for number in range(10)]
NOTICE = tlv(0x8A, b"1.3.6.1.4.1.1466.20036")


def write(channel: Channel, operations: Sequence[Operation], batch: int | None) -> Committed:
    """Both steps of an application."""
    writer = Writer(channel, PLACE, operations, batch)
    writer.begin()
    return writer.commit()


def expect(server: Server, tag: int) -> int:
    """Read a request of this kind; its id."""
    request = server.read()
    assert request is not None
    assert request.tag == tag
    return request.identifier


def begin(server: Server, updates: int) -> list[int]:
    """Answer the start of a transaction and so many updates; the ids of the updates."""
    server.answer(expect(server, EXTENDED), EXTENDED_DONE)
    identifiers = [expect(server, ADD) for _ in range(updates)]
    for identifier in identifiers:
        server.answer(identifier, ADD_DONE)
    return identifiers


def test_an_end_without_an_answer_is_uncertain() -> None:
    """The connection ends after the end was asked for: nobody knows, and the error says so."""

    def script(server: Server) -> None:
        begin(server, 4)
        server.answer(expect(server, EXTENDED), EXTENDED_DONE)
        begin(server, 4)
        expect(server, EXTENDED)

    with scripted(script) as (channel, _), pytest.raises(ConnectionLost) as caught:
        write(channel, ADDS, 4)
    assert (caught.value.written, caught.value.uncertain) == (4, True)
    text = caught.value.render("en")
    assert "the server closed the connection" in text
    assert "4 of 10 changes are written, 4 perhaps, the others are not" in text
    assert "4 thay đổi chưa rõ" in caught.value.render("vi")


def test_last_words_are_passed_on() -> None:
    """A notice of disconnection in the middle of the updates names the server's reason."""

    def script(server: Server) -> None:
        begin(server, 3)
        server.answer(0, EXTENDED_DONE, 52, b"shutting down", NOTICE)

    with scripted(script) as (channel, _), pytest.raises(ConnectionLost) as caught:
        write(channel, ADDS, 10)
    assert (caught.value.written, caught.value.uncertain) == (0, False)
    assert "unavailable 52: shutting down" in caught.value.render("en")


def test_other_notices_mean_nothing() -> None:
    """What a server says unasked, but for its last words, is not heeded."""

    def script(server: Server) -> None:
        server.answer(0, EXTENDED_DONE, 0, b"", tlv(0x8A, b"1.2.3"))
        server.send(0, tlv(0x79, b""))
        server.obey()

    with scripted(script) as (channel, _):
        assert write(channel, ADDS, 10)[:3] == (10, 1, True)


def test_an_update_refused_at_once_aborts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is not sent, all answers are read, and the end asked for is an abort."""
    monkeypatch.setattr(writer, "_WINDOW", 4)

    def script(server: Server) -> None:
        server.answer(expect(server, EXTENDED), EXTENDED_DONE)
        first = [expect(server, ADD) for _ in range(4)]
        for identifier in first:
            server.answer(identifier, ADD_DONE, 17 if identifier == first[1] else 0, b"nope")
        server.obey()

    with scripted(script) as (channel, server):
        with pytest.raises(Refused) as caught:
            write(channel, ADDS, 10)
        assert caught.value.operation is ADDS[1]
        assert (caught.value.code, caught.value.diagnostic, caught.value.written) == (17, "nope", 0)
        adds = [request for request in server.requests if request.tag == ADD]
        assert len(adds) < len(ADDS)
        end = server.requests[-1]
        assert end.tag == EXTENDED
        assert b"\x01\x01\x00" in end.data[end.start : end.stop]


def test_what_is_begun_waits_for_nothing() -> None:
    """The updates are sent while the answers to others are outstanding; then come those ends."""
    heard: list[str] = []

    def script(server: Server) -> None:
        server.answer(expect(server, EXTENDED), EXTENDED_DONE)
        updates = [expect(server, ADD) for _ in ADDS]
        heard.append("all updates, no answer")
        for identifier in updates:
            server.answer(identifier, ADD_DONE)
        end = expect(server, EXTENDED)
        heard.append("the end")
        server.answer(end, EXTENDED_DONE)

    with scripted(script) as (one, _), scripted(Server.obey) as (other, _):
        first, second = Writer(one, PLACE, ADDS, 10), Writer(other, PLACE, ADDS, 10)
        first.begin()
        second.begin()
        first.settle()
        second.settle()
        first.end()
        assert heard[0] == "all updates, no answer"
        first.end()  # once more asks for nothing
        assert second.commit()[:3] == (10, 1, True)
        assert first.commit()[:3] == (10, 1, True)
        assert heard[1:] == ["the end"]


def test_an_end_is_not_asked_for_after_a_refusal() -> None:
    """What was refused is told by the commit, which has the rest of the transaction given up."""

    def script(server: Server) -> None:
        server.answer(expect(server, EXTENDED), EXTENDED_DONE)
        identifiers = [expect(server, ADD) for _ in ADDS]
        for identifier in reversed(identifiers):  # of two, the one that is planned first is told
            code = 17 if identifier in (identifiers[3], identifiers[7]) else 0
            server.answer(identifier, ADD_DONE, code)
        server.obey()

    with scripted(script) as (channel, server):
        writer = Writer(channel, PLACE, ADDS, 10)
        writer.begin()
        writer.settle()
        writer.end()
        with pytest.raises(Refused) as caught:
            writer.commit()
        assert caught.value.operation is ADDS[3]
        ends = [request for request in server.requests[1:] if request.tag == EXTENDED]
        assert len(ends) == 1
        assert b"\x01\x01\x00" in ends[0].data[ends[0].start : ends[0].stop]


def test_what_was_asked_to_end_is_waited_for_and_not_withdrawn() -> None:
    """Ctrl-C after the end was asked for: the server decides, and the channel is free again."""
    with scripted(Server.obey) as (channel, server):
        writer = Writer(channel, PLACE, ADDS, 10)
        writer.begin()
        writer.end()
        writer.withdraw()
        ends = [request for request in server.requests[1:] if request.tag == EXTENDED]
        assert len(ends) == 1
        assert b"\x01\x01\x00" not in ends[0].data[ends[0].start : ends[0].stop]
        assert write(channel, ADDS, 100)[:3] == (10, 1, True)


class Interrupting(dict[str, tuple[bytes, ...]]):
    """Attributes at which somebody presses Ctrl-C."""

    def items(self) -> NoReturn:
        """Be interrupted."""
        raise KeyboardInterrupt


def test_an_interrupted_transaction_is_aborted() -> None:
    """Ctrl-C in the middle: all answers are read, the server is told, the session goes on."""
    operations = [*ADDS[:5], Add("ou=x,dc=vn", Interrupting()), *ADDS[5:]]
    with scripted(Server.obey) as (channel, server):
        with pytest.raises(KeyboardInterrupt):
            write(channel, operations, 100)
        assert [request.tag for request in server.requests] == [EXTENDED, *[ADD] * 5, EXTENDED]
        end = server.requests[-1]
        assert b"\x01\x01\x00" in end.data[end.start : end.stop]
        assert write(channel, ADDS, 100)[:3] == (10, 1, True)


def test_a_transaction_that_does_not_begin() -> None:
    """A busy server refuses the start: no operation is guilty, nothing is written."""

    def script(server: Server) -> None:
        server.answer(expect(server, EXTENDED), EXTENDED_DONE, 51)

    with scripted(script) as (channel, _), pytest.raises(Refused) as caught:
        write(channel, ADDS, 10)
    assert (caught.value.operation, caught.value.name) == (None, "busy")
    assert "RFC 5805: the server is busy (busy 51)" in caught.value.render("en")


@pytest.mark.parametrize(("value", "guilty"), [(b"", None), (tlv(0x30, integer(3)), ADDS[1])])
def test_an_end_that_is_refused(value: bytes, guilty: Add | None) -> None:
    """The guilty operation is the one that the server names, or none."""

    def script(server: Server) -> None:
        begin(server, 10)
        more = tlv(0x8B, value) if value else b""
        server.answer(expect(server, EXTENDED), EXTENDED_DONE, 80, b"full", more)

    with scripted(script) as (channel, _), pytest.raises(Refused) as caught:
        write(channel, ADDS, 10)
    assert caught.value.operation is guilty
    assert (caught.value.code, caught.value.name, caught.value.written) == (80, "other", 0)


def test_referrals_are_named() -> None:
    """A replica's refusal says which server takes changes."""

    def script(server: Server) -> None:
        referral = tlv(0xA3, tlv(4, b"ldaps://provider"))
        server.answer(expect(server, ADD), ADD_DONE, 10, b"", referral)

    with scripted(script) as (channel, _), pytest.raises(Refused, match="ldaps://provider"):
        write(channel, ADDS[:1], 10)


def test_one_operation_needs_no_transaction() -> None:
    """A single change is atomic by itself, and is sent as it is."""
    with scripted(Server.obey) as (channel, server):
        assert write(channel, ADDS[:1], 10)[:3] == (1, 0, True)
        assert [request.tag for request in server.requests] == [ADD]


@pytest.mark.parametrize(
    "answer",
    [
        lambda server, identifier: server.answer(identifier + 70, ADD_DONE),
        lambda server, identifier: server.answer(identifier, EXTENDED_DONE),
        lambda server, identifier: server.send(identifier, tlv(ADD_DONE, b"nonsense")),
        lambda server, _: server.socket.sendall(b"HTTP/1.1 400 Bad Request\r\n"),
    ],
)
def test_nonsense_ends_the_connection(answer: Callable[[Server, int], None]) -> None:
    """Answers to nothing, of the wrong kind or no answers at all: the connection is of no use."""

    def script(server: Server) -> None:
        server.answer(expect(server, EXTENDED), EXTENDED_DONE)
        answer(server, expect(server, ADD))
        server.obey()

    with scripted(script) as (channel, _):
        for _ in range(2):
            with pytest.raises(ConnectionLost, match="not as LDAP prescribes") as caught:
                write(channel, ADDS, 10)
            assert (caught.value.written, caught.value.uncertain) == (0, False)


def test_a_wrong_answer_to_the_start() -> None:
    """Also the answers to extended requests must be answers to them."""

    def script(server: Server) -> None:
        server.answer(expect(server, EXTENDED), ADD_DONE)

    with scripted(script) as (channel, _), pytest.raises(ConnectionLost, match="0x69"):
        write(channel, ADDS, 10)


def test_silence_is_not_awaited_for_ever() -> None:
    """Without an answer the connection is given up after the timeout."""

    def script(server: Server) -> None:
        while server.read() is not None:
            continue

    with scripted(script, timeout=0.1) as (channel, _):
        with pytest.raises(ConnectionLost, match=r"silent for 0\.1 s") as caught:
            write(channel, ADDS, None)
        assert (caught.value.written, caught.value.uncertain) == (0, True)


def test_large_answers_while_sending_do_not_block() -> None:
    """The server answers at length before it reads on: both sides go on all the same."""
    adds = [Add(f"ou={number},dc=vn", {"ou": (b"x" * 8000,)}) for number in range(300)]

    def script(server: Server) -> None:
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        while (request := server.read()) is not None:
            server.answer(request.identifier, ADD_DONE, 0, b"w" * 50_000)

    with scripted(script) as (channel, _):
        assert write(channel, adds, None)[:3] == (300, 0, False)


def test_single_operations_are_counted_exactly() -> None:
    """Two answered, the rest not: two are surely written, those under way perhaps."""

    def script(server: Server) -> None:
        for _ in range(2):
            server.answer(expect(server, ADD), ADD_DONE)
        for _ in range(8):
            expect(server, ADD)

    with scripted(script) as (channel, _), pytest.raises(ConnectionLost) as caught:
        write(channel, ADDS, None)
    assert (caught.value.written, caught.value.uncertain) == (2, True)
    assert "2 of 10 changes are written, 8 perhaps" in caught.value.render("en")


def test_what_depends_on_an_answer_waits_for_it() -> None:
    """Unrelated additions go ahead together, and changes but those of addresses; all else waits."""
    operations: list[Operation] = [
        Add("ou=a,dc=vn", {}),
        Add("ou=b,dc=vn", {}),
        Add("ou=c, OU=A,dc=vn", {}),
        Modify("ou=a,dc=vn", {"ou": ()}),
        Modify("ou=b,dc=vn", {"ou": ()}),
        Modify("OU=A,dc=vn", {"ou": ()}),
        Modify("ou=b,dc=vn", {"ou": (), "mail": ()}),
        Modify("ou=a,dc=vn", {"mailAlternateAddress": ()}),
        Rename("ou=b,dc=vn", "ou=d"),
        Delete("ou=c,ou=a,dc=vn"),
        Delete("ou=d,dc=vn"),
        Delete("ou=a,dc=vn"),
    ]
    together: list[int] = []
    tags = {0x68: decode.ADD_DONE, 0x66: 0x67, 0x4A: 0x6B, 0x6C: 0x6D}

    def script(server: Server) -> None:
        server.socket.settimeout(0.2)
        waiting: list[Frame] = []
        while len(waiting) + sum(together) < len(operations) or waiting:
            try:
                request = server.read()
            except TimeoutError:
                together.append(len(waiting))
                for each in waiting:
                    server.answer(each.identifier, tags[each.tag])
                waiting.clear()
                continue
            assert request is not None
            waiting.append(request)

    with scripted(script) as (channel, _):
        outcome = write(channel, operations, None)
    assert outcome == Committed(12, 0, False, outcome.seconds)
    assert together == [2, 1, 2, 1, 1, 1, 1, 2, 1]


def test_names_are_compared_in_one_spelling() -> None:
    """Case and blanks between the parts do not matter, escaped commas do not part."""
    assert writer._lineage("OU=A\\,b , dc=VN") == ["ou=a\\,b,dc=vn", "dc=vn"]
    assert writer._lineage("") == [""]
