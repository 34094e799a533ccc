"""Who guesses passwords at the directory itself is refused there, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from .directory_client import SUFFIX, Server, login, shell_and_address
from .mail_client import Post
from .test_hosts import reached
from .test_hosts_bans import ipv6

WHO = 11
DN = f"uid=thanh-hoa-{WHO:04},ou=people,{SUFFIX}"
PATIENCE = 60.0  # seconds until the journal has told


@pytest.fixture
def guessed(server: Server) -> Iterator[str]:
    """The address of this machine, which has guessed until nothing answered it."""
    end = time.monotonic() + PATIENCE
    while server.client("ldapwhoami", "-D", DN, "-w", "dem-trang").returncode == 49:
        assert time.monotonic() < end, "nobody is refused"
    (line,) = server.shell.check_output("hopthu-ldap-bans").splitlines()
    yield line.split()[0]
    server.shell.run("hopthu-ldap-bans lift %s", line.split()[0])


# Wrong passwords until nothing answers any more.
GUESS = """
import socket, ssl, sys, time
trust, end = ssl._create_unverified_context(), time.monotonic() + 60

def text(tag, value):
    return bytes([tag, len(value)]) + value

bind = text(0x60, b"\\2\\1\\3" + text(4, sys.argv[2].encode()) + text(0x80, b"dem-trang"))
while time.monotonic() < end:
    try:
        with trust.wrap_socket(socket.create_connection((sys.argv[1], 636), 9)) as client:
            client.sendall(text(0x30, b"\\2\\1\\1" + bind))
            assert client.recv(64)
    except OSError:
        break
else:
    sys.exit("nobody is refused")
"""


@pytest.fixture
def neighbour(server: Server) -> Iterator[str]:
    """The address of the directory on a network of IPv6 that is refused for one of its hosts."""
    (address, *_) = ipv6(server.shell)
    stranger, _ = shell_and_address("out1")
    server.shell.check_output("nft insert rule inet hopthu input tcp dport 636 accept")
    try:
        stranger.check_output("python3 -c %s %s %s", GUESS, address, DN)
    finally:
        server.shell.check_output("hopthu-firewall --back")
    yield address
    server.shell.run("hopthu-ldap-bans lift %s", address)


def test_our_hosts_go_on_beside_a_neighbour_who_guesses(
    server: Server, post: Post, neighbour: str
) -> None:
    """A network of IPv6 is refused as one, but for the hosts in it that log in for others."""
    listed = server.shell.check_output("hopthu-ldap-bans")
    assert listed.startswith(str(ip_network((neighbour, 64), strict=False)))
    assert reached(post.shell, neighbour, 636) == [636]


@pytest.fixture
def who(post: Post) -> str:
    """Somebody who logs in; asked for while this machine may ask."""
    return post.person(WHO)


def test_who_guesses_at_the_directory_is_refused(
    server: Server, post: Post, who: str, guessed: str
) -> None:
    """With the right password too, until it is lifted; people log in all the same."""
    assert server.client("ldapwhoami", *login("hopthu")).returncode == 255
    with post.imap(who) as client:
        assert client.select("INBOX")[0] == "OK"
    server.shell.check_output("systemctl restart hopthu-ldap-bans")
    assert guessed in server.shell.check_output("hopthu-ldap-bans")
    server.shell.check_output("hopthu-ldap-bans lift %s", guessed)
    server.shell.check_output("systemctl restart hopthu-ldap-bans && sleep 1")
    assert server.client("ldapwhoami", *login("hopthu")).returncode == 0
    assert server.shell.run("hopthu-ldap-bans lift %s", guessed).rc == 1
