"""What a stranger finds, by IPv4 and IPv6: the ports of the table, and how they encrypt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import yaml

from .directory_client import PROJECT, Server, shell_and_address
from .mail_client import Post
from .shell import Shell
from .test_hosts import NO_IPV6, addresses

TABLE = PROJECT / "roles" / "host_baseline" / "files" / "ports.yml"
# Who is meant by these is everybody, unless the inventory says whom.
ANYBODY = {"everybody", "people", "administrators"}
NMAP = "nmap -n -Pn -sS -oG -"
SSLSCAN = "sslscan --no-colour --no-heartbleed --no-check-certificate --xml=-"
# Port 25 takes letters in any encryption, rather than in none; nobody logs in there.
LOGIN_PORTS = {
    "mail1": {465: "", 587: "--starttls-smtp", 993: "", 4190: ""},
    # At 389 slapd speaks as at 636, but sslscan does not understand its answer to STARTTLS.
    "ldap1": {636: ""},
}
# sslscan does not speak ManageSieve: whoever connects here is at port 4190, after STARTTLS.
SIEVE = """
import socket, sys, threading

def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass

def serve(client):
    server = socket.create_connection((sys.argv[1], 4190))
    stream = server.makefile("rb", buffering=0)
    for say in (b"", b"STARTTLS\\r\\n"):
        server.sendall(say)
        while not stream.readline().startswith(b"OK"):
            pass
    threading.Thread(target=pump, args=(client, server)).start()
    pump(server, client)
    client.close()

with socket.create_server(("127.0.0.1", 4190)) as door:
    while True:
        threading.Thread(target=serve, args=(door.accept()[0],)).start()
"""


@pytest.fixture(scope="session")
def stranger() -> Shell:
    """A host of the network that is in no group."""
    return shell_and_address("out1")[0]


def offered(group: str) -> list[int]:
    """The ports that the table opens to anybody on the hosts of a group."""
    rows = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return sorted(
        port
        for row in rows
        if row["hosts"] in (group, "servers") and ANYBODY.intersection(row["from"])
        for port in row["ports"]
    )


def listening(shell: Shell) -> set[int]:
    """The ports that something on a host listens at, for others or for itself."""
    told = shell.check_output("ss -Hltn")
    return {int(line.split()[3].rpartition(":")[2]) for line in told.splitlines()}


def found(stranger: Shell, address: str, ports: set[int]) -> list[int]:
    """Those of some ports of TCP that answer a stranger."""
    family = "-6 " if ":" in address else ""
    told = stranger.check_output(f"{NMAP} {family}-p {','.join(map(str, ports))} {address}")
    return sorted(int(port) for port in re.findall(r"[ ,](\d+)/open/", told))


def test_ports(server: Server, post: Post, stranger: Shell) -> None:
    """Of all that are listened at, and some more, those of the table alone answer.

    At every address of a host.
    """
    for shell, group in ((post.shell, "mail_servers"), (server.shell, "directory_servers")):
        asked = listening(shell) | set(range(1, 1024, 50)) | set(offered(group))
        assert asked > set(offered(group))
        for address in addresses(shell):
            assert (address, found(stranger, address, asked)) == (address, offered(group))


def test_ipv6_is_as_ipv4(server: Server, post: Post) -> None:
    """Hosts have both, where this machine can have both, and find each other by both."""
    if not any(":" in each for each in addresses(post.shell)):
        pytest.skip(NO_IPV6)
    for shell, asked in ((post.shell, server.shell), (server.shell, post.shell)):
        name = asked.check_output("hostname --fqdn")
        known = shell.check_output("getent ahosts %s | cut -d' ' -f1 | sort -u", name)
        assert known.split() == addresses(asked)


@pytest.fixture
def let_in(server: Server, post: Post, stranger: Shell) -> Iterator[None]:
    """The stranger reaches the directory, for a while, and speaks ManageSieve."""
    server.shell.check_output("nft insert rule inet hopthu input tcp dport 636 accept")
    relay = "systemd-run -q --unit=hopthu-sieve python3 -c %s %s"
    stranger.check_output(f"{relay} && sleep 1", SIEVE, post.name)
    yield
    stranger.check_output("systemctl stop hopthu-sieve")
    server.shell.check_output("hopthu-firewall --back")


def scanned(stranger: Shell, host: str, port: int, how: str) -> ElementTree.Element:
    """What sslscan finds at a port."""
    place = f"127.0.0.1:{port}" if port == 4190 else f"{host}.lab.test:{port}"
    told = stranger.check_output(f"{SSLSCAN} {how} {place}")
    test = ElementTree.fromstring(told).find("ssltest")  # noqa: S314 - our own tool's
    assert test is not None
    return test


@pytest.mark.usefixtures("let_in")
@pytest.mark.parametrize("host", LOGIN_PORTS)
def test_ciphers_where_people_log_in(stranger: Shell, host: str) -> None:
    """TLS 1.2 and 1.3 with authenticated encryption, a key for each session, and nobody unnamed."""
    for port, how in LOGIN_PORTS[host].items():
        judge(scanned(stranger, host, port, how), port)


def judge(test: ElementTree.Element, port: int) -> None:
    """Judge the protocols and ciphers of a port."""
    protocols = {
        f"{each.get('type')} {each.get('version')}"
        for each in test.findall("protocol")
        if each.get("enabled") == "1"
    }
    assert (port, protocols) == (port, {"tls 1.2", "tls 1.3"})
    ciphers = [each.get("cipher", "") for each in test.findall("cipher")]
    assert len(ciphers) > 2
    weak = [each for each in ciphers if not re.search(r"^(TLS_|ECDHE-).*(GCM|POLY1305|CCM)", each)]
    assert (port, weak) == (port, [])


def test_ciphers_of_port_25(stranger: Shell) -> None:
    """Letters come in any encryption that is not broken: TLS 1.2 and 1.3."""
    test = scanned(stranger, "mail1", 25, "--starttls-smtp")
    enabled = [each for each in test.findall("protocol") if each.get("enabled") == "1"]
    assert {each.get("version") for each in enabled} == {"1.2", "1.3"}
    ciphers = " ".join(each.get("cipher", "") for each in test.findall("cipher"))
    assert not re.search(r"RC4|DES|NULL|EXP|MD5", ciphers), ciphers
