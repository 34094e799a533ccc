"""What the servers of a zone answer, each for itself: no cache stands between."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from hopthu.text.errors import HopthuError

from . import messages
from .lines import shown

_PATIENCE = 5.0  # seconds for one answer


class Unanswered(Exception):
    """A question has no answer; ``args`` say why."""


class _Silent(Unanswered):
    """Nothing came back, twice."""


@dataclass(frozen=True, slots=True)
class NameServer:
    """Where to ask; ``name`` is what a user knows it by."""

    name: str
    address: str
    port: int = 53

    @classmethod
    def of(cls, text: str) -> NameServer:
        """Read ``ADDRESS`` or ``ADDRESS#PORT``; raises HopthuError."""
        address, _, port = text.partition("#")
        try:
            found = cls(text, str(ipaddress.ip_address(address)), int(port or 53))
        except ValueError as error:
            raise HopthuError.of(messages.BAD_SERVER, server=text) from error
        return found


@dataclass
class Asker:
    """Finds the servers of each name's zone by the system's resolver, unless one is given.

    ``port`` is where the servers that are found are asked.
    """

    given: NameServer | None = None
    port: int = 53
    _zones: dict[dns.name.Name, list[NameServer]] = field(default_factory=dict)
    # Whoever did not answer is not waited for again: "" is the system's resolver.
    _silent: dict[str, str] = field(default_factory=dict)

    def answers(self, name: str, kind: str) -> dict[str, frozenset[str]]:
        """Return the records of a name by each server; raises Unanswered if one is silent."""
        servers = [self.given] if self.given else self._servers(name)
        return {server.name: self._ask(server, name, kind) for server in servers}

    def _ask(self, server: NameServer, name: str, kind: str) -> frozenset[str]:
        known = f"{server.address}#{server.port}"
        if known in self._silent:
            raise Unanswered(self._silent[known])
        try:
            return _ask(server, name, kind)
        except _Silent as error:
            self._silent[known] = str(error)
            raise

    def _servers(self, name: str) -> list[NameServer]:
        if "" in self._silent:
            raise Unanswered(self._silent[""])
        try:
            zone = dns.resolver.zone_for_name(name, lifetime=4 * _PATIENCE)
            if zone not in self._zones:
                found = [str(each.target) for each in dns.resolver.resolve(zone, "NS")]
                self._zones[zone] = [
                    NameServer(host.rstrip("."), str(each), self.port)
                    for host in sorted(found)
                    for each in dns.resolver.resolve_name(host).addresses()
                ]
        except dns.exception.DNSException as error:
            if isinstance(error, (dns.exception.Timeout, dns.resolver.NoResolverConfiguration)):
                self._silent[""] = str(error)
            raise Unanswered(f"{name}: {error}") from error
        return self._zones[zone]


def _ask(server: NameServer, name: str, kind: str) -> frozenset[str]:
    wanted = dns.rdatatype.from_text(kind)
    query = dns.message.make_query(name, wanted)
    query.flags &= ~dns.flags.RD
    try:
        answer = _answer(query, server)
    except (OSError, dns.exception.DNSException) as error:
        what = _Silent if isinstance(error, dns.exception.Timeout) else Unanswered
        raise what(f"{server.name}: {str(error) or type(error).__name__}") from error
    if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise Unanswered(f"{server.name}: {dns.rcode.to_text(answer.rcode())}")
    asked = dns.name.from_text(name)
    return frozenset(
        shown(rdata)
        for rrset in answer.answer
        if rrset.rdtype == wanted and rrset.name == asked
        for rdata in rrset
    )


def _answer(query: dns.message.Message, server: NameServer) -> dns.message.Message:
    """Ask once more where a packet was lost."""
    try:
        return dns.query.udp_with_fallback(query, server.address, _PATIENCE, server.port)[0]
    except dns.exception.Timeout:
        return dns.query.udp_with_fallback(query, server.address, _PATIENCE, server.port)[0]
