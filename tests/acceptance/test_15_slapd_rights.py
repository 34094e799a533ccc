"""Each identity, operation and attribute of rights.yml, on a real slapd: open to whom it says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ldap3
import pytest
import yaml

from hopthu.servers.lab.config import Replication, hashed
from hopthu.servers.lab.slapd import Slapd

from .password_service import judged

RIGHTS = yaml.safe_load(Path(__file__).with_name("rights.yml").read_text(encoding="utf-8"))
SUFFIX = "dc=moj,dc=gov,dc=vn"
SERVICES = ("hopthu", "postfix", "dovecot", "webmail", "passwords", "replicator")
EVERYBODY = {"anonymous", "self", "colleague", *SERVICES, "admin"}
PERSON, COLLEAGUE = (f"uid=thanh-hoa-000{number},ou=people,{SUFFIX}" for number in (1, 2))
DN = {
    "person": PERSON,
    "managed": f"ou=thads,ou=agencies,{SUFFIX}",
    "list": f"cn=tatca,ou=lists,{SUFFIX}",
    "service": f"cn=postfix,ou=services,{SUFFIX}",
    "policy": f"cn=default,ou=policies,{SUFFIX}",
    "lock": f"cn=apply-lock,{SUFFIX}",
    "suffix": SUFFIX,
    "configuration": "cn=config",
    "monitor": "cn=Databases,cn=Monitor",
    "schema": "cn=Subschema",
    "root": "",
}
SECRET = "rung-xanh-bien-biec"
# What is made below each: its name, and its classes with what they need.
CHILDREN: Mapping[str, tuple[str, list[str], dict[str, str]]] = {
    "people": ("uid", ["inetOrgPerson"], {"cn": "x", "sn": "x"}),
    "agencies": ("ou", ["organizationalUnit"], {}),
    "lists": ("cn", ["organizationalRole"], {}),
    "services": ("cn", ["organizationalRole"], {}),
    "policies": ("cn", ["organizationalRole"], {}),
}
NUMBERS = itertools.count()
# By which an attribute of the server's own may be written.
RELAX = ("1.3.6.1.4.1.4203.666.5.12", True, None)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """One of several, whose passwords are judged: with all rules that there are."""
    one_of_several = Replication(1, ("ldap://127.0.0.1:9",), SECRET)  # nobody is there
    with judged(tmp_path_factory.mktemp("r"), replication=one_of_several) as slapd:
        with as_admin(slapd) as admin:
            fill(admin)
        yield slapd


def fill(admin: ldap3.Connection) -> None:
    """Make what the identities meet, and the identities."""

    def make(dn: str, classes: list[str], **attributes: str) -> None:
        assert admin.add(dn, classes, attributes), admin.result

    for name in ("people", "agencies", "lists"):
        make(f"ou={name},{SUFFIX}", ["organizationalUnit"])
    for name in SERVICES[1:-1]:
        classes = ["organizationalRole", "simpleSecurityObject"]
        make(f"cn={name},ou=services,{SUFFIX}", classes, userPassword=hashed(SECRET))
    account = ["inetOrgPerson", "mailRecipient", "hopthuManaged", "hopthuAccount"]
    managed = {"hopthuProvince": "thanh_hoa"}
    for number, dn in enumerate((PERSON, COLLEAGUE)):
        name, mail = "Tôn Thất Cường", f"cuong{number}@moj.gov.vn"
        person = {"cn": name, "sn": name, "title": "x", "ou": "x", "telephoneNumber": "02373855"}
        person["hopthuPlainName"] = "Ton That Cuong"
        more = {"mailHost": "mail1", "mailQuota": "1", "mailForwardingAddress": mail}
        aliases = {"mailAlternateAddress": f"alias{number}@moj.gov.vn"}
        aliases["hopthuHold"] = "TRUE"
        state = {"hopthuState": "active", "hopthuAgency": "thads", "userPassword": hashed(SECRET)}
        make(dn, account, mail=mail, **person, **more, **aliases, **state, **managed)
    agency = ["organizationalUnit", "mailRecipient", "hopthuManaged", "hopthuAgencyUnit"]
    known = {"hopthuId": "thads", "hopthuKind": "department", "hopthuManager": COLLEAGUE}
    box = {"mail": "thads@moj.gov.vn", "mailAlternateAddress": "a@moj.gov.vn", "mailQuota": "1"}
    box |= {"displayName": "x", "hopthuPlainName": "x"}
    make(DN["managed"], agency, hopthuHold="TRUE", **known, **box, **managed)
    letters = {"mail": "tatca@moj.gov.vn", "mgrpRFC822MailMember": "cuong0@moj.gov.vn"}
    lists = ["hopthuList", "mailGroup", "hopthuManaged"]
    make(DN["list"], lists, hopthuWriter=SUFFIX, **letters, **managed)
    make(DN["lock"], ["organizationalRole"], description="x")
    # So that there is a former one.
    assert admin.modify(PERSON, {"userPassword": [("MODIFY_REPLACE", [hashed(SECRET)])]})
    mark(admin)


def as_admin(slapd: Slapd) -> ldap3.Connection:
    """With all rights, of this directory and of its configuration."""
    return ldap3.Connection(
        ldap3.Server(slapd.uri, get_info=ldap3.NONE), slapd.admin_dn, slapd.admin_password
    )


@pytest.fixture(scope="module")
def all_of_them(directory: Slapd) -> Iterator[Mapping[str, ldap3.Connection]]:
    """A connection of each identity."""
    server = ldap3.Server(directory.uri, get_info=ldap3.NONE)
    service = {name: f"cn={name},ou=services,{SUFFIX}" for name in SERVICES}
    logins = {**service, "self": PERSON, "colleague": COLLEAGUE}
    made = {"anonymous": ldap3.Connection(server), "admin": as_admin(directory)}
    for name, dn in logins.items():
        secret = directory.service_password if name == "hopthu" else SECRET
        made[name] = ldap3.Connection(server, dn, secret)
    for name, each in made.items():
        assert each.bind(), name
    yield made
    for each in made.values():
        each.unbind()


def mark(admin: ldap3.Connection) -> None:
    """A password that was changed long ago, and is no first one; sessions stay as they were."""
    marks = {
        "pwdReset": [("MODIFY_REPLACE", ["FALSE"])],
        "pwdChangedTime": [("MODIFY_REPLACE", ["20080101000000Z"])],
    }
    assert admin.modify(PERSON, marks, controls=[RELAX]), admin.result


def rows(operation: str) -> list[tuple[str, str]]:
    """Each kind of entry and attribute of an operation."""
    return [(kind, name) for kind, names in RIGHTS[operation].items() for name in names]


def open_to(said: Any) -> set[str]:
    """The identities of a row."""
    found = EVERYBODY if said == "everybody" else set(said)
    assert found <= EVERYBODY
    return found


def may(connection: ldap3.Connection) -> bool:
    """Whether the last operation was open: done, or refused for lack of rights."""
    described = connection.result["description"]
    assert described in (
        "success",
        "insufficientAccessRights",
        "noSuchObject",
        "strongerAuthRequired",
    )
    return bool(described == "success")


@pytest.mark.parametrize(("kind", "name"), rows("read"))
def test_read(all_of_them: Mapping[str, ldap3.Connection], kind: str, name: str) -> None:
    """What comes back where it is asked for."""
    seen = set()
    for identity, each in all_of_them.items():
        wanted = "1.1" if name == "entry" else name
        question = f"(|(objectClass=*)({name}=*))"
        if each.search(DN[kind], question, "BASE", attributes=[wanted]) and (
            name == "entry" or each.entries[0].entry_attributes_as_dict.get(name)
        ):
            seen.add(identity)
    assert seen == open_to(RIGHTS["read"][kind][name])


@pytest.mark.parametrize(("kind", "name"), rows("find"))
def test_find(all_of_them: Mapping[str, ldap3.Connection], kind: str, name: str) -> None:
    """By whether the attribute is there, which tells something already."""
    seen = {
        identity
        for identity, each in all_of_them.items()
        if each.search(DN[kind], f"({name}=*)", "BASE", attributes=["1.1"])
        or found_unseen(each, kind, name)
    }
    assert seen == open_to(RIGHTS["find"][kind][name])


def found_unseen(each: ldap3.Connection, kind: str, name: str) -> bool:
    """Whether it answers otherwise for what is there than for what is not."""
    answers = []
    for question in (f"({name}=*)", f"(!({name}=*))"):
        each.search(DN[kind], question, "BASE", attributes=["1.1"])
        answers.append((each.result["description"], len(each.entries)))
    return answers[0] != answers[1]


@pytest.mark.parametrize(("kind", "name"), rows("change"))
def test_change(
    all_of_them: Mapping[str, ldap3.Connection], directory: Slapd, kind: str, name: str
) -> None:
    """The value that is there, so that nothing but the right decides."""
    with as_admin(directory) as admin:
        mark(admin)
        assert admin.search(DN[kind], "(objectClass=*)", "BASE", attributes=[name])
        values = admin.entries[0][name].raw_values or ["0"]
    done = set()
    for identity, each in all_of_them.items():
        given = [hashed(SECRET)] if name == "userPassword" else values
        each.modify(DN[kind], {name: [("MODIFY_REPLACE", given)]})
        if may(each):
            done.add(identity)
    assert done == open_to(RIGHTS["change"][kind][name])


def child(kind: str) -> tuple[str, list[str], dict[str, str]]:
    """A name that nobody had, and what it takes."""
    attribute, classes, needs = CHILDREN[kind]
    return f"{attribute}=x{next(NUMBERS)},ou={kind},{SUFFIX}", classes, needs


@pytest.mark.parametrize("kind", RIGHTS["make"])
def test_make(all_of_them: Mapping[str, ldap3.Connection], kind: str) -> None:
    """An entry of the kind that belongs there."""
    done = set()
    for identity, each in all_of_them.items():
        each.add(*child(kind))
        if may(each):
            done.add(identity)
    assert done == open_to(RIGHTS["make"][kind])


@pytest.mark.parametrize("operation", ["remove", "rename"])
@pytest.mark.parametrize("kind", RIGHTS["rename"])
def test_take_away(
    all_of_them: Mapping[str, ldap3.Connection], directory: Slapd, operation: str, kind: str
) -> None:
    """An entry that is there, for each identity another one."""
    done = set()
    for identity, each in all_of_them.items():
        dn, *made = child(kind)
        with as_admin(directory) as admin:
            assert admin.add(dn, *made)
        if operation == "remove":
            each.delete(dn)
        else:
            each.modify_dn(dn, f"{dn.partition('=')[0]}=y{next(NUMBERS)}")
        if may(each):
            done.add(identity)
    assert done == open_to(RIGHTS[operation][kind])


@pytest.mark.parametrize("kind", RIGHTS["password"])
def test_password(all_of_them: Mapping[str, ldap3.Connection], directory: Slapd, kind: str) -> None:
    """Of somebody's own or of another, without the old one."""
    with as_admin(directory) as admin:
        mark(admin)
    done = set()
    for identity in sorted(all_of_them, key="self".__ne__):
        each = all_of_them[identity]
        each.extend.standard.modify_password(DN[kind], None, f"bien-biec-rung-xanh-{identity}")
        if may(each):
            done.add(identity)
    assert done == open_to(RIGHTS["password"][kind])
