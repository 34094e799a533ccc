"""Three hundred guesses over five doors from three addresses, beside somebody who works."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from default.tests.directory_client import Server, shell_and_address
from default.tests.mail_client import Post
from default.tests.shell import Shell
from default.tests.test_hosts_bans import DOORS, TRY, Guesser

from .webmail_client import HOST

WHO = 12
GUESSERS = ("203.0.113.21", "203.0.113.22", "203.0.113.23")
EACH = 100  # guesses of an address, at one door after another
TRIES = 10  # of an address on an account that are looked at
# Where Dovecot has told nothing of the first ones for a second, a few more are let through.
MOST = TRIES * len(GUESSERS) * 3 // 2

# Two doors more. The webmail's page has a token, and a cookie that goes with it.
MORE = f"""
import http.client, re, urllib.parse

def webmail(login, password):
    name = "{HOST}"
    def ask(method, body=None, **more):
        client = http.client.HTTPConnection(name)
        plain = socket.create_connection((source, 443))
        client.sock = trust.wrap_socket(plain, server_hostname=name)
        client.request(method, "/?_task=login", body, {{"Host": name, **more}})
        answer = client.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    status, headers, page = ask("GET")
    assert status == 200, status
    cookie = "; ".join(each.partition(";")[0] for each in headers.get_all("Set-Cookie"))
    token = re.search(r'name="_token" value="([^"]+)"', page)[1]
    form = {{"_token": token, "_task": "login", "_action": "login"}}
    form |= {{"_user": login, "_pass": password}}
    kind = "application/x-www-form-urlencoded"
    body = urllib.parse.urlencode(form)
    status, _, _ = ask("POST", body, **{{"Cookie": cookie, "Content-Type": kind}})
    assert status == 302, status

def ldap(login, password):
    def text(tag, value):
        return bytes([tag, len(value)]) + value
    who = ("uid=thanh-hoa-{WHO:04},ou=people,dc=moj,dc=gov,dc=vn").encode()
    bind = text(0x60, b"\\2\\1\\3" + text(4, who) + text(0x80, password.encode()))
    try:
        client = trust.wrap_socket(socket.create_connection(("ldap1.lab.test", 636)))
        client.sendall(text(0x30, b"\\2\\1\\1" + bind))
        assert client.recv(64)[9:10] == b"\\0"
    except OSError:
        raise AssertionError

def attempt("""


@dataclass
class WebHost:
    """Where the guesses come from: a host that routes to all others."""

    shell: Shell
    address: str


class Campaigner(Guesser):
    """Knows two doors more."""

    def guess(self, who: str, count: int) -> list[bool]:
        """Try wrong passwords, at one door after another."""
        doors = (*DOORS[:4], "webmail", "ldap")
        plan = ((doors[n % 6], who, f"dem-trang-{n}") for n in range(count))
        return self.tries(*plan)


@pytest.fixture
def guessers(
    post: Post, server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Campaigner]]:
    """Strangers on the web host; what they were banned for is lifted."""
    monkeypatch.setattr("default.tests.test_hosts_bans.TRY", TRY.replace("\ndef attempt(", MORE))
    host = WebHost(*shell_and_address("web1"))
    routes = [(shell, each) for shell in (post.shell, server.shell) for each in GUESSERS]
    for each in GUESSERS:
        host.shell.check_output(f"ip address add {each}/32 dev lo")
    for shell, each in routes:
        shell.check_output(f"ip route add {each} via %s", host.address)
    yield [Campaigner(post, host, each) for each in GUESSERS]  # type: ignore[arg-type]
    for shell, each in routes:
        shell.run(f"ip route del {each}")
    for each in GUESSERS:
        post.shell.run(f"hopthu-bans lift {each}")
        host.shell.run(f"ip address del {each}/32 dev lo")


def working(post: Post, who: str, until: float) -> list[float]:
    """Log in and read, again and again; returns the seconds that each took."""
    took: list[float] = []
    while not took or time.monotonic() < until:
        start = time.monotonic()
        with post.imap(who) as client:
            assert client.select("INBOX", readonly=True)[0] == "OK"
        took.append(time.monotonic() - start)
        time.sleep(0.5)
    return took


def looked_at(server: Server, since: str) -> int:
    """How many wrong passwords came to the directory."""
    found = server.shell.run(f"journalctl -u slapd -o cat --since='{since}' --no-pager")
    return found.stdout.count("RESULT tag=97 err=49")


def test_a_campaign(post: Post, server: Server, guessers: list[Campaigner]) -> None:
    """Ten of each address are looked at, or a few more, and the owner is never kept out.

    How much slower the owner's logins are is told; it is the machine's as much as ours.
    """
    who = post.person(WHO)
    quiet = working(post, who, time.monotonic() + 3)
    since = server.shell.check_output("date '+%F %T'")
    with ThreadPoolExecutor(len(guessers)) as crowd:
        campaign = [crowd.submit(each.guess, who, EACH) for each in guessers]
        beside: list[float] = []
        while not all(each.done() for each in campaign):
            beside += working(post, who, time.monotonic())
        came_in = [each for done in campaign for each in done.result()]
    assert len(came_in) == EACH * len(GUESSERS)
    assert not any(came_in)
    listed = post.shell.check_output("hopthu-bans")
    for each in GUESSERS:
        assert f"{each} for {who} until " in listed
    assert looked_at(server, since) <= MOST
    assert working(post, who, time.monotonic())
    ratio = statistics.median(beside) / statistics.median(quiet)
    told = f"a login takes {statistics.median(quiet):.2f} s, {ratio:.1f} times that beside guesses"
    sys.stdout.write(f"{told}\n")
