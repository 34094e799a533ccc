"""What a service that was taken over could reach: systemd's own score, from 0 to 10."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator

import pytest

from .directory_client import Server
from .mail_client import PASSWORD, Post, at
from .test_hosts_bans import Guesser

# Tenths, as systemd-analyze wants them.
OURS, OTHERS = 30, 50


@pytest.mark.parametrize(
    ("host", "units"), [("ldap1", ["slapd"]), ("mail1", ["dovecot", "postfix@-", "postfix"])]
)
def test_services_are_bound(server: Server, post: Post, host: str, units: list[str]) -> None:
    """Servers of Debian at most 5.0, our own at most 3.0; the other tests show that they work."""
    shell = server.shell if host == "ldap1" else post.shell
    own = shell.check_output("ls /etc/systemd/system | grep '^hopthu-.*\\.service$'").split()
    assert len(own) > 2
    bounds = dict.fromkeys(units, OTHERS) | dict.fromkeys(own, OURS)
    # Debian 12 starts another unit by postfix.service, which is no more than a name there.
    listed = "systemctl show -P ExecStart %s | grep -v '/bin/true'"
    bounds = {unit: most for unit, most in bounds.items() if shell.run(listed, unit).rc == 0}
    assert "slapd" in bounds or "dovecot" in bounds
    loose = [
        unit
        for unit, most in bounds.items()
        if shell.run(f"systemd-analyze security --threshold={most} %s", unit).rc != 0
    ]
    assert loose == []


def test_one_address_does_not_fill_port_25(server: Server, post: Post) -> None:
    """There are a hundred places; the next one is for others."""
    sockets = [socket.create_connection((post.name, 25), timeout=20) for _ in range(21)]
    greetings = sorted(each.recv(4) for each in sockets)
    for each in sockets:
        each.close()
    assert greetings == [b"220 "] * 20 + [b"421 "]
    assert server.shell.check_output(f"timeout 9 python3 -c %s {post.name}", GREETED) == "220"


def test_a_network_of_ipv6_does_not_fill_port_25(post: Post, two_strangers: list[Guesser]) -> None:
    """Twenty places for all of its addresses together."""
    if "mail_version = 3.7." in post.shell.check_output("postconf mail_version"):
        pytest.skip("Postfix 3.7 counts each address of a network by itself")
    names = " ".join(each.address for each in two_strangers * 12)
    told = post.server.shell.check_output(f"python3 -c %s {post.name} 25 {names}", MANY)
    assert told.split() == ["250"] * 20 + ["421"] * 4


@pytest.fixture
def offices(post: Post, server: Server) -> Iterator[list[str]]:
    """Two addresses, as two offices have them, on the directory host."""
    found = ["203.0.113.31", "203.0.113.32"]
    for each in found:
        server.shell.check_output(f"ip address add {each}/32 dev lo")
        post.shell.check_output(f"ip route add {each} via {server.address}")
    yield found
    for each in found:
        post.shell.run(f"ip route del {each}")
        server.shell.run(f"ip address del {each}/32 dev lo")


@pytest.mark.parametrize("port", [465, 587])
def test_two_addresses_do_not_fill_a_port_of_submission(
    server: Server, post: Post, offices: list[str], port: int
) -> None:
    """Each has fifty places; whoever comes next is greeted, and nobody has to go for that."""
    names = " ".join([*offices * 50, server.address])
    told = server.shell.check_output(f"python3 -c %s {post.name} {port} {names}", MANY)
    assert told.split() == ["250"] * 101


# A connection from each address, all open at once: what those hear last that do nothing.
MANY = """
import socket, ssl, sys
host, port, *sources = sys.argv[1:]
trust, opened = ssl._create_unverified_context(), []
for each in sources:
    opened.append(socket.create_connection((host, int(port)), 20, (each, 0)))
    if port == "465":
        opened[-1] = trust.wrap_socket(opened[-1])
greeted = [each.recv(512) for each in opened]
for each, heard in zip(opened, greeted):
    if heard.startswith(b"220"):
        each.sendall(b"NOOP\\r\\n")
last = [each.recv(512) if heard[:3] == b"220" else heard for each, heard in zip(opened, greeted)]
print(*sorted(each[:3].decode() for each in last))
"""
GREETED = "import smtplib, sys; print(smtplib.SMTP().connect(sys.argv[1], 25)[0])"


def test_whoever_tries_names_is_put_out(post: Post) -> None:
    """At the tenth name that is nobody's."""
    since = post.shell.check_output("date +@%s")
    with post.smtp(25) as client:
        client.mail("a@example.org")
        codes = []
        with pytest.raises(smtplib.SMTPServerDisconnected):
            codes += [client.rcpt(at(f"khong-ai-{n}"))[0] for n in range(12)]
    told = f"journalctl -q --since {since} | grep 'too many errors after RCPT'"
    assert post.shell.run(told).rc == 0


def test_scripts_are_counted(post: Post) -> None:
    """A mailbox has 32, however small they are."""
    who = post.person(10)
    with post.sieve(who, PASSWORD) as ask:
        put = [f'PUTSCRIPT "s{n}" {{5+}}\r\nkeep;' for n in range(32)]
        for each in put:
            ask(each)
        with pytest.raises(AssertionError, match="QUOTA"):
            ask(put[0].replace("s0", "s32"))
        for n in range(32):
            ask(f'DELETESCRIPT "s{n}"')


def test_what_is_put_into_a_mailbox_is_bounded(post: Post) -> None:
    """A letter has a size, at whichever door; here less than people's have."""
    who = post.person(10)
    ours = "/etc/dovecot/dovecot.conf"
    lower = f"grep -q '= 104857600$' {ours} && sed -i 's/= 104857600$/= 20000/' {ours}"
    try:
        # A login in the middle of a reload fails; this is over when it says so.
        post.shell.check_output(f"{lower} && systemctl restart dovecot")
        with post.imap(who) as client:
            kept = [
                client.append("Drafts", "", "", b"Subject: x\r\n\r\n" + b"x" * size)
                for size in (10_000, 30_000)
            ]
            assert [each[0] for each in kept] == ["OK", "NO"]
    finally:
        post.shell.check_output("hopthu-mail-config")


def test_folders_are_counted(post: Post) -> None:
    """A mailbox has so many, where Dovecot can count them (2.4); here less than people's have."""
    if "2.3." in post.shell.check_output("dovecot --version"):
        pytest.skip("Dovecot 2.3 counts no folders")
    assert post.shell.check_output("doveconf -h quota_mailbox_count") == "1000"
    try:
        post.shell.check_output(
            "echo 'quota_mailbox_count = 12' >>/etc/dovecot/dovecot.conf && doveadm reload"
        )
        with post.imap(post.person(10)) as client:
            made = [client.create(f"dem{n}")[0] for n in range(12)]
            for n in range(12):
                client.delete(f"dem{n}")
        assert made[0] == "OK"
        assert made[-1] == "NO"
    finally:
        post.shell.check_output("hopthu-mail-config")
