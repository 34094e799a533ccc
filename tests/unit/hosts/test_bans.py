"""Who is refused after wrong passwords, for how long, and what a restart leaves of it."""

from __future__ import annotations

import base64
import http.client
import json
import smtplib
import socketserver
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from hopthu_bans import __main__ as command
from hopthu_bans import away
from hopthu_bans.book import BanBook
from hopthu_bans.guard import DAY, MINUTE, BanLimits, Guard, source_of
from hopthu_bans.reach import Reach
from hopthu_bans.server import BanServer
from hopthu_bans.turns import Turns

from .postfix_inbox import Inbox

LAN, DUNG = "lan@moj.gov.vn", "dung@moj.gov.vn"
HERE, THERE, OFFICE, WEB = "203.0.113.9", "198.51.100.1", "10.1.2.3", "10.9.9.9"
START = 1_790_000_000.0


class World:
    """A guard with small limits, and a clock that stands still until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.file, self.now, self.patience = folder / "bans.db", START, 5.0
        self.start()

    def start(self, rows: int = 1000) -> None:
        """Open the book, again perhaps."""
        self.book = BanBook(self.file, rows)
        limits = BanLimits(tries=3, accounts=3, within=10, lasts=30)
        self.guard = Guard(
            self.book, limits, [WEB], ["10.1.0.0/16"], lambda: self.now, Turns(self.patience)
        )

    def guess(self, count: int, address: str = HERE, login: str = LAN) -> list[bool]:
        """Try wrong passwords as Dovecot does; returns which of them were looked at."""
        allowed = []
        for _ in range(count):
            allowed.append(self.guard.allows(address, login))
            if allowed[-1]:
                self.guard.wrong(address, login)
                self.guard.over(address, login)
        return allowed


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A guard that has seen nothing yet."""
    made = World(tmp_path)
    yield made
    made.book.close()


def test_who_guesses_is_refused_on_this_account_from_there(world: World) -> None:
    """The owner elsewhere, and colleagues behind the same address, go on."""
    assert world.guess(5) == [True] * 3 + [False] * 2
    assert world.guard.allows(THERE, LAN)
    assert world.guard.allows(HERE, DUNG)
    assert not world.guard.allows(HERE, LAN.upper())


def test_many_at_once_are_let_through_as_one_after_another(world: World) -> None:
    """No more are looked at than may be wrong, however they come; right ones all are."""
    tried = []

    def guess(_: int) -> None:
        if world.guard.allows(HERE, LAN):
            tried.append(time.monotonic())
            time.sleep(0.02)
            world.guard.wrong(HERE, LAN)
            world.guard.over(HERE, LAN)

    def log_in(_: int) -> bool:
        allowed = world.guard.allows(HERE, DUNG)
        time.sleep(0.005)
        world.guard.over(HERE, DUNG)
        return allowed

    with ThreadPoolExecutor(20) as crowd:
        assert all(crowd.map(log_in, range(40)))
        list(crowd.map(guess, range(20)))
    assert len(tried) == 3
    assert not world.guard.allows(HERE, LAN)


def test_what_nothing_is_told_of_keeps_nobody_out(world: World) -> None:
    """But for where something was wrong already."""
    world.book.close()
    world.patience = 0.1
    world.start()
    assert [world.guard.allows(HERE, LAN) for _ in range(11)] == [True] * 9 + [False] * 2
    world.guard.wrong(HERE, LAN)
    assert not world.guard.allows(HERE, LAN)
    for _ in range(8):
        world.guard.over(HERE, LAN)
    assert world.guard.allows(HERE, LAN)


def test_slow_tries_are_forgotten(world: World) -> None:
    """As many within more minutes lead to nothing."""
    for _ in range(6):
        assert world.guess(1) == [True]
        world.now += 6 * MINUTE
    assert world.guess(1) == [True]


def test_a_ban_ends_and_survives_a_restart(world: World) -> None:
    """It lasts as long as it was said to, whether the service ran or not."""
    world.guess(3)
    world.book.close()
    world.now += 29 * MINUTE
    world.start()
    assert not world.guard.allows(HERE, LAN)
    world.now += 2 * MINUTE
    assert world.guess(4) == [True] * 3 + [False]


def test_many_accounts_from_a_strange_address(world: World) -> None:
    """It is refused for every account."""
    for login in ("a", "b", "c"):
        assert world.guess(1, login=login) == [True]
    assert not world.guard.allows(HERE, LAN)
    assert world.guard.allows(THERE, LAN)


@pytest.mark.parametrize("address", [HERE, OFFICE, WEB])
def test_our_offices_are_not_refused_as_a_whole(world: World, address: str) -> None:
    """Where one of us logged in; what is said to be an office; the webmail's host."""
    if address == HERE:
        world.guard.right(HERE)
        world.now += 80 * DAY
    for login in ("a", "b", "c", "d"):
        world.guess(1, address, login)
    assert world.guard.allows(address, LAN)
    world.guard.over(address, LAN)
    world.guess(9, address)
    assert world.guard.allows(address, LAN) == (address == WEB)


def test_an_office_of_long_ago_is_forgotten(world: World) -> None:
    """After three months without a login an address is strange again."""
    world.guard.right(HERE)
    world.now += 91 * DAY
    world.guard.right(THERE)
    for login in ("a", "b", "c"):
        world.guess(1, login=login)
    assert not world.guard.allows(HERE, LAN)


def test_a_network_of_ipv6_is_one(world: World) -> None:
    """Whoever has an address of a /64 has all of them; IPv4 in IPv6 is IPv4."""
    for last in range(3):
        world.guess(1, f"2001:db8:1:2::{last}")
    assert not world.guard.allows("2001:db8:1:2:ffff::1", LAN)
    assert world.guard.allows("2001:db8:1:3::1", LAN)
    assert str(source_of("::ffff:203.0.113.9")) == "203.0.113.9/32"


def test_one_host_of_a_network_of_ipv6(world: World) -> None:
    """Our own host is known by its whole address, and colleagues of its network are counted."""
    limits = BanLimits(tries=3, accounts=3, within=10, lasts=30)
    ours, office, minh = "2001:db8::10", "2001:db8:0:1:8000::7", "minh@moj.gov.vn"
    guard = Guard(world.book, limits, [ours, "::1"], ["2001:db8:0:1:8000::/66"], lambda: world.now)
    for login in (LAN, DUNG, minh):
        for _ in range(4):
            guard.wrong(ours, login)
            guard.wrong("::1", login)
        guard.wrong(office, login)
    assert guard.allows(ours, LAN)
    assert guard.allows("::1", LAN)
    assert guard.allows(office, LAN)
    for login in (LAN, DUNG, minh):
        guard.wrong("2001:db8::11", login)
    assert not guard.allows("2001:db8::12", "hoa@moj.gov.vn")


@pytest.mark.parametrize("address", ["", "local", "203.0.113.999"])
def test_what_is_no_address_is_never_refused(world: World, address: str) -> None:
    """A program of the host itself, say."""
    assert world.guess(5, address) == [True] * 5
    world.guard.right(address)


def test_the_book_does_not_grow_without_end(world: World) -> None:
    """What is oldest goes first, of each table."""
    world.book.close()
    world.start(rows=20)
    for number in range(60):
        address = f"198.51.100.{number}"
        world.guess(3, address)
        world.guard.right(address)
    base = sqlite3.connect(world.file)
    counts = [base.execute(f"SELECT count(*) FROM {t}").fetchone() for t in ("tries", "known")]  # noqa: S608
    base.close()
    assert counts == [(20,), (20,)]
    assert not world.guard.allows("198.51.100.59", LAN)


def test_a_clock_that_was_put_back_forgives_nothing(world: World) -> None:
    """Tries of a time to come count."""
    world.guess(2)
    world.now -= 9 * MINUTE
    assert world.guess(2) == [True, False]


def test_a_clock_that_was_far_ahead_is_forgotten(world: World) -> None:
    """What was counted and said in a day that has not come holds nobody up for ever."""
    world.now += 365 * DAY
    assert world.guess(4) == [True, True, True, False]
    world.guess(2, login=DUNG)
    world.now = START
    assert world.guess(2) == [True, True]
    assert world.guess(2, login=DUNG) == [True, True]
    with world.book.look() as page:
        assert not page.bans(world.now)


def test_the_commands(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who is banned is listed, and one ban or all of a login are lifted; --check lifts nothing."""
    monkeypatch.setattr("time.time", lambda: START)
    for address in (HERE, THERE):
        world.guess(3, address)

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["hopthu-bans", *words])
        status = command.main(world.file)
        return status, capsys.readouterr().out

    capsys.readouterr()
    listed = call()
    assert listed[0] == 0
    assert [line.split()[:3] for line in listed[1].splitlines()] == [
        [HERE, "for", LAN],
        [THERE, "for", LAN],
    ]
    assert call("lift", "--check", HERE)[1].startswith(f"would be lifted: {HERE}")
    assert call() == listed
    assert call("lift", HERE, "1.2.3.4") == (
        1,
        f"lifted: {listed[1].splitlines()[0]}\n1.2.3.4 is not banned\n",
    )
    assert world.guess(4) == [True] * 3 + [False]
    assert call("lift", LAN.upper())[1].count("lifted: ") == 2
    assert call() == (0, "")
    world.file = world.file.parent / "none.db"
    assert call()[0] == 2


class Asked:
    """A service that runs, and Dovecot's side of it."""

    def __init__(self, guard: Guard) -> None:
        self.answers = True
        self.server = BanServer(0, "secret", guard, lambda: self.answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def post(self, what: str, body: object, password: str = "") -> tuple[int, object]:
        """Return status and answer."""
        client = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=5)
        token = base64.b64encode(f"dovecot:{password or 'secret'}".encode()).decode()
        text = body if isinstance(body, str) else json.dumps(body)
        client.request("POST", f"/?command={what}", text, {"Authorization": f"Basic {token}"})
        answer = client.getresponse()
        found = json.loads(answer.read())
        client.close()
        return answer.status, found


@pytest.fixture
def asked(world: World) -> Iterator[Asked]:
    """The service over the world's guard."""
    made = Asked(world.guard)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_what_dovecot_asks_and_tells(asked: Asked) -> None:
    """Wrong passwords count; what was refused, or could not be checked, does not."""
    who = {"login": LAN, "remote": HERE}
    told = {**who, "success": False, "policy_reject": False}
    for each in (
        {**told, "policy_reject": True},
        {**told, "fail_type": "internal"},
        {**told, "success": True},
    ):
        for _ in range(3):
            assert asked.post("report", each)[0] == 200
    assert asked.post("allow", who) == (200, {"status": 0, "msg": ""})
    for _ in range(3):
        asked.post("report", {**told, "fail_type": "credentials"})
    assert asked.post("allow", who) == (200, {"status": -1, "msg": ""})


def test_a_directory_that_is_away(asked: Asked) -> None:
    """Dovecot 2.3 says of every failure the same: it counts where the directory answers."""
    who = {"login": LAN, "remote": HERE}
    for asked.answers, allowed in ((False, 0), (True, -1)):
        for _ in range(3):
            asked.post("report", {**who, "success": False, "policy_reject": False})
        assert asked.post("allow", who) == (200, {"status": allowed, "msg": ""})


def test_strangers_and_nonsense_are_refused(asked: Asked, world: World) -> None:
    """Without the password, or with what Dovecot never says; a book that is lost is an error."""
    who = {"login": LAN, "remote": HERE}
    assert asked.post("allow", who, "guessed")[0] == 401
    for nonsense in ("", "[]", "{}", '{"login": 1, "remote": 2}', "x" * (1 << 17)):
        assert asked.post("allow", nonsense)[0] == 400
    world.book.close()
    assert asked.post("allow", who)[0] == 500


class _Slapd(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        asked = self.request.recv(100)
        whole = asked[1] == len(asked) - 2 and asked.endswith(b"objectClass\x30\x05\x04\x031.1")
        self.request.sendall(b"\x30\x0c" if whole else b"?")


def test_whether_the_directory_answers() -> None:
    """One server is enough; an answer holds a second; one that says something else is none."""
    now = 0.0
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Slapd) as slapd:
        threading.Thread(target=slapd.serve_forever, daemon=True).start()
        here = f"ldap://127.0.0.1:{slapd.server_address[1]}"
        reach = Reach(["ldap://127.0.0.1:1", here], "", lambda: now)
        assert reach()
        slapd.shutdown()
    assert reach()
    now = 1.0
    assert not reach()


def test_the_postmaster_is_told(inbox: Inbox) -> None:
    """With what to do, in both languages; a Postfix that takes no letter is an error."""
    away.tell_away("postmaster@moj.gov.vn", inbox.server_address[1])
    letter = message_from_bytes(inbox.letters[0], policy=policy.default)
    assert letter["To"] == "postmaster@moj.gov.vn"
    assert letter.get_content().count("systemctl start hopthu-bans") == 1
    inbox.shut = True
    with pytest.raises(smtplib.SMTPException):
        away.tell_away("postmaster@moj.gov.vn", inbox.server_address[1])
