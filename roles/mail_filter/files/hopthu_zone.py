"""What the servers of a zone say themselves.

A resolver may remember for hours that there was no such name; who has just written a line into a
zone wants to know whether it is there.
"""

from __future__ import annotations

from typing import Any

import dns.exception
import dns.resolver

_PATIENCE = 3.0  # seconds for one answer; each server is asked twice


class Unanswered(Exception):
    """A server did not answer, or not so that it can be understood; the text says who and why."""


def server_at(address: str, port: int = 53) -> dns.resolver.Resolver:
    """Return what asks this server, and for nothing but what it has itself."""
    server = dns.resolver.Resolver(configure=False)
    server.nameservers, server.port = [address], port
    server.set_flags(0)  # no recursion
    return server


def servers(domain: str, through: dns.resolver.Resolver | None = None) -> dict[str, list[str]]:
    """Return the addresses of each server of the zone that a domain is in; raises Unanswered.

    Asked is ``through`` the host's own resolvers, unless others are given.
    """
    zone = domain
    while "." in zone:
        if names := [str(each.target).rstrip(".") for each in _records(zone, "NS", through)]:
            return {name: _addresses(name, through) for name in sorted(names)}
        zone = zone.partition(".")[2]
    raise Unanswered(f"no servers are known for the zone of {domain}")


def texts(name: str, server: dns.resolver.Resolver) -> list[str]:
    """Return the TXT records that a server has of a name; raises Unanswered."""
    found = _records(name, "TXT", server)
    return [b"".join(each.strings).decode("utf-8", "replace") for each in found]


def _addresses(name: str, through: dns.resolver.Resolver | None) -> list[str]:
    return [each.address for kind in ("A", "AAAA") for each in _records(name, kind, through)]


def _records(name: str, kind: str, through: dns.resolver.Resolver | None) -> list[Any]:
    """Return the records of a name; none where there is no such name."""
    try:
        through = through or dns.resolver.get_default_resolver()
        through.timeout, through.lifetime = _PATIENCE, 2 * _PATIENCE
        return list(through.resolve(name, kind, raise_on_no_answer=False).rrset or ())
    except dns.resolver.NXDOMAIN:
        return []
    except dns.exception.DNSException as error:
        raise Unanswered(str(error)) from error
