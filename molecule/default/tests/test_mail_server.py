"""The mail server as people meet it: letters, logins, refusals, quotas."""

from __future__ import annotations

import imaplib
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from .directory_client import SUFFIX
from .mail_client import HOST, PASSWORD, PATIENCE, Post, at

AGENCY = at("thads.thanhhoa")  # its manager is thanh-hoa-0003
MANAGER, OTHER, THIRD, FULL, AWAY = 3, 1, 4, 5, 6


@pytest.fixture(scope="module")
def people(post: Post) -> Iterator[dict[int, str]]:
    """Addresses of people who can log in; what tests change of their entries comes back."""
    found = {number: post.person(number) for number in (MANAGER, OTHER, THIRD, FULL, AWAY)}
    for address in (*found.values(), AGENCY, at("postmaster")):
        post.shell.check_output(f"doveadm expunge -u {address} mailbox '*' all")
    before = {number: entry(post, number) for number in found}
    yield found
    for number, values in before.items():
        post.change(f"uid=thanh-hoa-{number:04},ou=people", **values)


def entry(post: Post, number: int) -> dict[str, list[str]]:
    """Return those attributes of a person that tests change."""
    names = ("mail", "mailAlternateAddress", "mailQuota", "hopthuState")
    shown = post.server.search("hopthu", "ou=people", f"(uid=thanh-hoa-{number:04})", *names)
    pairs = [line.split(": ", 1) for line in shown.splitlines() if ": " in line]
    return {name: [value for key, value in pairs if key == name] for name in names}


def refusal(
    post: Post, sender: str, *recipients: str, user: str = "", port: int = 587, size: int = 0
) -> str:
    """Return the answer to a letter that has to be refused at RCPT."""
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post.send(sender, *recipients, user=user, port=port, size=size)
    codes = {f"{code} {text.decode()}" for code, text in refused.value.recipients.values()}
    assert len(codes) == 1, codes
    return codes.pop()


def test_letter_goes_from_one_to_another(post: Post, people: dict[int, str]) -> None:
    """Through both submission ports, with Vietnamese text as it was written."""
    sent = [post.send(people[OTHER], people[MANAGER], port=port) for port in (587, 465)]
    post.await_queue()
    assert post.subjects(people[MANAGER])[-2:] == sent
    assert "Kính gửi" in post.letters(people[MANAGER])[-1].get_content()


def test_wrong_password_is_refused_and_slow(post: Post, people: dict[int, str]) -> None:
    """Whoever guesses waits."""
    start = time.monotonic()
    with (
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
        post.imap(people[OTHER], "x"),
    ):
        pass
    assert time.monotonic() - start > 1.5
    with pytest.raises(smtplib.SMTPAuthenticationError), post.smtp(587, people[OTHER], "x"):
        pass


# A connection that makes mistakes is slowed down and ended, so a guesser makes many.
GUESS = """
import smtplib, ssl
trust = ssl._create_unverified_context()
for _ in range(20):
    client = smtplib.SMTP("mail1.lab.test", 587)
    client.starttls(context=trust)
    client.ehlo()
    print(*(client.docmd("AUTH", "NONSENSE")[0] for _ in range(4)), sep="\\n")
    client.close()
"""


def test_guessing_ends_after_a_while(post: Post) -> None:
    """More than 60 logins a minute from one address are not even looked at."""
    codes = post.server.shell.check_output("python3 -c %s", GUESS).split()
    assert set(codes[:60]) == {"535"}
    assert set(codes[60:]) == {"450"}


@pytest.mark.usefixtures("post")
def test_password_in_the_clear_is_refused() -> None:
    """Before TLS nobody can log in, at any port."""
    with smtplib.SMTP(HOST, 587) as client:
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd("MAIL", "FROM:<>")[0] == 530
    with socket.create_connection((HOST, 4190), timeout=PATIENCE) as sieve:
        greeting = sieve.recv(4096)
        assert b"STARTTLS" in greeting
        assert b'"SASL" ""' in greeting
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, 143))


# Python would rather not speak it either.
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
@pytest.mark.parametrize("port", [465, 993])
def test_old_tls_is_refused(post: Post, port: int) -> None:
    """TLS 1.1 is over; 1.2 is spoken."""
    for version, spoken in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True)):
        context = ssl.create_default_context(cafile=post.authority)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = version
        with socket.create_connection((HOST, port), timeout=PATIENCE) as plain:
            if spoken:
                context.wrap_socket(plain, server_hostname=HOST).close()
            else:
                with pytest.raises(ssl.SSLError):
                    context.wrap_socket(plain, server_hostname=HOST)


def test_nobody_writes_as_someone_else(post: Post, people: dict[int, str]) -> None:
    """The address on the envelope belongs to who logged in."""
    assert "not owned by" in refusal(post, people[MANAGER], people[THIRD], user=people[OTHER])
    assert "not owned by" in refusal(
        post, "somebody@example.org", people[THIRD], user=people[OTHER]
    )
    for address in (people[MANAGER], at("khongcoai")):
        assert refusal(post, address, people[THIRD], port=25).startswith("554 5.7.1")
    # A host below the domain is another one's.
    assert post.send("a@khac.moj.gov.vn", people[THIRD], port=25)


def test_agency_writes_by_its_manager(post: Post, people: dict[int, str]) -> None:
    """And by nobody else; its own mailbox takes letters."""
    sent = post.send(AGENCY, people[THIRD], user=people[MANAGER])
    assert "not owned by" in refusal(post, AGENCY, people[THIRD], user=people[OTHER])
    answered = post.send(people[THIRD], AGENCY)
    post.await_queue()
    assert sent in post.subjects(people[THIRD])
    assert post.held(AGENCY, answered) == 1


def test_agency_is_read_by_its_managers(post: Post, people: dict[int, str]) -> None:
    """In their own login, in a folder that mail programs show; it passes on when they do."""
    folder, dn = '"C&AaE- quan/thads.thanhhoa"', "ou=thanh-hoa,ou=thads,ou=moj,ou=agencies"
    inner = f'{folder[:-1]}/{time.time():.0f}"'
    sent = post.send(people[THIRD], AGENCY)
    post.await_queue()

    def sees(number: int) -> bool:
        with post.imap(people[number]) as client:
            shown = [line.endswith(folder.encode()) for line in client.lsub()[1]]
            opened = client.select(folder)[0] == "OK"
            within = client.select(inner)[0] == "OK"
        assert any(shown) == opened == within
        return opened

    post.shell.check_output("systemctl start hopthu-agency-access")
    with post.imap(people[MANAGER]) as client:
        assert client.create(inner)[0] == "OK"
    assert sees(MANAGER)
    assert sent in post.subjects(people[MANAGER], folder)
    assert not sees(OTHER)
    managers = {MANAGER: "uid=thanh-hoa-0003", OTHER: "uid=thanh-hoa-0001"}
    try:
        post.change(dn, hopthuManager=f"{managers[OTHER]},ou=people,{SUFFIX}")
        post.shell.check_output("systemctl start hopthu-agency-access")
        assert not sees(MANAGER)
        assert sees(OTHER)
        assert sent in post.subjects(people[OTHER], folder)
    finally:
        post.change(dn, hopthuManager=f"{managers[MANAGER]},ou=people,{SUFFIX}")
        post.shell.check_output("systemctl start hopthu-agency-access")


def test_managers_are_looked_up_by_themselves(post: Post) -> None:
    """Twice a minute; a directory that is away changes nothing."""
    timer = post.shell.service("hopthu-agency-access.timer")
    assert timer.is_enabled
    assert timer.is_running
    before = post.shell.check_output("cat /srv/vmail/thanh-hoa/inbox/dovecot-acl")
    with post.without_directory():
        assert post.shell.run("/usr/local/sbin/hopthu-agency-access").rc == 1
    assert post.shell.check_output("cat /srv/vmail/thanh-hoa/inbox/dovecot-acl") == before


def test_unknown_address_and_relay_are_refused(post: Post, people: dict[int, str]) -> None:
    """At RCPT, inside and outside."""
    assert refusal(post, people[OTHER], at("khongcoai")).startswith("550 5.1.1")
    assert refusal(post, "a@example.org", at("khongcoai"), port=25).startswith("550 5.1.1")
    assert refusal(post, "a@example.org", "b@example.com", port=25).startswith("554 5.7.1")
    assert refusal(post, "a@example.org", f"khongcoai@{HOST}", port=25).startswith("550 5.1.1")


def test_letters_from_outside_arrive(post: Post, people: dict[int, str]) -> None:
    """On port 25, without a login."""
    sent = post.send("a@example.org", people[OTHER], port=25)
    post.await_queue()
    assert sent in post.subjects(people[OTHER])


def test_everybody_gets_one_copy(post: Post, people: dict[int, str]) -> None:
    """Of a letter to an address, its alias, a list and its alias, and a list with that list in it.

    The aliases and the lists count at once: nothing is waited for.
    """
    post.change("uid=thanh-hoa-0001,ou=people", mailAlternateAddress=at("truongthads"))
    small = post.add_list("nho", "manual", [""], [people[OTHER], people[THIRD]])
    large = post.add_list("lon", "manual", [""], [small, people[THIRD], people[MANAGER], AGENCY])
    post.change("cn=nho,ou=lists", mailAlternateAddress=at("nho.nho"))
    addresses = (at("truongthads"), people[OTHER], small, at("nho.nho"), large)
    sent = post.send(people[MANAGER], *addresses)
    post.await_queue()
    for number in (MANAGER, OTHER, THIRD):
        assert post.subjects(people[number]).count(sent) == 1, number
    assert post.held(AGENCY, sent) == 1


def test_loop_of_lists_is_stopped(post: Post, people: dict[int, str]) -> None:
    """Everybody in it gets the letter once."""
    post.add_list("vong1", "manual", [""], [people[OTHER], at("vong2")])
    post.add_list("vong2", "manual", [""], [people[THIRD], at("vong1")])
    sent = post.send(people[MANAGER], at("vong1"))
    post.await_queue()
    assert post.subjects(people[OTHER]).count(sent) == 1
    assert post.subjects(people[THIRD]).count(sent) == 1


def test_list_takes_letters_of_its_writers(post: Post, people: dict[int, str]) -> None:
    """And of nobody else, whatever the envelope says."""
    closed = post.add_list("kin", "manual", ["uid=thanh-hoa-0001,ou=people"], [people[THIRD]])
    sent = post.send(people[OTHER], closed)
    assert refusal(post, people[MANAGER], closed).startswith("5")
    assert refusal(post, "a@example.org", closed, port=25).startswith("5")
    post.await_queue()
    assert sent in post.subjects(people[THIRD])


def test_role_is_written_to_by_all_and_by_its_holder(post: Post, people: dict[int, str]) -> None:
    """The holder answers as the role, others do not."""
    role = post.add_list("vanthu.thanhhoa", "role", [""], [people[OTHER]])
    asked = post.send("a@example.org", role, port=25)
    answered = post.send(role, people[THIRD], user=people[OTHER])
    assert "not owned by" in refusal(post, role, people[MANAGER], user=people[THIRD])
    post.await_queue()
    assert asked in post.subjects(people[OTHER])
    assert answered in post.subjects(people[THIRD])


def test_full_mailbox_is_refused_until_it_gets_more(post: Post, people: dict[int, str]) -> None:
    """At RCPT, under the address and an alias; a new quota acts at once; the owner is warned."""
    dn, alias = "uid=thanh-hoa-0005,ou=people", at("hopthuday")
    post.change(dn, mailQuota="1000000", mailAlternateAddress=alias)
    post.send(people[OTHER], people[FULL], size=830_000)
    post.await_queue()
    for address in (people[FULL], alias):
        assert refusal(post, people[OTHER], address, size=400_000).startswith("552 5.2.2")
    post.send(people[OTHER], people[FULL], size=100_000)
    post.await_queue()
    # The warnings are letters of their own.
    time.sleep(1)
    post.await_queue()
    warnings = [each for each in post.letters(people[FULL]) if "dung lượng" in str(each["Subject"])]
    assert [str(each["Subject"]).split(" đã dùng ")[1] for each in warnings] == [
        "80 % dung lượng / Mailbox 80 % full",
        "95 % dung lượng / Mailbox 95 % full",
    ]
    assert "Hộp thư sắp đầy" in warnings[1].get_content()
    changed = time.monotonic()
    post.change(dn, mailQuota="100000000")
    sent = post.send(people[OTHER], alias, size=400_000)
    assert time.monotonic() - changed < 5
    post.await_queue()
    assert sent in post.subjects(people[FULL])


def test_suspended_and_left(post: Post, people: dict[int, str]) -> None:
    """Neither logs in nor sends. A suspended person's letters are kept, a leaver's refused."""
    dn, away = "uid=thanh-hoa-0006,ou=people", people[AWAY]
    for state in ("suspended", "left"):
        post.change(dn, hopthuState=state)
        with pytest.raises(imaplib.IMAP4.error), post.imap(away):
            pass
        with pytest.raises(smtplib.SMTPAuthenticationError), post.smtp(587, away):
            pass
        if state == "suspended":
            kept = post.send(people[OTHER], away)
            post.await_queue()
    assert refusal(post, people[OTHER], away).startswith("550 5.1.1")
    post.change(dn, hopthuState="active")
    assert post.subjects(away) == [kept]


def test_mail_stays_when_the_address_changes(post: Post, people: dict[int, str]) -> None:
    """A mailbox is kept under the id of its owner."""
    before = post.subjects(people[THIRD])
    assert before
    post.change("uid=thanh-hoa-0004,ou=people", mail=at("tenmoi"))
    try:
        assert post.subjects(at("tenmoi")) == before
    finally:
        post.change("uid=thanh-hoa-0004,ou=people", mail=people[THIRD])


def test_postmaster_is_reached_without_the_directory(post: Post) -> None:
    """Whatever name the world tries; a letter to a person waits with its sender meanwhile."""
    names = [at("postmaster"), at("abuse"), f"postmaster@{HOST}", f"root@{HOST}"]
    with post.without_directory():
        sent = [post.send("a@example.org", name, port=25) for name in names]
        assert refusal(post, "a@example.org", at("ai"), port=25).startswith("4")
        post.await_queue()
    assert [post.held(at("postmaster"), subject) for subject in sent] == [1] * len(sent)


def test_letter_of_the_host_itself_reaches_the_postmaster(post: Post) -> None:
    """What cron has to say, for example."""
    post.shell.check_output("printf 'Subject: tu may chu\\n\\nx\\n' | sendmail root")
    post.await_queue()
    assert post.held(at("postmaster"), "tu may chu") == 1


def test_sieve_over_tls(post: Post, people: dict[int, str]) -> None:
    """A person's own rule files a letter into a folder."""
    with post.sieve(people[OTHER], PASSWORD) as ask:
        rule = 'require "fileinto"; if header :contains "subject" "Thư" { fileinto "Archive"; }'
        ask(f'PUTSCRIPT "luat" {{{len(rule.encode())}+}}\r\n{rule}')
        ask('SETACTIVE "luat"')
        sent = post.send(people[MANAGER], people[OTHER])
        post.await_queue()
        ask('SETACTIVE ""')
    assert sent in post.subjects(people[OTHER], "Archive")
    assert sent not in post.subjects(people[OTHER])
