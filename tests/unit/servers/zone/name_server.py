"""A small name server in the test's own process: real questions and answers, over UDP and TCP."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from itertools import groupby

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset


class Zone:
    """What the server says; ``text`` are lines of a zone file with full names."""

    def __init__(self, text: str) -> None:
        self.rcode = dns.rcode.NOERROR
        self.silent = False
        self.asked: list[str] = []
        self.address = ""
        self.say(text)

    def say(self, text: str) -> None:
        """Say something else from now on."""
        split = (line.split(None, 3) for line in text.splitlines() if line and line[0] != ";")
        records = sorted((name, kind, data) for name, _, kind, data in split)
        self._sets = [
            dns.rrset.from_text(name, 3600, "IN", kind, *(data for *_, data in group))
            for (name, kind), group in groupby(records, key=lambda record: record[:2])
        ]

    def answer(self, question: bytes, *, whole: bool) -> bytes:
        """Return the answer to a question; one too long for UDP is cut, unless ``whole``."""
        query = dns.message.from_wire(question)
        response = dns.message.make_response(query)
        response.set_rcode(self.rcode)
        (asked,) = query.question
        self.asked.append(f"{asked.name} {asked.rdtype.name}")
        response.answer = [
            each
            for each in self._sets
            if each.name == asked.name and each.rdtype in (asked.rdtype, 5)
        ]
        wire = response.to_wire(max_size=65535)
        if len(wire) > 512 and not whole:
            response.answer = []
            response.flags |= dns.flags.TC
            wire = response.to_wire()
        return wire


@contextlib.contextmanager
def serving(zone: Zone) -> Iterator[str]:
    """Serve a zone at a free port of this machine, which is given as scripts/dns takes it."""

    class Udp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, socket = self.request
            if not zone.silent:
                socket.sendto(zone.answer(data, whole=False), self.client_address)

    class Tcp(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = int.from_bytes(self.rfile.read(2))
            answer = zone.answer(self.rfile.read(length), whole=True)
            self.wfile.write(len(answer).to_bytes(2) + answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tcp) as tcp:
        port = tcp.server_address[1]
        with socketserver.ThreadingUDPServer(("127.0.0.1", port), Udp) as udp:
            for server in (tcp, udp):
                threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            try:
                yield f"127.0.0.1#{port}"
            finally:
                tcp.shutdown()
                udp.shutdown()
