"""A mail host is lost: its mailboxes come up at their copies, and nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from default.tests.directory_client import FOLDER, PROJECT
from default.tests.mail_client import PATIENCE, Post
from scenario import play

from .conftest import Ministry

# Numbers of people of Thanh Hóa, whose mailboxes are on the first host. One of them writes without
# an end, until nothing more is taken from a login.
READS, WRITES, WRITES_ON = 8, 9, 10
ONE, TWO = "mail1.lab.test", "mail2.lab.test"
HOST = f"{FOLDER.name}-mail1"  # the container
DEEP = '"H&HtM- s&AaE-"'
OLD = [f"old {number}" for number in range(20)]
FIELDS = "mailbox uid guid flags date.received size.virtual"


def held(post: Post, address: str) -> list[str]:
    """All letters of a mailbox, with their numbers."""
    fetch = f"doveadm -f tab fetch -u {address} '{FIELDS}' ALL | sed 's/.Recent *//'"
    return sorted(post.shell.check_output(fetch).splitlines())


def round_of(post: Post) -> dict[str, Any]:
    """Let a host copy what changed; returns how far behind it is then."""
    post.shell.check_output("systemctl start hopthu-copies")
    told: dict[str, Any] = json.loads(post.shell.check_output("hopthu-copies state"))
    return told


def everything(post: Post, address: str) -> Counter[str]:
    """How often each letter is in the mailbox, in whatever folder, as its owner sees it."""
    return Counter(post.subjects(address) + post.subjects(address, DEEP))


@contextmanager
def writing(post: Post, sender: str, to: str) -> Iterator[list[str]]:
    """Send letters all the while; those that were accepted are in the list."""
    sent: list[str] = []
    over = threading.Event()

    def write() -> None:
        while not over.wait(0.3):
            with suppress(smtplib.SMTPException, OSError):
                sent.append(post.send(sender, to))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield sent
    finally:
        over.set()
        writer.join()


def podman(*what: str) -> str:
    """Run podman with the lab's settings; returns what it prints."""
    settings = {"CONTAINERS_CONF": str(PROJECT / "scripts/lib/containers.conf")}
    return subprocess.run(
        ("podman", *what), check=True, capture_output=True, text=True, env=os.environ | settings
    ).stdout


def stop() -> str:
    """End all processes of the first host at once; returns its address."""
    networks = json.loads(podman("inspect", HOST))[0]["NetworkSettings"]["Networks"]
    podman("stop", "--time", "0", HOST)
    return str(networks[FOLDER.name]["IPAddress"])


def start(address: str) -> None:
    """Start it again; a container would get another address."""
    podman("start", HOST)
    podman("network", "disconnect", FOLDER.name, HOST)
    podman("network", "connect", "--ip", address, "--alias", ONE, FOLDER.name, HOST)


def first_sent(post: Post, sender: str, to: str) -> str:
    """The first letter that a host which starts takes: first its ports, then what Postfix asks."""
    end = time.monotonic() + PATIENCE
    while True:
        with suppress(smtplib.SMTPException, OSError):
            return post.send(sender, to)
        assert time.monotonic() < end
        time.sleep(0.5)


@pytest.fixture(scope="module")
def reader(ministry: Ministry) -> str:
    """Somebody on the first host with letters in two folders, of which there is a copy."""
    found = ministry.one.person(READS)
    ministry.fill(found, (DEEP,), OLD)
    return found


def test_a_copy_is_what_the_mailbox_is(ministry: Ministry, reader: str) -> None:
    """It is behind by nothing after a round, is nobody's mailbox, and nothing to be moved."""
    told = round_of(ministry.one)
    assert told["late"] == 0, told
    assert not told["round"]["problem"]
    copy = f"/srv/vmail/.copies/{ONE}/thanh-hoa-{READS:04}"
    assert ministry.two.shell.check_output(f"cat {copy}/sieve/own.sieve") == "keep;"
    assert ministry.two.held(reader, OLD[0]) == 0  # it is not a mailbox there
    assert "changed=0" in ministry.play("move_mailboxes", "--check")
    # Who loses the disk does not empty the copy.
    store = f"/srv/vmail/thanh-hoa-{READS:04}"
    ministry.one.shell.check_output(f"mv {store} /srv/vmail/.away")
    assert ministry.one.send(ministry.one.person(WRITES), reader)
    ministry.one.await_queue()
    ministry.one.shell.run("systemctl start hopthu-copies")
    letters = f"find {copy}/inbox {copy}/folders -path '*/cur/*' -o -path '*/new/*' | wc -l"
    assert ministry.two.shell.check_output(letters) == str(len(OLD))
    ministry.one.shell.check_output(f"rm -r {store} && mv /srv/vmail/.away {store}")
    assert round_of(ministry.one)["late"] == 0


def test_a_lost_host_s_mailboxes_come_up_and_go_back(ministry: Ministry, reader: str) -> None:
    """Letters go on being accepted; each is there once at the end, but what its owner deleted."""
    one, two = ministry.one, ministry.two
    before = held(one, reader)
    one.shell.check_output("systemctl stop hopthu-copies.timer")
    # Refused while it answers.
    assert "still answers" in play("failover", "-e", "failover_from=mail1", status=2)
    late = [one.send(one.person(WRITES), reader) for _ in range(3)]
    one.await_queue()
    with writing(two, one.person(WRITES_ON), reader) as sent:
        address = stop()
        shown = play("failover", "-e", "failover_from=mail1", "--check", "--diff")
        assert f"of {ONE} come up at {TWO}" in shown
        assert f"standing_in: {{'{ONE}': '{TWO}'}}" in shown
        shown = play("failover", "-e", "failover_from=mail1")
        assert f"{ONE} → {TWO}" in shown
        assert set(before) <= set(held(two, reader))  # with the numbers and GUIDs they had
        assert "own" in two.shell.check_output(f"doveadm sieve list -u {reader}")
        with two.imap(reader) as client:
            assert DEEP.encode() in b"".join(client.lsub()[1])
        assert "changed=0" in play("failover", "-e", "failover_from=mail1")
    two.await_queue()
    assert set(sent) <= set(two.subjects(reader))
    # Its owner goes on there: deletes one letter, puts another elsewhere.
    with two.imap(reader) as client:
        client.select("INBOX")
        for subject, target in (("old 1", ""), ("old 2", DEEP)):
            (number,) = client.search(None, "SUBJECT", f'"{subject}"')[1][0].split()[:1]
            if target:
                client.copy(number, target)
            client.store(number, "+FLAGS", "\\Deleted")
            client.expunge()

    start(address)
    # It delivers nothing to what it has, and asks the directory where the mailbox is.
    writes = one.person(WRITES)
    after = [first_sent(one, writes, reader), two.send(writes, reader)]
    one.await_queue()
    assert [one.held(reader, subject) for subject in after] == [0, 0]
    assert set(after) <= set(one.subjects(reader))  # passed on to the second
    play("failover", "-e", "failover_from=mail1", "-e", "failover_back=true")
    assert one.held(reader, after[0]) == 1
    ledger = set(OLD) - {"old 1"} | {*late, *sent, *after}
    found = everything(one, reader)
    assert dict.fromkeys(ledger, 1) == {s: n for s, n in found.items() if s in ledger}
    assert found["old 1"] == 0
    assert one.subjects(reader, DEEP).count("old 2") == 1
    assert "changed=0" in play("move_mailboxes")
    assert "standing_in: {}" in (FOLDER / "group_vars/all/policy.yml").read_text(encoding="utf-8")
