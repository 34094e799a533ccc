"""What every host has, whatever it serves: who reaches which port, updates, the journal."""

from __future__ import annotations

import re

import pytest

from .directory_client import Server, login
from .mail_client import Post, at
from .shell import Shell

# What of a host's ports answers the machine that it runs on; refused counts as no answer.
KNOCK = """
import socket, sys
for port in map(int, sys.argv[2:]):
    try:
        socket.create_connection((sys.argv[1], port), timeout=3).close()
        print(port)
    except OSError:
        pass
"""

NO_IPV6 = "the lab has no IPv6: this machine has none, or sets no rules of ip6tables"
TRY_AND_KEEP = "hopthu-firewall --try && hopthu-firewall --keep"


def reached(shell: Shell, host: str, *ports: int) -> list[int]:
    """Return the ports of a host that a program on another one can connect to."""
    command = "python3 -c %s %s" + " %s" * len(ports)
    answered = shell.check_output(command, KNOCK, host, *map(str, ports))
    return [int(line) for line in answered.split()]


def addresses(shell: Shell) -> list[str]:
    """A host's addresses by which others reach it: of IPv4, and of IPv6 where the lab has it."""
    told = shell.check_output("ip -o addr show dev eth0 scope global")
    return sorted(re.findall(r" inet6? ([0-9a-f.:]+)/", told))


def test_only_what_the_table_names_is_offered(server: Server, post: Post) -> None:
    """A service that somebody starts on another port is reached by nobody, one of the table is.

    By each address of a host, so over IPv6 as well.
    """
    other = "systemd-run -q --unit=hopthu-other python3 -m http.server"
    for shell, asker, open_ports in (
        (post.shell, server.shell, [22, 25, 465, 587, 993, 4190]),
        (server.shell, post.shell, [22, 389, 636]),
    ):
        shell.check_output(f"{other} 8080 --bind :: && sleep 1")
        try:
            for host in addresses(shell):
                assert (host, reached(asker, host, *open_ports, 8080)) == (host, open_ports)
                assert (host, reached(shell, host, 8080)) == (host, [8080])
        finally:
            shell.check_output("systemctl stop hopthu-other")


def test_hosts_have_the_time_of_the_policy(server: Server, post: Post) -> None:
    """So that what they note, and date, is what people read on their clocks."""
    for shell in (server.shell, post.shell):
        assert shell.check_output("readlink -f /etc/localtime").endswith("/Asia/Ho_Chi_Minh")
        assert shell.check_output("date +%z") == "+0700"


def test_letters_and_accounts_are_for_our_hosts_alone(server: Server, post: Post) -> None:
    """Port 24 for mail hosts; the directory for hosts of the environment, not for neighbours."""
    for port in (24, 12340):
        post.shell.check_output(
            f"systemd-run -q --unit=hopthu-{port} python3 -m http.server {port}"
        )
    neighbour = "ip address add 203.0.113.9/32 dev lo"
    try:
        post.shell.check_output(f"sleep 1; {neighbour}")
        server.shell.check_output("ip route add 203.0.113.9 via %s", address(post))
        assert reached(server.shell, address(post), 24, 12340) == []
        assert reached(post.shell, address(post), 24, 12340) == [24, 12340]
        from_there = KNOCK.replace("timeout=3", "timeout=3, source_address=('203.0.113.9', 0)")
        for source, ports in ((KNOCK, [22, 389, 636]), (from_there, [22])):
            asked = post.shell.check_output(f"python3 -c %s {server.address} 22 389 636", source)
            assert [int(line) for line in asked.split()] == ports
    finally:
        post.shell.run(
            "systemctl stop hopthu-24 hopthu-12340; ip address del 203.0.113.9/32 dev lo"
        )
        server.shell.run("ip route del 203.0.113.9")


def address(post: Post) -> str:
    """The address of the mail host, as the directory host knows it."""
    return post.server.shell.check_output("getent ahostsv4 %s", post.name).split()[0]


def test_rules_that_lock_us_out_do_not_stay(server: Server) -> None:
    """They are tried, nobody says that they may stay, and those before are back."""
    folder = "/etc/hopthu-firewall"
    shut = f"sed '/dport/d' {folder}/kept.nft >{folder}/staged.nft"
    before = server.shell.check_output("nft list table inet hopthu")
    try:
        server.shell.check_output(f"{shut} && PATIENCE=2 hopthu-firewall --try")
        assert server.client("ldapwhoami", *login("hopthu")).returncode != 0
        assert "dport" in server.shell.file(f"{folder}/kept.nft").content_string
        server.shell.check_output("sleep 4")
        assert server.client("ldapwhoami", *login("hopthu")).returncode == 0
        assert server.shell.run("hopthu-firewall --keep").rc == 1
        assert server.shell.check_output("nft list table inet hopthu") == before
    finally:
        server.shell.check_output(f"cp {folder}/kept.nft {folder}/staged.nft && {TRY_AND_KEEP}")


def test_rules_of_somebody_are_found(server: Server) -> None:
    """A rule added by hand is a difference, and one run puts it right, as a boot does."""
    assert server.shell.check_output("hopthu-firewall --check") == "unchanged"
    server.shell.check_output("nft insert rule inet hopthu input tcp dport 8080 accept")
    assert server.shell.check_output("hopthu-firewall --check") == "changed"
    assert server.shell.check_output(TRY_AND_KEEP) == "changed"
    assert "8080" not in server.shell.check_output("nft list table inet hopthu")
    server.shell.check_output("nft flush ruleset && systemctl restart hopthu-firewall")
    assert server.shell.check_output("hopthu-firewall --check") == "unchanged"
    assert server.client("ldapwhoami", *login("hopthu")).returncode == 0


@pytest.mark.parametrize("host", ["ldap1", "mail1"])
def test_updates_and_the_journal(server: Server, post: Post, host: str) -> None:
    """Security updates alone come at their time; the journal is on the disk and bounded."""
    shell = server.shell if host == "ldap1" else post.shell
    settings = shell.check_output("apt-config dump")
    assert 'APT::Periodic::Unattended-Upgrade "1"' in settings
    origins = [line for line in settings.splitlines() if "Origins-Pattern::" in line]
    assert len(origins) == 1
    assert "label=Debian-Security" in origins[0]
    assert "03:30:00" in shell.check_output(
        "systemctl show -P TimersCalendar apt-daily-upgrade.timer"
    )
    assert shell.check_output("journalctl --header").count("/var/log/journal/") > 0
    assert "SystemMaxUse=2G" in shell.check_output(
        "systemd-analyze cat-config systemd/journald.conf"
    )


def test_the_time_of_day_is_the_ministrys(server: Server, post: Post) -> None:
    """The policy's: a letter and a log say when something was as people there remember it."""
    for shell in (server.shell, post.shell):
        assert shell.check_output("date +%z") == "+0700"
    post.send("a@example.org", at("leanhhong"), port=25)
    post.await_queue()
    newest = (
        r"find /srv/vmail -path '*/new/*' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2"
    )
    assert " +0700 " in post.shell.check_output(f"grep -A4 ^Received: $({newest})")
