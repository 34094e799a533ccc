"""A zone's own servers: found by a resolver, and each asked for itself."""

from __future__ import annotations

from collections.abc import Iterator

import dns.rcode
import dns.resolver
import pytest

from hopthu.servers.zone.asking import Asker, Unanswered
from hopthu.servers.zone.compare import differences
from hopthu.servers.zone.lines import ZoneLine
from hopthu.text.language import Text

from .name_server import Zone, serving

MX = ZoneLine("moj.gov.vn", "MX", "10 mail.moj.gov.vn.", Text("", ""))
TEXT = """\
moj.gov.vn. IN SOA ns1.moj.gov.vn. hostmaster.moj.gov.vn. 1 3600 600 86400 3600
moj.gov.vn. IN NS ns1.moj.gov.vn.
moj.gov.vn. IN NS ns2.moj.gov.vn.
ns1.moj.gov.vn. IN A 127.0.0.1
ns2.moj.gov.vn. IN A 127.0.0.1
moj.gov.vn. IN MX 10 mail.moj.gov.vn.
"""


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    """A zone that the resolver of this process knows, and whose servers it is itself."""
    made = Zone(TEXT)
    with serving(made) as made.address:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], int(made.address.split("#")[1])
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        yield made


def asker(zone: Zone) -> Asker:
    """One that has asked nothing yet."""
    return Asker(port=int(zone.address.split("#")[1]))


def test_each_server_of_the_zone_is_asked(zone: Zone) -> None:
    """Of a name below it, too; what they say together is one difference."""
    assert asker(zone).answers("moj.gov.vn", "MX") == {
        name: frozenset({"10 mail.moj.gov.vn."}) for name in ("ns1.moj.gov.vn", "ns2.moj.gov.vn")
    }
    assert list(differences([MX], asker(zone))) == []
    zone.say(TEXT.replace("MX 10", "MX 20"))
    (problem,) = differences([MX], asker(zone))
    assert "(ns1.moj.gov.vn, ns2.moj.gov.vn)" in problem.text("en")


def test_a_zone_that_nobody_knows_is_no_empty_zone(zone: Zone) -> None:
    """Nothing is missing, it cannot be asked."""
    zone.rcode = dns.rcode.SERVFAIL
    with pytest.raises(Unanswered):
        asker(zone).answers("moj.gov.vn", "MX")
    (problem,) = differences([MX], asker(zone))
    assert problem.code == "dns.no-answer"
