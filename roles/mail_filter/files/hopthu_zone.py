"""What the servers of a zone say themselves, asked with nothing but Python's own library.

A resolver may remember for hours that there was no such name; who has just written a line into a
zone wants to know whether it is there.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

A, NS, CNAME, TXT, AAAA = 1, 2, 5, 16, 28
_PATIENCE = 3.0  # seconds for one answer
_UDP = 1232  # bytes of an answer that networks carry whole
_TRUNCATED, _WANT_RECURSION = 0x0200, 0x0100


class Unanswered(Exception):
    """A server did not answer, or not so that it can be understood; the text says who and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of an answer: ``data`` is the text of TXT, the name of NS, else an address."""

    kind: int
    data: str


def resolvers(path: Path = Path("/etc/resolv.conf")) -> list[str]:
    """Return the addresses of the host's resolvers."""
    lines = [line.split() for line in path.read_text().splitlines()]
    return [line[1] for line in lines if len(line) > 1 and line[0] == "nameserver"]


def servers(domain: str, through: list[str], port: int = 53) -> dict[str, list[str]]:
    """Return the addresses of each server of the zone that a domain is in; raises Unanswered."""
    zone = domain
    while "." in zone:
        names = sorted({each.data for each in _resolve(zone, NS, through, port)})
        if names:
            return {
                name: [each.data for k in (A, AAAA) for each in _resolve(name, k, through, port)]
                for name in names
            }
        zone = zone.partition(".")[2]
    raise Unanswered(f"no servers are known for the zone of {domain}")


def texts(name: str, address: str, port: int = 53) -> list[str]:
    """Return the TXT records that a server has of a name; raises Unanswered."""
    return [each.data for each in ask(name, TXT, address, port, recursive=False)]


def ask(name: str, kind: int, address: str, port: int = 53, *, recursive: bool) -> list[Record]:
    """Ask one server for records of a kind, by UDP, and by TCP where that is not enough."""
    number = secrets.randbelow(1 << 16)
    flags = _WANT_RECURSION if recursive else 0
    options = b"\0" + struct.pack(">HHIH", 41, _UDP, 0, 0)
    query = struct.pack(">6H", number, flags, 1, 0, 0, 1) + _wire(name)
    query += struct.pack(">HH", kind, 1) + options
    try:
        answer = _by_udp(query, address, port)
        if struct.unpack_from(">H", answer, 2)[0] & _TRUNCATED:
            answer = _by_tcp(query, address, port)
        return [each for each in _records(answer, number) if each.kind == kind]
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise Unanswered(f"{address}: {error or type(error).__name__}") from error


def _resolve(name: str, kind: int, through: list[str], port: int) -> list[Record]:
    failed = Unanswered("no resolver is known")
    for address in through:
        try:
            return ask(name, kind, address, port, recursive=True)
        except Unanswered as error:
            failed = error
    raise failed


def _by_udp(query: bytes, address: str, port: int) -> bytes:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.settimeout(_PATIENCE)
        client.connect((address, port))
        for again in (True, False):
            client.send(query)
            with contextlib.suppress(TimeoutError):
                return client.recv(1 << 16)
            if not again:
                break
    raise TimeoutError("no answer")


def _by_tcp(query: bytes, address: str, port: int) -> bytes:
    with socket.create_connection((address, port), _PATIENCE) as client:
        client.sendall(struct.pack(">H", len(query)) + query)
        stream = client.makefile("rb")
        (size,) = struct.unpack(">H", stream.read(2))
        return stream.read(size)


def _wire(name: str) -> bytes:
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")]
    if any(not 0 < len(label) < 64 for label in labels):
        raise ValueError(f"{name!r} is no name")
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _records(answer: bytes, number: int) -> Iterator[Record]:
    given, flags, questions, answers = struct.unpack_from(">4H", answer)
    if given != number:
        raise ValueError("an answer to another question")
    if flags & 15 not in (0, 3):  # 3: there is no such name
        raise ValueError(f"it refuses the question (code {flags & 15})")
    at = 12
    for _ in range(questions):
        at = _name(answer, at)[1] + 4
    for _ in range(answers):
        at = _name(answer, at)[1]
        kind, _, _, size = struct.unpack_from(">HHIH", answer, at)
        at += 10
        yield Record(kind, _data(answer, at, size, kind))
        at += size


def _data(answer: bytes, at: int, size: int, kind: int) -> str:
    data = answer[at : at + size]
    if kind in (NS, CNAME):
        return _name(answer, at)[0]
    if kind == A:
        return socket.inet_ntop(socket.AF_INET, data)
    if kind == AAAA:
        return socket.inet_ntop(socket.AF_INET6, data)
    if kind != TXT:
        return ""
    parts = b""
    while data:
        parts += data[1 : 1 + data[0]]
        data = data[1 + data[0] :]
    return parts.decode("utf-8", "replace")


def _name(answer: bytes, at: int) -> tuple[str, int]:
    """A name and where the next field begins; what names were before may be pointed at."""
    labels: list[str] = []
    end = 0
    for _ in range(128):
        size = answer[at]
        if size & 0xC0:
            end = end or at + 2
            at = struct.unpack_from(">H", answer, at)[0] & 0x3FFF
        elif size:
            labels.append(answer[at + 1 : at + 1 + size].decode("ascii", "replace").lower())
            at += 1 + size
        else:
            return ".".join(labels), end or at + 1
    raise ValueError("a name without end")
