"""What a stranger finds at the web host, by IPv4 and IPv6: its ports, and how they encrypt."""

from __future__ import annotations

from default.tests.directory_client import shell_and_address
from default.tests.test_hosts import addresses
from default.tests.test_hosts_outside import found, judge, listening, offered, scanned

from .webmail_client import HOST


def test_ports() -> None:
    """Those of the table alone answer, at every address."""
    web, stranger = (shell_and_address(host)[0] for host in ("web1", "out1"))
    asked = listening(web) | set(range(1, 1024, 50)) | set(offered("web_servers"))
    for address in addresses(web):
        assert (address, found(stranger, address, asked)) == (address, offered("web_servers"))


def test_ciphers() -> None:
    """TLS 1.2 and 1.3 with authenticated encryption, for our name; no handshake for another."""
    stranger, _ = shell_and_address("out1")
    judge(scanned(stranger, "web1", 443, f"--sni-name={HOST}"), 443)


def test_challenges_are_answered_on_port_80() -> None:
    """Those of who issues certificates (ACME), from the folder of certbot alone."""
    web, _ = shell_and_address("web1")
    stranger, _ = shell_and_address("out1")
    folder = "/var/lib/hopthu-acme/.well-known/acme-challenge"
    web.check_output(f"mkdir -p {folder} && echo token.thumbprint >{folder}/token")
    get = "python3 -c %s %s %s"
    name = f"{HOST}:web1.lab.test"
    try:
        told = stranger.check_output(get, GET, name, "/.well-known/acme-challenge/token")
        assert told == "200 token.thumbprint"
        assert stranger.check_output(get, GET, name, "/.well-known/acme-challenge/x")[:3] == "404"
        assert stranger.check_output(get, GET, name, "/token")[:3] == "301"
    finally:
        web.check_output(f"rm -r {folder}")


GET = """
import http.client, sys
name, _, place = sys.argv[1].partition(":")
client = http.client.HTTPConnection(place, timeout=20)
client.request("GET", sys.argv[2], headers={"Host": name})
answer = client.getresponse()
print(answer.status, answer.read().decode().strip())
"""
