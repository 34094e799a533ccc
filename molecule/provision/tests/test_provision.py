"""After provisioning: the tree, the accounts, and who can log in."""

from __future__ import annotations

import base64

from conftest import SUFFIX, Directory


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


def test_active_person_logs_in_and_suspended_does_not(directory: Directory) -> None:
    """With the same password set, only the state decides."""
    active, suspended = (f"uid=quang-ngai-000{n},ou=people,{SUFFIX}" for n in (1, 2))
    for dn in (active, suspended):
        directory.set_password(dn, "Molecule-2008")
    assert directory.can_log_in(active, "Molecule-2008")
    assert not directory.can_log_in(active, "wrong")
    assert not directory.can_log_in(suspended, "Molecule-2008")
