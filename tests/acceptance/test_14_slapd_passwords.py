"""Which passwords the directory takes from their owners, by whatever way they come."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import ldap3
import pytest

from hopthu.servers.lab.config import hashed
from hopthu.servers.lab.slapd import Slapd

from .password_service import MINUTES, judged

SUFFIX = "dc=moj,dc=gov,dc=vn"
PERSON, OTHER = (f"uid=thanh-hoa-000{number},ou=people,{SUFFIX}" for number in (1, 2))
CLASSES = [
    *("top", "person", "organizationalPerson", "inetOrgPerson"),
    *("mailRecipient", "hopthuManaged", "hopthuAccount"),
]
NAMES = {"cn": "Tôn Thất Quắc Cường", "sn": "Tôn Thất", "telephoneNumber": "0913527846"}
FIRST, GOOD = "h8Kq-2mNp-x4Tz", "rung-xanh-bien-biec"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short enough for a socket."""
    return tmp_path_factory.mktemp("p")


@pytest.fixture(scope="module")
def directory(folder: Path) -> Iterator[Slapd]:
    """One for all tests, which make their people anew."""
    with judged(folder) as slapd:
        with service(slapd) as hopthu:
            assert hopthu.add(f"ou=people,{SUFFIX}", "organizationalUnit")
        yield slapd


def service(slapd: Slapd) -> ldap3.Connection:
    """As the account that writes people."""
    return ldap3.Connection(ldap3.Server(slapd.uri), slapd.service_dn, slapd.service_password)


@pytest.fixture
def slapd(directory: Slapd) -> Slapd:
    """With two people who have slips: their first passwords are marked as such."""
    with service(directory) as hopthu:
        for number, dn in enumerate((PERSON, OTHER), start=1):
            hopthu.delete(dn)
            attributes = {
                "objectClass": CLASSES,
                "hopthuProvince": "thanh_hoa",
                "hopthuState": "active",
                "mail": f"quaccuongtt{number}@moj.gov.vn",
                "hopthuAgency": "thanh-hoa",
                **NAMES,
            }
            assert hopthu.add(dn, attributes=attributes)
            slip = {"userPassword": [("MODIFY_REPLACE", [hashed(FIRST)])]}
            assert hopthu.modify(dn, {**slip, "pwdReset": [("MODIFY_REPLACE", ["TRUE"])]})
    return directory


def choose(slapd: Slapd, new: str, old: str = FIRST, who: str = "") -> str:
    """Change a password as its owner; returns what the server said, "success" where it did it."""
    bind = ("-x", "-H", slapd.uri, "-D", PERSON, "-w", old, "-a", old, "-s", new)
    done = subprocess.run(
        ["ldappasswd", *bind, *([who] if who else [])], capture_output=True, text=True, check=False
    )
    return "success" if done.returncode == 0 else done.stdout + done.stderr


def let_pass(slapd: Slapd, minutes: int) -> None:
    """Let the last change be so long ago."""
    then = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() - minutes * 60))
    change = f"dn: {PERSON}\nchangetype: modify\nreplace: pwdChangedTime\npwdChangedTime: {then}\n"
    subprocess.run(
        ["ldapmodify", "-e", "!relax", "-Y", "EXTERNAL", "-Q", "-H", slapd.uri],
        input=change,
        text=True,
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        *(
            (word, "common")
            for word in ("1234567890", "matkhau123", "Mật-Khẩu-2026", "P@ssw0rd2026")
        ),
        *(
            (word, "common")
            for word in ("anhyeuem2024", "Hoàng.Anh.1992", "1q2w3e4r5t", "(*&^%$#@!~")
        ),
        *(
            (word, "common")
            for word in ("Thads@2026", "moj.gov.vn-1", "ThanhHoa2025!", "15081990abc")
        ),
        *((word, "own") for word in ("Quắc-Cường-85!", "quaccuongtt1@85x", "0913527846abxy")),
        ("ngắn", "short"),
    ],
)
def test_what_is_guessed_first_is_refused(slapd: Slapd, new: str, reason: str) -> None:
    """With a reason in both languages; the slip's password stays."""
    said = choose(slapd, new)
    assert f"[{reason}]" in said
    assert " / " in said
    assert choose(slapd, GOOD) == "success"


@pytest.mark.parametrize(
    "who", ["", PERSON, PERSON.upper(), PERSON.replace("uid", "0.9.2342.19200300.100.1.1")]
)
def test_however_the_owner_is_named(slapd: Slapd, who: str) -> None:
    """The password is the owner's all the same."""
    assert "[common]" in choose(slapd, "matkhau12345", who=who)
    assert "[own]" in choose(slapd, "Quắc-Cường-85!", who=who)
    assert choose(slapd, GOOD, who=who) == "success"


@pytest.mark.parametrize(
    "change",
    [
        [("MODIFY_REPLACE", [GOOD])],
        [("MODIFY_ADD", [GOOD])],
        [("MODIFY_DELETE", [FIRST]), ("MODIFY_ADD", [GOOD])],
        [("MODIFY_REPLACE", [hashed("matkhau123")])],
        [("MODIFY_REPLACE", ["{ARGON2}$argon2id$v=19$m=19456,t=3,p=1$YWFhYWFhYWE$YWFhYWFhYWE"])],
        [("MODIFY_DELETE", [])],
    ],
)
def test_there_is_no_other_way(slapd: Slapd, change: list[tuple[str, list[str]]]) -> None:
    """No hash of one's own making, as slow as the server's or not, and none in the clear."""
    with ldap3.Connection(ldap3.Server(slapd.uri), PERSON, FIRST) as me:
        assert not me.modify(PERSON, {"userPassword": change})
        assert me.result["description"] == "insufficientAccessRights"
    assert choose(slapd, GOOD) == "success"


def test_one_change_an_hour_and_none_comes_back(slapd: Slapd) -> None:
    """A slip is replaced at once; five changes in a second do not bring the old one back."""
    assert choose(slapd, GOOD) == "success"
    assert "[soon]" in choose(slapd, GOOD + "-2", GOOD)
    let_pass(slapd, MINUTES - 1)
    assert "[soon]" in choose(slapd, GOOD + "-2", GOOD)
    let_pass(slapd, MINUTES + 1)
    assert choose(slapd, GOOD + "-2", GOOD) == "success"
    let_pass(slapd, MINUTES + 1)
    assert "history" in choose(slapd, GOOD, GOOD + "-2")


def test_somebody_elses_stays_theirs(slapd: Slapd) -> None:
    """Also with a good one; a new slip of the service's is taken at any time."""
    assert choose(slapd, GOOD) == "success"
    with ldap3.Connection(ldap3.Server(slapd.uri), PERSON, GOOD) as me:
        assert not me.extend.standard.modify_password(OTHER, None, GOOD)
    with service(slapd) as hopthu:
        assert hopthu.modify(PERSON, {"userPassword": [("MODIFY_REPLACE", [hashed("abc")])]})
    with ldap3.Connection(ldap3.Server(slapd.uri), PERSON, "abc") as me:
        assert me.bound


def test_transactions_go_on(slapd: Slapd) -> None:
    """They are operations of the same kind, and not the service's."""
    change = f"dn: {PERSON}\nchangetype: modify\nreplace: title\ntitle: Văn thư\n"
    bind = ("-x", "-H", slapd.uri, "-D", slapd.service_dn, "-w", slapd.service_password)
    subprocess.run(["ldapmodify", "-E", "!txn=commit", *bind], input=change, text=True, check=True)
