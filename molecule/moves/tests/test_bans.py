"""Wrong passwords at several mail hosts are counted together."""

from __future__ import annotations

import time

from default.tests.directory_client import Server
from default.tests.mail_client import PASSWORD, PATIENCE, Post
from default.tests.test_hosts_bans import Guesser, comes_in

from .conftest import Ministry

WHO, OTHER = 10, 11


def test_ten_wrong_tries_are_ten_at_all_hosts(ministry: Ministry) -> None:
    """Five here and five there, and the address is refused on this account at both."""
    server = Server()
    hosts = (ministry.one, ministry.two)
    who, other = (ministry.one.person(number) for number in (WHO, OTHER))
    guessers = [Guesser(post, server) for post in hosts]
    try:
        assert [guesser.tries(("imap", who, PASSWORD)) for guesser in guessers] == [[True]] * 2
        assert not any(hit for guesser in guessers for hit in guesser.guess(who, 5))
        for post in hosts:
            await_ban(post, f"{server.address} for {who} until ")
        assert [guesser.tries(("imap", who, PASSWORD)) for guesser in guessers] == [[False]] * 2
        assert [guesser.tries(("imap", other, PASSWORD)) for guesser in guessers] == [[True]] * 2
        assert all(comes_in(post, who) for post in hosts)
    finally:
        for post in hosts:
            post.shell.run("hopthu-bans lift %s", who)


def await_ban(post: Post, line: str) -> None:
    """Wait until a host refuses."""
    end = time.monotonic() + PATIENCE
    while line not in (listed := post.shell.check_output("hopthu-bans")):
        assert time.monotonic() < end, listed
        time.sleep(0.1)
