"""Whether there is room in a mailbox that another mail host keeps: that one is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hopthu.servers.lab.slapd import Slapd

from .policy_service import SUFFIX, OtherHost, Policy, QuotaStatus, running

BOX = "kia@moj.gov.vn"
ENTRY = f"""\
dn: uid=thanh-hoa-0900,ou=people,{SUFFIX}
objectClass: inetOrgPerson
objectClass: mailRecipient
objectClass: hopthuManaged
objectClass: hopthuAccount
cn: kia
sn: kia
mail: {BOX}
mailHost: localhost
hopthuState: active
hopthuProvince: thanh_hoa
hopthuAgency: thanh-hoa
"""


@pytest.fixture
def other() -> Iterator[OtherHost]:
    """The quota-status of another host."""
    with OtherHost() as found:
        yield found
        found.shutdown()


@pytest.fixture
def service(
    tmp_path: Path,
    containers: Slapd,
    quota_status: QuotaStatus,
    other: OtherHost,
    load: Callable[[Slapd, str], None],
) -> Iterator[Policy]:
    """hopthu-policy of the first of several hosts, which knows of a mailbox on another."""
    port = f"quota_port = {other.server_address[1]}\n"
    for policy in running(tmp_path, containers, quota_status, load, port):
        policy.load(ENTRY)
        yield policy


def test_the_other_host_decides(service: Policy, other: OtherHost) -> None:
    """Full there is full here; the own quota-status is not asked."""
    assert service.ask(BOX) == "DUNNO"
    other.full.add(BOX)
    assert service.ask(BOX, size="5000").startswith("552 5.2.2")
    assert [each["size"] for each in other.asked] == ["1000", "5000"]
    assert service.quota.asked == []


def test_one_s_own_mailboxes_are_asked_for_here(service: Policy, other: OtherHost) -> None:
    """As where there is one host; a member with another provider is nobody's to ask for."""
    assert service.ask("chi@moj.gov.vn") == "DUNNO"
    assert service.ask("ngoai@moj.gov.vn", login="chi@moj.gov.vn") == "DUNNO"
    assert other.asked == []


def test_a_host_that_is_away_stops_nothing(service: Policy, other: OtherHost) -> None:
    """LMTP has the last word."""
    other.silent = True
    assert service.ask(BOX) == "DUNNO"
    assert "localhost" in service.log()
