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
    """

    default: str = ""
    provinces: Mapping[str, str] = field(default_factory=dict)

    def of(self, own: str, province: str) -> str:
        """The host of a mailbox: the record's ``own``, else its province's, else everybody's."""
        return own or self.provinces.get(province, self.default)


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
    return MailHosts(default, dict(provinces))
