"""Who guesses passwords is refused, and nobody else; counted over all doors of the mail host."""

from __future__ import annotations

import contextlib
import imaplib
import json
from collections.abc import Iterator

import pytest

from .directory_client import Server
from .mail_client import PASSWORD, Post, at
from .shell import Shell
from .test_hosts import NO_IPV6, addresses

WHO, OTHER = 10, 8
# A try for each line of the plan (door, login, password), all at once, from an address or any.
TRY = """
import base64, concurrent.futures, imaplib, json, smtplib, socket, ssl, sys
host, source, plan = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
if source:
    connect = socket.create_connection
    socket.create_connection = lambda where, *_: connect(where, source_address=(source, 0))
trust = ssl._create_unverified_context()

def imap(login, password):
    imaplib.IMAP4_SSL(host, 993, ssl_context=trust).login(login, password)

def submissions(login, password):
    client = smtplib.SMTP_SSL(host, 465, context=trust)
    client.ehlo()
    client.login(login, password)

def submission(login, password):
    client = smtplib.SMTP(host, 587)
    client.starttls(context=trust)
    client.login(login, password)

def sieve(login, password):
    def say(line):
        connection.sendall(line.encode() + b"\\r\\n")
        return answer()
    def answer():
        stream = connection.makefile("rb", buffering=0)
        line = b" "
        while not line.startswith((b"OK", b"NO", b"BYE")):
            line = stream.readline()
        assert line.startswith(b"OK"), line
    connection = socket.create_connection((host, 4190))
    answer()
    say("STARTTLS")
    connection = trust.wrap_socket(connection)
    answer()
    token = base64.b64encode(("\\0%s\\0%s" % (login, password)).encode()).decode()
    say('AUTHENTICATE "PLAIN" "%s"' % token)

def attempt(each):
    door, login, password = each
    try:
        globals()[door](login, password)
    except (imaplib.IMAP4.error, smtplib.SMTPException, AssertionError):
        return False
    return True

with concurrent.futures.ThreadPoolExecutor(10) as crowd:
    print(json.dumps(list(crowd.map(attempt, plan))))
"""
DOORS = ("imap", "submissions", "submission", "sieve", "imap")
STRANGER = "203.0.113.9"
NETWORK = "2001:db8:203:113::/64"
TWO_OF_IT = ("2001:db8:203:113::9", "2001:db8:203:113:a:b:c:d")


class Guesser:
    """Somebody on another host of the network, who reaches the mail host from an address."""

    def __init__(self, post: Post, server: Server, source: str = "") -> None:
        self.post, self.server = post, server
        self.address = self.source = source or server.address

    def tries(self, *plan: tuple[str, str, str]) -> list[bool]:
        """Try each; returns which came in."""
        words = (self.post.name, self.source, json.dumps(plan))
        answer = self.server.shell.check_output("python3 -c %s %s %s %s", TRY, *words)
        return list(json.loads(answer))

    def guess(self, who: str, count: int) -> list[bool]:
        """Try wrong passwords, at one door after another."""
        return self.tries(*((DOORS[n % 5], who, f"mat-khau-{n}") for n in range(count)))


@pytest.fixture
def guesser(post: Post, server: Server) -> Iterator[Guesser]:
    """A colleague's machine; what it was banned for is lifted."""
    made = Guesser(post, server)
    yield made
    post.shell.run("hopthu-bans lift %s", made.address)


@pytest.fixture
def stranger(post: Post, server: Server) -> Iterator[Guesser]:
    """An address where nobody ever logged in."""
    made = Guesser(post, server, STRANGER)
    server.shell.check_output(f"ip address add {STRANGER}/32 dev lo")
    post.shell.check_output(f"ip route add {STRANGER} via %s", server.address)
    yield made
    post.shell.run(f"hopthu-bans lift {STRANGER}; ip route del {STRANGER}")
    server.shell.run(f"ip address del {STRANGER}/32 dev lo")


@pytest.fixture
def two_strangers(post: Post, server: Server) -> Iterator[list[Guesser]]:
    """Two addresses of somebody who has a network of IPv6, as everybody has there."""
    (to_there,) = ipv6(server.shell)
    for each in TWO_OF_IT:
        # Without "nodad" it would not be an address for a second.
        server.shell.check_output(f"ip address add {each}/128 dev lo nodad")
    post.shell.check_output(f"ip route add {NETWORK} via {to_there}")
    yield [Guesser(post, server, each) for each in TWO_OF_IT]
    post.shell.run(f"hopthu-bans lift {NETWORK}; ip route del {NETWORK}")
    for each in TWO_OF_IT:
        server.shell.run(f"ip address del {each}/128 dev lo")


def ipv6(shell: Shell) -> list[str]:
    """A host's address of IPv6; where the lab has none the test is left out."""
    found = [each for each in addresses(shell) if ":" in each]
    if not found:
        pytest.skip(NO_IPV6)
    return found


def comes_in(post: Post, who: str) -> bool:
    """Whether the owner logs in, from where owners are."""
    with contextlib.suppress(imaplib.IMAP4.error), post.imap(who):
        return True
    return False


def test_ten_wrong_tries_are_a_ban(post: Post, guesser: Guesser) -> None:
    """On this account from this address, at every door; not for its owner, not for colleagues."""
    who, other = post.person(WHO), post.person(OTHER)
    assert guesser.tries(("imap", who, PASSWORD)) == [True]
    assert not any(guesser.guess(who, 10))
    right = [(door, who, PASSWORD) for door in DOORS[:4]]
    assert guesser.tries(*right, ("imap", who.partition("@")[0].upper(), PASSWORD)) == [False] * 5
    assert guesser.tries(("imap", other, PASSWORD)) == [True]
    assert comes_in(post, who)
    post.shell.check_output("systemctl kill -s KILL hopthu-bans; sleep 4")
    listed = post.shell.check_output("hopthu-bans")
    assert f"{guesser.address} for {who} until " in listed
    assert guesser.tries(*right[:1]) == [False]
    assert post.shell.run("hopthu-bans lift --check %s", who).succeeded
    assert post.shell.check_output("hopthu-bans") == listed
    assert "lifted" in post.shell.check_output("hopthu-bans lift %s", who)
    assert guesser.tries(*right) == [True] * 4


def test_a_stranger_who_tries_many_accounts(post: Post, stranger: Guesser) -> None:
    """Is refused at all of them."""
    who = post.person(WHO)
    plan = [(DOORS[n % 5], at(f"ai-do-{n}"), "mat-khau") for n in range(10)]
    assert not any(stranger.tries(*plan))
    assert f"{STRANGER} for every account" in post.shell.check_output("hopthu-bans")
    assert stranger.tries(("imap", who, PASSWORD)) == [False]
    assert comes_in(post, who)


def test_a_network_of_ipv6_is_one(post: Post, two_strangers: list[Guesser]) -> None:
    """Five tries from here and five from there are ten; the owner goes on."""
    who = post.person(WHO)
    for each in two_strangers:
        assert not any(each.guess(who, 5))
    assert f"{NETWORK} for {who} until " in post.shell.check_output("hopthu-bans")
    assert [each.tries(("imap", who, PASSWORD)) for each in two_strangers] == [[False]] * 2
    assert comes_in(post, who)


def test_a_colleague_who_tries_many_accounts(post: Post, guesser: Guesser) -> None:
    """Does not have the office refused."""
    who = post.person(WHO)
    assert guesser.tries(("imap", who, PASSWORD)) == [True]
    guesser.tries(*((DOORS[n % 5], at(f"ai-do-{n}"), "mat-khau") for n in range(12)))
    assert guesser.tries(("imap", who, PASSWORD)) == [True]
    assert post.shell.check_output("hopthu-bans") == ""


def test_a_directory_that_is_away_bans_nobody(post: Post, guesser: Guesser) -> None:
    """No password was wrong where none could be looked at."""
    who = post.person(WHO)
    with post.without_directory():
        assert not any(guesser.tries(*([("imap", who, PASSWORD)] * 12)))
    assert post.shell.check_output("hopthu-bans") == ""


def test_logins_go_on_without_the_service(post: Post) -> None:
    """Nobody is kept out, and the postmaster hears of it."""
    who = post.person(WHO)
    found = "doveadm -f flow fetch -u postmaster@moj.gov.vn hdr.subject.utf8 text hopthu-bans"
    before = post.shell.check_output(found).count("hdr.subject")
    try:
        post.shell.check_output("systemctl stop hopthu-bans")
        assert comes_in(post, who)
        post.shell.check_output("systemctl start hopthu-bans-away")
        post.await_queue()
        assert post.shell.check_output(found).count("hdr.subject") == before + 1
    finally:
        post.shell.check_output("systemctl start hopthu-bans")
