"""After provisioning: the tree, the accounts, and who can log in."""

from __future__ import annotations

import base64

from .conftest import SUFFIX, Directory


def test_tree_is_nested_as_the_agencies_are(directory: Directory) -> None:
    """The district hangs from its province, the province from the department."""
    dn = f"ou=bim-son,ou=thanh-hoa,ou=thads,ou=moj,ou=agencies,{SUFFIX}"
    assert f"dn: {dn}" in directory.search("ou=agencies", "(hopthuId=thanh-hoa.bim-son)", "1.1")


def test_agency_has_its_mailbox_and_managers(directory: Directory) -> None:
    """The address and the manager of an agency are on its entry."""
    ldif = directory.search("ou=agencies", "(hopthuId=quang-ngai)", "mail", "hopthuManager")
    assert "mail: thads.quangngai@moj.gov.vn" in ldif
    assert f"hopthuManager: uid=quang-ngai-0001,ou=people,{SUFFIX}" in ldif


def test_names_are_whole_and_split(directory: Directory) -> None:
    """Vietnamese letters arrive as written; surname and given name are told apart."""
    ldif = directory.search("ou=people", "(uid=thanh-hoa-0001)", "cn", "sn", "givenName")
    for attribute, value in (("cn", "Ứng Hoè Sơn"), ("sn", "Ứng"), ("givenName", "Sơn")):
        assert f"{attribute}:: {base64.b64encode(value.encode()).decode()}" in ldif


def test_every_entry_bears_the_mark(directory: Directory) -> None:
    """Nothing that hopthu made is without its province."""
    assert directory.search("ou=people", "(!(hopthuProvince=*))", "1.1").strip() == ""
    assert directory.search("ou=agencies", "(!(hopthuProvince=*))", "1.1").strip() == ""
    assert directory.search("ou=lists", "(!(hopthuProvince=*))", "1.1").strip() == ""


def test_aliases_are_there_and_former_addresses_end(directory: Directory) -> None:
    """Of a person and of an agency; an address whose day is over is not given."""
    person = directory.search("ou=people", "(uid=thanh-hoa-0001)", "mailAlternateAddress")
    assert "mailAlternateAddress: hoeson@moj.gov.vn" in person
    assert "hoesonung" not in person
    agency = directory.search("ou=agencies", "(mail=thads.bimson.*)", "mailAlternateAddress")
    assert "mailAlternateAddress: bimson.thanhhoa@moj.gov.vn" in agency


def test_lists_hold_their_own_level(directory: Directory) -> None:
    """The service its provinces, a province its agencies, an agency its people."""
    for name, member in (
        ("service.thads", "toantinh.thanhhoa"),
        ("province.thanh-hoa", "canbo.bimson.thanhhoa"),
        ("agency.thanh-hoa.bim-son", "unghoeson"),
        ("role.thanh-hoa.bim-son.vanthu", "unghoeson"),
        ("thanh-hoa.du-an", "thads.thanhhoa"),
        ("thanh-hoa.du-an", "canbo.quangngai"),
    ):
        found = directory.search("ou=lists", f"(cn={name})", "mgrpRFC822MailMember")
        assert f"mgrpRFC822MailMember: {member}@moj.gov.vn" in found, name


def test_writers_are_named(directory: Directory) -> None:
    """Anybody to a role; the members and a province's mailbox to the list made by hand."""
    role = directory.search("ou=lists", "(hopthuListKind=role)", "hopthuWriter")
    assert f"hopthuWriter: {SUFFIX}" in role
    found = directory.search("ou=lists", "(hopthuListKind=manual)", "hopthuWriter")
    assert f"hopthuWriter: cn=thanh-hoa.du-an,ou=lists,{SUFFIX}" in found
    assert f"hopthuWriter: ou=quang-ngai,ou=thads,ou=moj,ou=agencies,{SUFFIX}" in found


def test_active_person_logs_in_and_suspended_does_not(directory: Directory) -> None:
    """With the same password set, only the state decides."""
    active, suspended = (f"uid=quang-ngai-000{n},ou=people,{SUFFIX}" for n in (1, 2))
    for dn in (active, suspended):
        directory.set_password(dn, "Molecule-2008")
    assert directory.can_log_in(active, "Molecule-2008")
    assert not directory.can_log_in(active, "wrong")
    assert not directory.can_log_in(suspended, "Molecule-2008")
