"""Which mail host keeps whose mailbox: ``hopthu_policy.mail_hosts``, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..patterns import HOST
from .reader import PolicyReader


@dataclass(frozen=True, slots=True)
class MailHosts:
    """Full names of hosts: that of everybody, and those of provinces (by folder) that differ.

    Where nothing is said, whichever host a letter comes to keeps it: a ministry with one.
    ``standing_in``: by the name of a host that is away, the one that has its mailboxes meanwhile.
    """

    default: str = ""
    provinces: Mapping[str, str] = field(default_factory=dict)
    standing_in: Mapping[str, str] = field(default_factory=dict)

    def of(self, own: str, province: str) -> str:
        """The host of a mailbox: the record's ``own``, else its province's, else everybody's.

        Where that one is away, the one that stands in for it.
        """
        host = own or self.provinces.get(province, self.default)
        return self.standing_in.get(host, host)


ONE_HOST = MailHosts()


def read_mail_hosts(reader: PolicyReader) -> MailHosts:
    """Read the part of the policy; mistakes are remembered by the reader."""
    default = reader.get("mail_hosts.default", str)
    if default and not re.fullmatch(HOST, default):
        reader.wrong("mail_hosts.default")
    provinces = reader.get("mail_hosts.provinces", dict) or {}
    for name, host in provinces.items():
        if not (isinstance(host, str) and re.fullmatch(HOST, host)):
            reader.wrong(f"mail_hosts.provinces.{name}")
    return MailHosts(default, dict(provinces), _standing_in(reader))


def _standing_in(reader: PolicyReader) -> dict[str, str]:
    """Who stands in for whom; who is away itself stands in for nobody."""
    path = "mail_hosts.standing_in"
    if not reader.has(path):
        return {}
    given = reader.get(path, dict) or {}
    for name, host in given.items():
        known = [isinstance(each, str) and re.fullmatch(HOST, each) for each in (name, host)]
        if not all(known) or host in given:
            reader.wrong(f"{path}.{name}")
    return dict(given)
