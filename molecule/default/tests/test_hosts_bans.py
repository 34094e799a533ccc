"""Who guesses passwords is refused, by address and account; nobody else is."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from scenario import operate

from .directory_client import FOLDER
from .mail_client import DOMAIN, PASSWORD, PATIENCE, Post, at
from .shell import Shell

# Guess from an address: door, account and password of each try; prints what came of it.
GUESS = """
import base64, concurrent.futures, imaplib, smtplib, socket, ssl, sys
host, source, door, password, *accounts = sys.argv[1:]
trust = ssl._create_unverified_context()
system = socket.create_connection
def connect(address, timeout=20, source_address=None, **_):
    return system(address, 20, (source, 0))
socket.create_connection = connect
def imap(account):
    client = imaplib.IMAP4_SSL(host, 993, ssl_context=trust)
    client.login(account, password)
def smtp(account):
    client = smtplib.SMTP_SSL(host, 465, context=trust)
    client.ehlo()
    token = base64.b64encode(f"\\0{account}\\0{password}".encode()).decode()
    assert client.docmd("AUTH", "PLAIN " + token)[0] == 235
def attempt(account):
    try:
        {"993": imap, "465": smtp}[door](account)
    except OSError:
        return "shut"
    except Exception:
        return "refused"
    return "in"
# Each wrong one from an address is answered later than the one before.
with concurrent.futures.ThreadPoolExecutor(30) as several:
    print(*several.map(attempt, accounts), sep="\\n")
"""
STRANGER, NEIGHBOUR = "203.0.113.9", "203.0.113.10"


@pytest.fixture(scope="module")
def strangers(post: Post) -> Iterator[Shell]:
    """A host from which one can come under addresses that are no host's of ours."""
    shell = post.server.shell
    ours = shell.check_output("hostname -I").split()[0]
    for address in (STRANGER, NEIGHBOUR):
        shell.check_output(f"ip address add {address}/32 dev lo")
        post.shell.check_output(f"ip route add {address} via {ours}")
    yield shell
    post.shell.check_output("hopthu-bans lift all")
    for address in (STRANGER, NEIGHBOUR):
        shell.run(f"ip address del {address}/32 dev lo")
        post.shell.run(f"ip route del {address}")


def guess(
    shell: Shell, post: Post, source: str, door: int, *accounts: str, said: str = "x"
) -> list[str]:
    """Try a password at a door, once for each account."""
    command = "python3 -c %s %s %s %s %s" + " %s" * len(accounts)
    words = (GUESS, post.name, source, str(door), said, *accounts)
    return shell.check_output(command, *words).split()


def banned(post: Post) -> set[str]:
    """Who is banned on the mail host."""
    return set(post.shell.check_output("hopthu-bans list").split())


def await_ban(post: Post, whom: str) -> None:
    """Wait until somebody is banned."""
    end = time.monotonic() + PATIENCE
    while whom not in banned(post):
        assert time.monotonic() < end, banned(post)
        time.sleep(0.5)


def test_account_is_refused_from_where_it_was_guessed(post: Post, strangers: Shell) -> None:
    """After ten tries over two doors; the owner logs in elsewhere, and others from there."""
    who, other = post.person(11), post.person(8)
    for door in (993, 465):
        assert set(guess(strangers, post, STRANGER, door, *[who] * 5)) == {"refused"}
    await_ban(post, f"{who},{STRANGER}")
    for door in (993, 465):
        assert guess(strangers, post, STRANGER, door, who, said=PASSWORD) == ["refused"]
        assert guess(strangers, post, STRANGER, door, other, said=PASSWORD) == ["in"]
        assert guess(strangers, post, NEIGHBOUR, door, who, said=PASSWORD) == ["in"]
    with post.imap(who):
        pass


def test_ban_is_told_and_lifted(post: Post, strangers: Shell) -> None:
    """From the control machine; what is lifted is over at once."""
    who = post.person(11)
    inventories = (f"-i{FOLDER}/hosts.yml", f"-i{FOLDER}/servers.yml")
    play = ("ansible-playbook", *inventories, "playbooks/bans.yml")
    assert f"{who},{STRANGER}" in operate(*play)
    assert f"{who},{STRANGER}" not in operate(*play, "-e", f"hopthu_lift={who}").split("TASK")[-1]
    assert guess(strangers, post, STRANGER, 993, who, said=PASSWORD) == ["in"]


def test_who_tries_many_accounts_is_shut_out(post: Post, strangers: Shell) -> None:
    """As an address, from every port; its neighbour and our own hosts are not."""
    names = [f"khong-co-{number}@{DOMAIN}" for number in range(110)]
    guess(strangers, post, STRANGER, 993, *names)
    await_ban(post, STRANGER)
    assert guess(strangers, post, STRANGER, 993, at("leanhhong")) == ["shut"]
    assert guess(strangers, post, NEIGHBOUR, 993, at("leanhhong")) == ["refused"]
    assert banned(post) == {STRANGER}


def test_ban_outlasts_a_kill(post: Post, strangers: Shell) -> None:
    """What fail2ban knew it knows again, and no more than that."""
    who = post.person(11)
    guess(strangers, post, NEIGHBOUR, 993, *[who] * 10)
    await_ban(post, f"{who},{NEIGHBOUR}")
    post.shell.check_output("echo %s >>/var/lib/hopthu-bans/denied", f"{at('a')},b::::::")
    post.shell.check_output("systemctl kill -s KILL fail2ban; systemctl restart fail2ban")
    await_ban(post, f"{who},{NEIGHBOUR}")
    assert guess(strangers, post, NEIGHBOUR, 993, who, said=PASSWORD) == ["refused"]
    denied = post.shell.file("/var/lib/hopthu-bans/denied").content_string
    assert [line.partition(",")[0] for line in denied.splitlines()] == [who]
