"""playbooks/probe.yml against real servers: quiet when all is well, and right about what is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scenario import play

from .mail_client import Post, at

SUBJECT = "mailbox check"


def probe(wish: str, *arguments: str, status: int = 0) -> str:
    """Run the playbook as an operator does, and return what it shows."""
    shown = play("probe", "-e", f"{{hopthu_probe: '{wish}'}}", *arguments, status=status)
    assert "changed=0" in shown
    return shown


def test_all_is_well(post: Post) -> None:
    """With --limit to a province the mail server is asked too; the letters are gone afterwards."""
    # People whom no other test changes behind hopthu's back, which the probe would tell.
    six = ",".join(f"thanh-hoa-{number:04}" for number in range(61, 67))
    shown = probe(six, "--limit", "thanh_hoa")
    assert "LDAP: 6 mailboxes are as the inventory says" in shown
    assert "mail1: 6 mailboxes are as the inventory says" in shown
    assert "mail1: a letter was in the last of them after " in shown
    assert SUBJECT not in post.shell.check_output(
        f"doveadm fetch -A hdr.subject subject '{SUBJECT}'"
    )


def value_of(post: Post, number: int, attribute: str = "mail") -> str:
    """What the directory holds of the demo's n-th person of Thanh Hóa."""
    found = post.server.search("hopthu", "ou=people", f"(uid=thanh-hoa-{number:04})", attribute)
    return found.partition(f"{attribute}: ")[2].split()[0]


@pytest.fixture
def broken(post: Post) -> Iterator[None]:
    """Another address and another quota, letters that Sieve throws away, a box nobody can open."""
    entry, was = "uid=thanh-hoa-0021,ou=people", value_of(post, 21)
    other, quota = "uid=thanh-hoa-0025,ou=people", value_of(post, 25, "mailQuota")
    homes = [f"/srv/vmail/thanh-hoa-{number:04}" for number in (22, 23)]
    for number in (22, 23):
        post.send("a@example.org", value_of(post, number), port=25)
    post.await_queue()
    post.change(entry, mail=at("doi.ten"))
    post.change(other, mailQuota=str(100 * 2**20))
    post.shell.check_output(f"echo 'discard;' >{homes[0]}/.dovecot.sieve; chmod 0 {homes[1]}")
    yield
    post.shell.check_output(f"rm {homes[0]}/.dovecot.sieve; chmod 700 {homes[1]}")
    post.change(entry, mail=was)
    post.change(other, mailQuota=quota)


@pytest.mark.usefixtures("broken")
def test_what_is_broken_is_named(post: Post) -> None:
    """Each mailbox with the layer that is wrong; those that are right are not mentioned."""
    one, two, three, four = (value_of(post, number) for number in (22, 23, 24, 25))
    shown = probe(
        "thanh-hoa-0021,thanh-hoa-0022,thanh-hoa-0023,thanh-hoa-0024,thanh-hoa-0025",
        *("-e", "probe_patience=4"),
        status=2,
    )
    assert f"LDAP: mail is {at('doi.ten')}, the inventory says" in shown
    assert "Postfix: Postfix knows no such mailbox → on mail1: postmap -q" in shown
    assert "Dovecot: Dovecot knows no such mailbox → on mail1: doveadm user" in shown
    assert f"{one}, SMTP: the probe letter <hopthu-probe-" in shown
    assert "was accepted and has not arrived after 4 s → on mail1: postqueue -p" in shown
    assert f"{two}, Dovecot: its quota cannot be read → on mail1: doveadm quota get" in shown
    assert three not in shown
    assert f"{four}, LDAP: mailQuota is 104857600, the inventory says" in shown
    assert f"{four}, Dovecot: Dovecot lets it hold 100M, the inventory says" in shown
    assert "--limit thanh_hoa" in shown


def test_check_sends_nothing(post: Post) -> None:
    """Everything is asked, and no letter goes out."""
    before = post.shell.check_output("journalctl -t postfix/lmtp -o cat | wc -l")
    shown = probe("2", "--check")
    assert "mail1: 2 mailboxes are as the inventory says" in shown
    assert "a letter was in" not in shown
    assert post.shell.check_output("journalctl -t postfix/lmtp -o cat | wc -l") == before
