"""The schema and the rules of the database: names, unique addresses, indexes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import ldap3
import pytest

from hopthu.servers.lab.slapd import Slapd

Load = Callable[[Slapd, str], None]
PERSON = """\
dn: uid={uid},ou=people,dc=moj,dc=gov,dc=vn
objectClass: inetOrgPerson
objectClass: mailRecipient
objectClass: hopthuManaged
objectClass: hopthuAccount
cn: {uid}
sn: {uid}
mail: {mail}
hopthuProvince: thanh_hoa
hopthuAgency: thanh-hoa
hopthuState: active
"""
AGENCY = """\
dn: ou=thanh-hoa,ou=agencies,dc=moj,dc=gov,dc=vn
objectClass: organizationalUnit
objectClass: mailRecipient
objectClass: hopthuManaged
objectClass: hopthuAgencyUnit
displayName: Thi hanh an dan su tinh Thanh Hoa
mail: thads.thanhhoa@moj.gov.vn
hopthuId: thanh-hoa
hopthuKind: province
hopthuCode: 38
hopthuManager: uid=one,ou=people,dc=moj,dc=gov,dc=vn
hopthuManager: uid=two,ou=people,dc=moj,dc=gov,dc=vn
hopthuProvince: thanh_hoa
"""
LIST = """\
dn: cn=thanh-hoa.all,ou=lists,dc=moj,dc=gov,dc=vn
objectClass: hopthuList
objectClass: mailGroup
objectClass: hopthuManaged
cn: thanh-hoa.all
displayName: Tat ca can bo
mail: tatca.thanhhoa@moj.gov.vn
mailAlternateAddress: moinguoi.thanhhoa@moj.gov.vn
mgrpRFC822MailMember: one@moj.gov.vn
mgrpRFC822MailMember: tatca.bimson.thanhhoa@moj.gov.vn
hopthuListKind: province
hopthuWriter: dc=moj,dc=gov,dc=vn
hopthuWriter: ou=thanh-hoa,ou=agencies,dc=moj,dc=gov,dc=vn
hopthuProvince: thanh_hoa
"""


def test_all_attributes_of_the_design_fit(containers: Slapd, load: Load) -> None:
    """Entries with every attribute that the design names are accepted by the schema."""
    extra = (
        "mailAlternateAddress: a@moj.gov.vn\nmailAlternateAddress: b@moj.gov.vn\n"
        "mailQuota: 524288000\nmailHost: mail1.moj.gov.vn\nmailDeliveryOption: mailbox\n"
        "mailForwardingAddress: c@moj.gov.vn\nmailRoutingAddress: one@mail1.moj.gov.vn\n"
        "mailMessageStore: /srv/mail/one\nmailAutoReplyMode: vacation\nmailAutoReplyText: nghi\n"
        "mailAccessDomain: moj.gov.vn\nmailProgramDeliveryInfo: none\n"
        "multiLineDescription: two lines\nhopthuSince: 2008-11-15\ngivenName: One\n"
        "displayName: One\ntitle: T\nou: U\ntelephoneNumber: 0373 852 001\n"
    )
    load(containers, PERSON.format(uid="one", mail="one@moj.gov.vn") + extra)
    load(containers, AGENCY)
    load(containers, LIST)
    assert containers.count() == 12


@pytest.mark.parametrize(
    ("without", "entry"),
    [
        ("hopthuProvince", PERSON),
        ("hopthuAgency", PERSON),
        ("hopthuState", PERSON),
        ("hopthuId", AGENCY),
        ("hopthuKind", AGENCY),
    ],
)
def test_an_entry_without_its_marks_is_refused(
    containers: Slapd, load: Load, without: str, entry: str
) -> None:
    """The ownership mark and what identifies an entry can't be forgotten."""
    text = entry.format(uid="one", mail="one@moj.gov.vn")
    lines = [line for line in text.splitlines() if not line.startswith(f"{without}:")]
    with pytest.raises(subprocess.CalledProcessError) as caught:
        load(containers, "\n".join(lines) + "\n")
    assert f"requires attribute '{without}'" in caught.value.stderr


@pytest.mark.parametrize("spelling", ["one@moj.gov.vn", "ONE@moj.gov.vn"])
def test_an_address_belongs_to_one_entry(containers: Slapd, load: Load, spelling: str) -> None:
    """The same mail address is refused a second time, in capitals and by agencies and lists too."""
    load(containers, PERSON.format(uid="one", mail="one@moj.gov.vn"))
    agency = AGENCY.replace("thads.thanhhoa@moj.gov.vn", spelling)
    mailing_list = LIST.replace("tatca.thanhhoa@moj.gov.vn", spelling)
    for second in (PERSON.format(uid="two", mail=spelling), agency, mailing_list):
        with pytest.raises(subprocess.CalledProcessError) as caught:
            load(containers, second)
        assert "(19)" in caught.value.stderr
        assert "unique" in caught.value.stderr


def test_an_alias_belongs_to_one_entry(containers: Slapd, load: Load) -> None:
    """The same alias is refused a second time."""
    alias = "mailAlternateAddress: alias@moj.gov.vn\n"
    load(containers, PERSON.format(uid="one", mail="one@moj.gov.vn") + alias)
    with pytest.raises(subprocess.CalledProcessError, match="status 19"):
        load(containers, PERSON.format(uid="two", mail="two@moj.gov.vn") + alias)


def test_dates_are_ordered(containers: Slapd, load: Load) -> None:
    """A search finds the accounts whose state is older than a date."""
    for uid, since in (("one", "2008-11-15"), ("two", "2009-01-02")):
        person = PERSON.format(uid=uid, mail=f"{uid}@moj.gov.vn")
        load(containers, person + f"hopthuSince: {since}\n")
    who = {"user": containers.service_dn, "password": containers.service_password}
    with ldap3.Connection(ldap3.Server(containers.uri), **who) as hopthu:
        hopthu.search("ou=people,dc=moj,dc=gov,dc=vn", "(hopthuSince<=2008-12-31)")
        assert [entry.entry_dn.split(",")[0] for entry in hopthu.entries] == ["uid=one"]


def test_identifiers_are_those_of_the_netscape_schema(slapd: Slapd) -> None:
    """The mail attributes bear the object identifiers that 389 Directory Server gives them."""
    with ldap3.Connection(
        ldap3.Server(slapd.uri, get_info=ldap3.SCHEMA), slapd.admin_dn, slapd.admin_password
    ) as admin:
        schema = admin.server.schema
        found = {
            name: schema.attribute_types[name].oid.rpartition(".")[2]
            for name in ("mailAlternateAddress", "mailHost", "mailQuota", "mgrpRFC822MailMember")
        }
        assert schema.object_classes["mailGroup"].oid == "2.16.840.1.113730.3.2.4"
        assert schema.object_classes["mailRecipient"].oid == "2.16.840.1.113730.3.2.3"
        assert schema.attribute_types["hopthuProvince"].oid.startswith("2.25.2035659352108904542")
    assert found == {
        "mailAlternateAddress": "13",
        "mailHost": "18",
        "mailQuota": "21",
        "mgrpRFC822MailMember": "30",
    }
