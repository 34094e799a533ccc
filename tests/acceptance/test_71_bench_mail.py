"""The ministry that mail is measured in, on a real directory."""

from __future__ import annotations

from hopthu.servers.directory.session import Directory
from hopthu.servers.lab.slapd import Slapd
from tests.bench.mail_ground import ministry


def test_everybody_is_in_one_list_of_lists(slapd: Slapd) -> None:
    """The directory takes it with hopthu's own rights, and no list holds more than a hundred."""
    with Directory.connect(slapd.settings()) as directory:
        for entries in ministry(250):
            directory.apply(entries)
        read = ("mail", "mgrpRFC822MailMember")
        found = list(directory.search(f"ou=lists,{slapd.suffix}", "(objectClass=hopthuList)", read))
        people = list(directory.search(f"ou=people,{slapd.suffix}", "(uid=*)", read))
    members = {e.attributes["mail"][0]: e.attributes["mgrpRFC822MailMember"] for e in found}
    assert len(people) == 250
    assert sorted(map(len, members.values())) == [3, 50, 100, 100]
    inner = {each for name in members[b"everybody@moj.gov.vn"] for each in members[name]}
    assert inner == {person.attributes["mail"][0] for person in people}
