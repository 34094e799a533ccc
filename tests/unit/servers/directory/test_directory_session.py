"""Searches that no real server answers so, and the words for its refusals."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ldap3.core.results import RESULT_CODES

from hopthu.servers.directory import messages, refusals
from hopthu.servers.directory.channel import Channel
from hopthu.servers.directory.session import ConnectionLost, Directory, Settings
from hopthu.servers.directory.wire import decode
from hopthu.servers.directory.wire.ber import tlv
from hopthu.text.errors import HopthuError, Message

from .scripted_server import PLACE, Server, scripted

ENTRY = tlv(decode.SEARCH_ENTRY, tlv(4, b"ou=x") + tlv(0x30, b""))


def session(channel: Channel) -> Directory:
    """A session over this channel, made without ldap3."""
    directory = Directory.__new__(Directory)
    directory._channel = channel
    directory._place = PLACE
    directory.transactional = False
    return directory


def test_a_part_elsewhere_is_an_error() -> None:
    """A reference to another server: what was found is no answer to what was asked."""

    def script(server: Server) -> None:
        request = server.read()
        assert request is not None
        server.send(request.identifier, ENTRY)
        server.send(request.identifier, tlv(0x73, tlv(4, b"ldap://elsewhere")))
        server.answer(request.identifier, decode.SEARCH_DONE)

    with scripted(script) as (channel, _):
        with pytest.raises(HopthuError, match="ldap://elsewhere") as caught:
            list(session(channel).search("dc=vn", "(ou=*)", []))
        assert caught.value.problems[0].code == "directory.reference"


@pytest.mark.parametrize(("shift", "content"), [(1, ENTRY), (0, tlv(0x69, b""))])
def test_answers_to_something_else(shift: int, content: bytes) -> None:
    """An entry for another request, or an answer of another kind, ends the connection."""

    def script(server: Server) -> None:
        request = server.read()
        assert request is not None
        server.send(request.identifier + shift, content)

    with scripted(script) as (channel, _), pytest.raises(ConnectionLost, match="LDAP prescribes"):
        list(session(channel).search("dc=vn", "(ou=*)", []))


def one_entry(server: Server) -> None:
    """Answer a search with an entry and hang up."""
    request = server.read()
    assert request is not None
    server.send(request.identifier, ENTRY)


def test_a_search_that_breaks_off() -> None:
    """The connection ends after an entry: the search is an error, not a shorter answer."""
    with scripted(one_entry) as (channel, _):
        found = session(channel).search("dc=vn", "(ou=*)", [])
        assert next(found).dn == "ou=x"
        with pytest.raises(ConnectionLost) as caught:
            next(found)
        assert (caught.value.written, caught.value.uncertain) == (0, False)
        assert len(caught.value.problems) == 1


def test_leaving_a_search_of_a_lost_connection() -> None:
    """A search may be left whatever has become of the server."""
    with scripted(one_entry) as (channel, server):
        found = session(channel).search("dc=vn", "(ou=*)", [])
        next(found)
        while server.socket.fileno() >= 0:  # until it has hung up
            continue
        found.close()


@pytest.mark.parametrize(
    ("extensions", "transactional"),
    [
        (None, False),
        ([], False),
        (["1.3.6.1.1.21.1"], False),
        (["1.3.6.1.1.21.1", "1.3.6.1.1.21.3"], True),
    ],
)
def test_who_has_transactions(extensions: list[str] | None, transactional: bool) -> None:
    """Both requests must be announced, by a server that tells anything at all."""
    info = (
        None
        if extensions is None
        else SimpleNamespace(
            supported_extensions=[(oid, "EXTENSION", "", "") for oid in extensions]
        )
    )

    def script(_: Server) -> None:
        return

    with scripted(script) as (channel, _):
        connection = SimpleNamespace(server=SimpleNamespace(info=info), socket=channel._socket)
        directory = Directory(connection, Settings("ldap://x"))
        assert directory.transactional is transactional


def all_messages() -> list[Message]:
    """Every message of the package."""
    codes = [*refusals.NAMES, 9999]
    return [
        *(value for value in vars(messages).values() if isinstance(value, Message)),
        *map(refusals.message, codes),
    ]


@pytest.mark.parametrize("message", all_messages(), ids=lambda message: message.code)
def test_both_languages_say_the_same(message: Message) -> None:
    """Both texts take the same values, and a remedy is there in both languages or in none."""

    class Names(dict[str, object]):
        def __missing__(self, key: str) -> str:
            self[key] = ""
            return ""

    english, vietnamese = Names(), Names()
    message.text.en.format_map(english)
    message.text.vi.format_map(vietnamese)
    assert set(english) == set(vietnamese)
    assert bool(message.remedy.en) == bool(message.remedy.vi)
    assert message.text.en != message.text.vi


def test_unknown_codes_are_told_exactly() -> None:
    """A code that no standard names is shown with the server's own words."""
    assert refusals.answer(9999, "Überlast") == "unknown 9999: Überlast"
    assert refusals.answer(80, "") == "other 80"
    assert refusals.message(9999).code == "directory.refused.unknown"


# A word of what each code is explained with; any other code is told in general.
EXPLAINED = {
    3: "time limit",
    4: "no more entries",
    10: "take changes",
    11: "a limit of the server",
    12: "a condition",
    17: "know an attribute",
    19: "breaks a rule",
    21: "has a form",
    32: "or the one above it is not there",
    34: "read this name",
    50: "may not do this",
    51: "is busy",
    52: "not ready",
    53: "not willing",
    65: "object classes",
    66: "entries below it",
    68: "the entry exists",
    80: "could not write",
    122: "changed the entry",
}


@pytest.mark.parametrize("code", range(1, 130))
def test_each_code_means_what_the_standard_says(code: int) -> None:
    """By its name as ldap3 has it, and by the explanation that belongs to it and no other."""
    standard = {**RESULT_CODES, 54: "loopDetect", 71: "affectsMultipleDSAs"}  # as RFC 4511 has them
    if code in refusals.NAMES:
        assert refusals.name(code) == standard[code]
    text = refusals.message(code).text.en
    assert EXPLAINED.get(code, "refuses this") in text
    told = [number for number, words in EXPLAINED.items() if words in text]
    assert told == ([code] if code in EXPLAINED else [])
