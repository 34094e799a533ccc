"""What the servers of a zone say themselves, asked over the network of this machine."""

from __future__ import annotations

from collections.abc import Iterator

import dns.rcode
import dns.resolver
import pytest

import hopthu_zone

from ...servers.zone.name_server import Zone, serving

_LONG = "x" * 250  # three of them are more than fits an answer by UDP
ZONE = f"""
moj.test. 60 NS ns2.moj.test.
moj.test. 60 NS ns1.moj.test.
ns1.moj.test. 60 A 192.0.2.1
ns1.moj.test. 60 AAAA 2001:db8::1
key.moj.test. 60 TXT "v=DKIM1; p=" "abc"
long.moj.test. 60 TXT "{_LONG}" "{_LONG}" "{_LONG}" "é"
"""


@pytest.fixture
def zone() -> Zone:
    """What the server says."""
    return Zone(ZONE)


@pytest.fixture
def server(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    """How it is asked."""
    with serving(zone) as at:
        address, _, port = at.partition("#")
        yield hopthu_zone.server_at(address, int(port))


def test_texts(server: dns.resolver.Resolver) -> None:
    """The parts of a record are one text; a long one comes by TCP."""
    assert hopthu_zone.texts("key.moj.test", server) == ["v=DKIM1; p=abc"]
    assert hopthu_zone.texts("long.moj.test", server) == [3 * _LONG + "é"]
    assert hopthu_zone.texts("ns1.moj.test", server) == []


def test_no_such_name(zone: Zone, server: dns.resolver.Resolver) -> None:
    """A name that is not there has no records; that is an answer."""
    zone.rcode = dns.rcode.NXDOMAIN
    assert hopthu_zone.texts("gone.moj.test", server) == []


def test_servers_of_the_zone_above(server: dns.resolver.Resolver) -> None:
    """A name in a zone has the zone's servers, each with all its addresses; one has none here."""
    expected = {"ns1.moj.test": ["192.0.2.1", "2001:db8::1"], "ns2.moj.test": []}
    assert hopthu_zone.servers("hopthu1._domainkey.moj.test", server) == expected
    with pytest.raises(hopthu_zone.Unanswered, match=r"zone of nowhere\.example"):
        hopthu_zone.servers("nowhere.example", server)


def test_what_is_no_answer(
    zone: Zone, server: dns.resolver.Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that refuses, fails or is silent is told from one that has nothing."""
    for code in (dns.rcode.REFUSED, dns.rcode.SERVFAIL):
        zone.rcode = code
        with pytest.raises(hopthu_zone.Unanswered, match=f"127.0.0.1.*{code.name}"):
            hopthu_zone.texts("key.moj.test", server)
    zone.silent = True
    monkeypatch.setattr(hopthu_zone, "_PATIENCE", 0.2)
    with pytest.raises(hopthu_zone.Unanswered, match=r"127\.0\.0\.1.*timed out"):
        hopthu_zone.texts("key.moj.test", server)
    assert zone.asked.count("key.moj.test. TXT") == 2  # of the silent one none was answered
