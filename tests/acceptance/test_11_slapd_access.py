"""Least privilege: what each kind of client may see and change in the directory."""

from __future__ import annotations

from collections.abc import Iterator

import ldap3
import pytest

from hopthu.servers.lab.config import hashed
from hopthu.servers.lab.slapd import Slapd

SUFFIX = "dc=moj,dc=gov,dc=vn"
PERSON = f"uid=thanh-hoa-0001,ou=people,{SUFFIX}"
OTHER = f"uid=thanh-hoa-0002,ou=people,{SUFFIX}"
AGENCY = f"ou=thads,ou=agencies,{SUFFIX}"
PEOPLE_CLASSES = [
    *("top", "person", "organizationalPerson", "inetOrgPerson"),
    *("mailRecipient", "hopthuManaged", "hopthuAccount"),
]


def person(number: int, **more: str) -> dict[str, str | list[str]]:
    """Return the attributes of a person, active unless said otherwise."""
    return {
        "objectClass": PEOPLE_CLASSES,
        "cn": f"Người {number}",
        "sn": "Nguyễn",
        "mail": f"nguoi{number}@moj.gov.vn",
        "hopthuProvince": "thanh_hoa",
        "hopthuAgency": "thanh-hoa",
        "hopthuState": "active",
        **more,
    }


def connect(slapd: Slapd, dn: str = "", password: str = "") -> ldap3.Connection:
    """Return a connection over the socket, bound as ``dn`` if that is accepted."""
    return ldap3.Connection(ldap3.Server(slapd.uri), dn or None, password or None)


def binds(slapd: Slapd, dn: str, password: str) -> bool:
    """Whether a bind is accepted; any refusal but that of wrong credentials is a failure."""
    connection = connect(slapd, dn, password)
    try:
        accepted: bool = connection.bind()
        assert connection.result["description"] == ("success" if accepted else "invalidCredentials")
        return accepted
    finally:
        connection.unbind()


@pytest.fixture
def hopthu(slapd: Slapd) -> Iterator[ldap3.Connection]:
    """The service account, after it has made the containers, two people and an agency."""
    with connect(slapd, slapd.service_dn, slapd.service_password) as connection:
        for name in ("people", "agencies", "lists"):
            assert connection.add(f"ou={name},{SUFFIX}", "organizationalUnit")
        for number, dn in enumerate((PERSON, OTHER), start=1):
            assert connection.add(
                dn, attributes=person(number, userPassword=f"long-secret-{number}")
            )
        classes = ["organizationalUnit", "mailRecipient", "hopthuManaged", "hopthuAgencyUnit"]
        agency = {"hopthuId": "thads", "hopthuKind": "department", "hopthuProvince": "trung_uong"}
        assert connection.add(AGENCY, classes, agency)
        yield connection


def test_hopthu_manages_people_and_agencies(hopthu: ldap3.Connection) -> None:
    """The service account reads, changes, moves and removes entries of both trees."""
    for dn, name in ((PERSON, "title"), (AGENCY, "displayName")):
        assert hopthu.modify(dn, {name: [("MODIFY_REPLACE", ["mới"])]})
        assert hopthu.search(dn, "(objectClass=*)", attributes=[name, "entryCSN"])
        assert hopthu.entries[0][name] == "mới"
        assert hopthu.entries[0].entryCSN
    child = "ou=x," + AGENCY
    assert hopthu.add(child, "organizationalUnit")
    assert hopthu.modify_dn(child, "ou=x", new_superior=f"ou=agencies,{SUFFIX}")
    assert hopthu.delete(f"ou=x,ou=agencies,{SUFFIX}")
    assert hopthu.delete(OTHER)


def test_hopthu_sets_passwords_and_never_sees_them(slapd: Slapd, hopthu: ldap3.Connection) -> None:
    """A new password counts at once; neither it nor its presence can be read or searched for."""
    assert hopthu.modify(PERSON, {"userPassword": [("MODIFY_REPLACE", ["brand-new-one"])]})
    assert binds(slapd, PERSON, "brand-new-one")
    assert not binds(slapd, PERSON, "long-secret-1")
    assert hopthu.search(PERSON, "(objectClass=*)", attributes=["*", "+"])
    assert "userPassword" not in hopthu.entries[0].entry_attributes
    assert not hopthu.search(PERSON, "(userPassword=*)")
    assert not hopthu.compare(PERSON, "userPassword", "brand-new-one")
    assert hopthu.result["description"] == "insufficientAccessRights"


def test_a_person_chooses_a_password(slapd: Slapd, hopthu: ldap3.Connection) -> None:
    """Of one's own account, with what the server asks of it; never a colleague's."""
    assert hopthu.bound
    with connect(slapd, PERSON, "long-secret-1") as me:
        change = me.extend.standard.modify_password
        assert not change(OTHER, None, "another-one-9")
        assert not change(PERSON, "wrong", "another-one-9")
        assert not change(PERSON, "long-secret-1", "short")
        assert change(PERSON, "long-secret-1", "another-one-9")
        assert not change(PERSON, "another-one-9", "long-secret-1")
        assert not me.modify(PERSON, {"pwdReset": [("MODIFY_REPLACE", ["TRUE"])]})
    assert binds(slapd, PERSON, "another-one-9")
    assert binds(slapd, OTHER, "long-secret-2")


@pytest.mark.parametrize(
    "change",
    [
        [("MODIFY_ADD", ["another-one-9"])],
        [("MODIFY_REPLACE", ["another-one-9", "and-one-more-9"])],
        [("MODIFY_DELETE", ["long-secret-1"]), ("MODIFY_ADD", ["another-one-9", "and-one-more-9"])],
        [("MODIFY_REPLACE", [hashed("another-one-9")])],
        [("MODIFY_REPLACE", ["{CRYPT}aaRPLrXkVAcVg"])],
        [("MODIFY_REPLACE", ["{ARGON2}$argon2id$v=19$m=8,t=1,p=1$YWFhYWFhYWE$YWFhYWFhYWE"])],
    ],
)
def test_one_password_takes_the_place_of_the_old(
    slapd: Slapd, hopthu: ldap3.Connection, change: list[tuple[str, list[str]]]
) -> None:
    """None beside it, and no hash of one's own making: a slip must end, and a theft be slow."""
    slip = {"userPassword": [("MODIFY_REPLACE", [hashed("long-secret-1")])]}
    assert hopthu.modify(PERSON, {**slip, "pwdReset": [("MODIFY_REPLACE", ["TRUE"])]})
    with connect(slapd, PERSON, "long-secret-1") as me:
        assert not me.modify(PERSON, {"userPassword": change})
        assert me.result["description"] in ("constraintViolation", "insufficientAccessRights")
    assert binds(slapd, PERSON, "long-secret-1")
    assert not binds(slapd, PERSON, "another-one-9")


@pytest.mark.parametrize("old", [[], [("MODIFY_DELETE", ["long-secret-1"])]])
def test_a_modify_is_as_good(
    slapd: Slapd, hopthu: ldap3.Connection, old: list[tuple[str, list[str]]]
) -> None:
    """In the clear over TLS, the server makes its hash of it; with the old one said, or not."""
    assert hopthu.bound
    change = (
        [*old, ("MODIFY_ADD", ["another-one-9"])]
        if old
        else [("MODIFY_REPLACE", ["another-one-9"])]
    )
    with connect(slapd, PERSON, "long-secret-1") as me:
        assert me.modify(PERSON, {"userPassword": change}), me.result
    assert binds(slapd, PERSON, "another-one-9")
    assert not binds(slapd, PERSON, "long-secret-1")


def test_set_password_is_stored_hashed(slapd: Slapd, hopthu: ldap3.Connection) -> None:
    """The password operation stores an argon2 hash, which then lets the person in."""
    assert hopthu.extend.standard.modify_password(PERSON, new_password="brand-new-one")
    with connect(slapd, slapd.admin_dn, slapd.admin_password) as admin:
        admin.search(PERSON, "(objectClass=*)", attributes=["userPassword"])
        assert admin.entries[0].userPassword.value.startswith(b"{ARGON2}")
    assert binds(slapd, PERSON, "brand-new-one")


@pytest.mark.parametrize(
    "dn",
    [
        f"ou=elsewhere,{SUFFIX}",
        f"cn=intruder,ou=services,{SUFFIX}",
        f"cn=weak,ou=policies,{SUFFIX}",
    ],
)
def test_hopthu_makes_nothing_elsewhere(hopthu: ldap3.Connection, dn: str) -> None:
    """Outside its three trees the service account can't add an entry."""
    kind = "organizationalUnit" if dn.startswith("ou=") else "organizationalRole"
    assert not hopthu.add(dn, kind)
    assert hopthu.result["description"] == "insufficientAccessRights"


def test_hopthu_touches_nothing_else(slapd: Slapd, hopthu: ldap3.Connection) -> None:
    """The suffix, other services and its own account are out of its reach, even to look at."""
    for dn in (SUFFIX, f"ou=services,{SUFFIX}", slapd.service_dn):
        assert not hopthu.modify(dn, {"description": [("MODIFY_REPLACE", ["x"])]})
        assert hopthu.result["description"] == "insufficientAccessRights"
    hopthu.search(SUFFIX, "(objectClass=*)")
    seen = {entry.entry_dn for entry in hopthu.entries}
    trees = {f"ou={name},{SUFFIX}" for name in ("people", "agencies", "lists")}
    assert seen == {SUFFIX, *trees, PERSON, OTHER, AGENCY}
    for base in ("cn=config", "cn=Monitor"):
        assert not hopthu.search(base, "(objectClass=*)")


@pytest.mark.parametrize("state", ["suspended", "left"])
def test_only_active_people_bind(slapd: Slapd, hopthu: ldap3.Connection, state: str) -> None:
    """The right password opens an active account and no other; becoming active opens it again."""
    assert binds(slapd, PERSON, "long-secret-1")
    assert not binds(slapd, PERSON, "wrong")
    assert hopthu.modify(PERSON, {"hopthuState": [("MODIFY_REPLACE", [state])]})
    assert not binds(slapd, PERSON, "long-secret-1")
    assert hopthu.modify(PERSON, {"hopthuState": [("MODIFY_REPLACE", ["active"])]})
    assert binds(slapd, PERSON, "long-secret-1")


def test_hopthu_sets_the_password_of_a_suspended_person(
    slapd: Slapd, hopthu: ldap3.Connection
) -> None:
    """A suspended account can be given a new password, and it still shows nothing."""
    assert hopthu.modify(PERSON, {"hopthuState": [("MODIFY_REPLACE", ["suspended"])]})
    assert hopthu.modify(PERSON, {"userPassword": [("MODIFY_REPLACE", ["brand-new-one"])]})
    assert not binds(slapd, PERSON, "brand-new-one")
    assert not hopthu.search(PERSON, "(userPassword=*)")


def test_a_person_sees_only_the_own_entry(slapd: Slapd, hopthu: ldap3.Connection) -> None:
    """Somebody logged in reads the own entry without its password, no colleague, and no tree."""
    assert hopthu.bound
    with connect(slapd, PERSON, "long-secret-1") as me:
        assert me.search(PERSON, "(objectClass=*)", "BASE", attributes=["*"])
        assert "userPassword" not in me.entries[0].entry_attributes
        assert not me.search(OTHER, "(objectClass=*)", "BASE")
        assert not me.search(f"ou=people,{SUFFIX}", "(mail=nguoi2@moj.gov.vn)")
        assert not me.modify(PERSON, {"mail": [("MODIFY_REPLACE", ["boss@moj.gov.vn"])]})
        assert me.result["description"] == "insufficientAccessRights"


def test_anonymous_sees_what_a_connection_needs(slapd: Slapd, hopthu: ldap3.Connection) -> None:
    """Without a bind there is the root DSE and nothing more, the suffix and schema included."""
    assert hopthu.bound
    with connect(slapd) as anonymous:
        assert anonymous.search("", "(objectClass=*)", "BASE", attributes=["supportedExtension"])
        assert "1.3.6.1.1.21.1" in anonymous.entries[0].supportedExtension
        for base in (SUFFIX, PERSON, AGENCY, "cn=Subschema", "cn=config", "cn=Monitor"):
            assert not anonymous.search(base, "(objectClass=*)", "BASE")


def test_only_hopthu_reads_without_a_limit(slapd: Slapd, hopthu: ldap3.Connection) -> None:
    """More entries than slapd's usual 500 come to the service account in one answer."""
    assert slapd.running
    for number in range(3, 600):
        dn = f"uid=thanh-hoa-{number:04},ou=people,{SUFFIX}"
        assert hopthu.add(dn, attributes=person(number))
    assert hopthu.search(f"ou=people,{SUFFIX}", "(uid=*)", attributes=["uid"])
    assert hopthu.result["description"] == "success"
    assert len(hopthu.entries) == 599
