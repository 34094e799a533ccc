"""Which passwords are refused, and what slapd is answered."""

from __future__ import annotations

import base64
import random
import socket
import string
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu_passwords.judge import REASONS, AwayError, Person, Rules
from hopthu_passwords.lists import WORDS
from hopthu_passwords.pieces import effort, folded
from hopthu_passwords.request import CHANGE, Change, read_change
from hopthu_passwords.service import GO_ON, PasswordServer, settings_rules

RULES = Rules(10, 60, ("moj.gov.vn",))
AN = Person(("Nguyễn Văn Ân", "nguyenvanan@moj.gov.vn", "annv2@moj.gov.vn", "thanh-hoa-0001"))
DN = "uid=thanh-hoa-0001,ou=people,dc=moj,dc=gov,dc=vn"


@pytest.mark.parametrize(
    "password",
    [
        *("1234567890", "0987654321", "aaaaaaaaaa", "abcabcabcabc", "123123123123", "qwertyuiop"),
        *("1q2w3e4r5t", "1qaz2wsx3edc", "!@#$%^&*()", "asdfghjkl;", "zxcvbnm123", "----------"),
        *("password123", "P@ssw0rd2026", "Admin@12345", "iloveyou2024", "uahktam123"),
        *("matkhau123", "Mật-Khẩu-2026", "anhyeuem2024", "toiyeuvietnam", "conyeume@123"),
        *("Nguyen1985@", "Hoàng.Anh.1992", "phamminhtuan@1985", "15081990abc", "Trang@15/08"),
        *("Thads@2026", "botuphap2026", "moj.gov.vn-1", "ThanhHoa2025!", "0913527846"),
    ],
)
def test_guessed_first(password: str) -> None:
    """Composed or not, with marks or without."""
    assert RULES.fault(password, Person(), by_owner=True) == "common"


@pytest.mark.parametrize(
    "password",
    [
        *("rung-xanh-bien-biec", "Song Tra xanh 2008", "Tôi thích ăn phở bò", "Molecule-2008"),
        *("Xk7#pQ2!vz", "h8Kq-2mNp-x4Tz", "correcthorsebattery", "4tJq9wLm2x"),
    ],
)
def test_good_ones(password: str) -> None:
    """Words that do not belong together, and chance."""
    assert RULES.fault(password, AN, by_owner=True) == ""


def test_chance_is_rarely_refused() -> None:
    """One in twenty, of the shortest."""
    chance = random.Random(1)  # noqa: S311 - no secret
    letters = string.ascii_letters + string.digits + string.punctuation
    made = ["".join(chance.choices(letters, k=10)) for _ in range(400)]
    assert sum(bool(RULES.fault(each, Person(), by_owner=True)) for each in made) < 20


def test_ones_own() -> None:
    """Names in any order, initials, addresses, numbers; nobody else's."""
    rare = Person(("Tôn Thất Quắc Cường", "quaccuongtt@moj.gov.vn", "0913527846"))
    for password in ("Quắc-Cường-85!", "CuongTTQ-xw31", "quaccuongtt@85x", "0913527846abxy"):
        assert RULES.fault(password, rare, by_owner=True) == "own"
        assert RULES.fault(password, Person(), by_owner=True) == ""


def test_time_between_changes() -> None:
    """It is the owner's alone; a first password has no age, and a clock that is behind none."""
    for age, by_owner, reason in (
        *((0.0, True, "soon"), (3599.0, True, "soon"), (3600.0, True, "")),
        *((0.0, False, ""), (None, True, ""), (-5.0, True, "")),
    ):
        assert RULES.fault("h8Kq-2mNp-x4Tz", Person(age=age), by_owner=by_owner) == reason
    assert RULES.fault("ngắn", Person(), by_owner=True) == "short"


def test_pieces() -> None:
    """The cheapest way counts, in any writing; no text takes long."""
    assert folded("Đường MẬT") == "duong mat"
    assert effort("", WORDS) == 0
    assert effort("matkhau", WORDS) == effort("M4TKH@U", WORDS) == effort("uahktam", WORDS) == 1
    assert effort("xyqzk", {}) == 5
    assert effort("\udcff\udcfe", WORDS) == 2
    assert effort("nguyenvanan" * 1000, WORDS) > 6


def element(tag: int, content: bytes) -> bytes:
    """One of BER, with a length as long as it may be."""
    return bytes([tag, 0x82]) + len(content).to_bytes(2, "big") + content


def question(value: bytes, oid: str = CHANGE, binder: str = DN) -> list[str]:
    """What slapd writes."""
    text = base64.b64encode(value).decode()
    return ["EXTENDED", "msgid: 3", f"binddn: {binder}", f"oid: {oid}", f"value: {text}"]


def change(who: str, new: bytes) -> bytes:
    """A request of RFC 3062."""
    parts = element(0x80, who.encode()) if who else b""
    return element(0x30, parts + element(0x81, b"old") + element(0x82, new))


def test_questions() -> None:
    """Whose password it is to be is said, or who asks; the rest goes on."""
    assert read_change(question(change("", b"new"))) == Change(DN, DN, "new")
    assert read_change(question(change("uid=x", b"\xff"))) == Change("uid=x", DN, "\udcff")
    assert read_change(question(change("", b""))) is None
    assert read_change(question(b"", oid="1.3.6.1.4.1.4203.1.11.3")) is None
    assert read_change(["MODIFY", f"dn: {DN}", "replace: title", "-"]) is None
    assert read_change([]) is None


@pytest.mark.parametrize(
    "value",
    [
        *(b"", b"\x30", b"\x30\x05\x82\x01", b"\x31\x00", b"\x30\x80\x00\x00"),
        *(change("", b"new") + b"\x00", element(0x30, element(0x83, b""))),
        *(
            element(0x30, element(0x82, b"a") + element(0x82, b"b")),
            element(0x30, element(0x82, b"a") + element(0x80, b"b")),
        ),
        element(0x30, element(0x80, b"\xff") + element(0x82, b"a")),
    ],
)
def test_what_cannot_be_read_is_refused(value: bytes) -> None:
    """It could be another password to slapd."""
    with pytest.raises(ValueError, match=r".*"):
        read_change(question(value))


class Known:
    """Stands for the directory: it knows one person, or is away."""

    away = False

    def find(self, dn: str) -> tuple[str, Person] | None:
        """Return them by a DN in any case."""
        if self.away:
            raise AwayError("away")
        return (DN, Person(age=0.0)) if dn.lower() == DN else None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PasswordServer]:
    """The service."""
    Known.away = False
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        rules = settings_rules({"shortest": 10, "minutes": 60, "house": []})
        made = PasswordServer(listening, rules, Known(), "cn=admin")
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


def asked(server: PasswordServer, lines: list[str]) -> str:
    """Ask as slapd does."""
    with socket.socket(socket.AF_UNIX) as slapd:
        slapd.connect(server.socket.getsockname())
        slapd.sendall("".join(f"{line}\n" for line in [*lines, ""]).encode())
        return slapd.makefile().read()


def test_answers(server: PasswordServer) -> None:
    """A result of LDAP with the reason, or to go on."""
    good = b"h8Kq-2mNp-x4Tz"
    assert asked(server, question(change("", b"matkhau123"))).startswith(
        "RESULT\ncode: 19\ninfo: ["
    )
    assert "[soon]" in asked(server, question(change(DN, good)))
    assert asked(server, question(change(DN, good), binder="cn=hopthu")) == GO_ON
    assert "[common]" in asked(server, question(change(DN, b"matkhau123"), binder="cn=hopthu"))
    assert asked(server, question(change("cn=x", b"matkhau123"))) == GO_ON
    assert asked(server, question(b"\x30")).startswith("RESULT\ncode: 2\n")
    assert asked(server, ["MODIFY"]) == GO_ON
    assert asked(server, question(change(DN, b"matkhau123"), binder="cn=Admin")) == GO_ON
    Known.away = True
    assert asked(server, question(change("", good))).startswith("RESULT\ncode: 51\n")


def test_reasons_are_told_in_both_languages() -> None:
    """On one line each."""
    for reason in REASONS:
        told = RULES.told(reason)
        assert told.startswith(f"[{reason}] ")
        assert " / " in told
        assert "\n" not in told
