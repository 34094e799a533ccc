"""Letters and connections as other programs make them: long lines, odd requests, old ciphers."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import time

import pytest

from .directory_client import shell_and_address
from .mail_client import PATIENCE, Post

WRITER, READER, THIRD, WAITING = 1, 3, 4, 5
SESSIONS = 45  # of each person, of whom one may have 50


def _raw(post: Post, number: int, marker: bytes) -> bytes:
    """The letter of a person's inbox that has the marker, as the mailbox gives it."""
    with post.imap(post.person(number)) as client:
        client.select("INBOX", readonly=True)
        found = client.search(None, "ALL")[1][0].split()
        letters = [client.fetch(each, "(BODY.PEEK[])")[1][0] for each in found]
    (letter,) = [each[1] for each in letters if isinstance(each, tuple) and marker in each[1]]
    assert isinstance(letter, bytes)
    return letter


def _letter(post: Post, sender: str, marker: bytes, body: bytes, *headers: bytes) -> bytes:
    reader = post.person(READER).encode()
    head = [b"From: " + sender.encode(), b"To: " + reader, b"Subject: " + marker, *headers]
    text = [b"MIME-Version: 1.0", b"Content-Type: text/html; charset=utf-8"]
    coding = [b"Content-Transfer-Encoding: 8bit", b"", body, b""]
    return b"\r\n".join([*head, *text, *coding])


@pytest.mark.parametrize("port", [587, 465, 25])
def test_long_lines_come_whole(post: Post, port: int) -> None:
    """A page in one line, in a letter of Vietnamese, byte for byte."""
    marker = f"dong-dai-{port}".encode()
    body = ("<p>" + "Quyết định thi hành án dân sự số 12/QĐ-THADS " * 200 + "</p>").encode()
    sender = post.person(WRITER) if port != 25 else "a@example.org"
    with post.smtp(port, "" if port == 25 else sender) as client:
        letter = _letter(post, sender, marker, body)
        client.sendmail(sender, [post.person(READER)], letter, ["BODY=8BITMIME"])
    post.await_queue()
    assert _raw(post, READER, marker).endswith(letter.split(b"\r\n\r\n", 1)[1])


@pytest.mark.parametrize("port", [587, 25])
def test_letters_of_smtputf8_are_refused_or_delivered(post: Post, port: int) -> None:
    """What the mailbox cannot take is refused while the sender is there, not lost afterwards."""
    sender = post.person(WRITER) if port != 25 else "a@example.org"
    with post.smtp(port, "" if port == 25 else sender) as client:
        assert not client.has_extn("smtputf8")
        assert client.docmd("MAIL", f"FROM:<{sender}> SMTPUTF8")[0] == 555
    marker = f"chu-viet-{port}".encode()
    letter = _letter(post, sender, marker, b"x", "X-Noi-Nhan: Cục Thi hành án dân sự".encode())
    with post.smtp(port, "" if port == 25 else sender) as client:
        client.sendmail(sender, [post.person(READER)], letter, ["BODY=8BITMIME"])
    post.await_queue()
    assert "X-Noi-Nhan: Cục Thi hành án dân sự".encode() in _raw(post, READER, marker)


def test_a_delivery_that_ends_in_the_middle_doubles_nothing(post: Post) -> None:
    """One mailbox cannot be written to, and its delivery is killed: the others have one letter."""
    readers = [post.person(number) for number in (READER, THIRD, WAITING)]
    home = post.shell.check_output(f"doveadm -f tab user -f home {readers[-1]}").split()[-1]
    post.send(post.person(WRITER), readers[-1])
    post.await_queue()
    held = f"import fcntl, time; f = open('{home}/inbox/dovecot.index.log', 'r+')"
    held += "; fcntl.lockf(f, fcntl.LOCK_EX); time.sleep(90)"
    post.shell.check_output(f'systemd-run --collect --unit hold-a-mailbox python3 -c "{held}"')
    try:
        subject = post.send(post.person(WRITER), *readers)
        for reader in readers[:-1]:
            end = time.monotonic() + PATIENCE
            while not post.held(reader, subject):
                assert time.monotonic() < end, reader
                time.sleep(0.5)
        post.shell.check_output("pkill -KILL -f '^dovecot/lmtp'")
    finally:
        post.shell.run("systemctl stop hold-a-mailbox")
    post.await_queue()
    assert [post.held(reader, subject) for reader in readers] == [1, 1, 1]


def test_a_letter_gets_a_date_and_an_identity(post: Post) -> None:
    """Of our own people's; what comes from outside stays as it was."""
    ours, theirs = b"khong-ngay", b"khong-ngay-ngoai"
    with post.smtp(587, post.person(WRITER)) as client:
        letter = _letter(post, post.person(WRITER), ours, b"x")
        client.sendmail(post.person(WRITER), [post.person(READER)], letter)
    with post.smtp(25) as client:
        letter = _letter(post, "a@example.org", theirs, b"x")
        client.sendmail("a@example.org", [post.person(READER)], letter)
    post.await_queue()
    head = _raw(post, READER, b"Subject: khong-ngay\r\n").split(b"\r\n\r\n")[0]
    assert re.search(rb"^Date: .+$", head, re.MULTILINE)
    assert re.search(rb"^Message-Id: <.+@.+>\r?$", head, re.MULTILINE | re.IGNORECASE)
    outside = _raw(post, READER, theirs).split(b"\r\n\r\n")[0]
    assert not re.search(rb"^(Date|Message-Id):", outside, re.MULTILINE | re.IGNORECASE)


def test_nothing_is_taken_for_the_machine_itself(post: Post) -> None:
    """Neither for its address in brackets nor for accounts of the system."""
    address = shell_and_address("mail1")[1]
    for recipient in (f"ai@[{address}]", f"root@[{address}]", "root@[127.0.0.1]", "root@localhost"):
        with post.smtp(25) as client:
            client.docmd("MAIL", "FROM:<a@example.org>")
            code, said = client.docmd("RCPT", f"TO:<{recipient}>")
            assert code in (550, 554), (recipient, said)
    assert post.shell.run("ls /var/mail/root").rc != 0


def test_more_than_a_hundred_read_at_once(post: Post) -> None:
    """Programs stay connected; the next one gets in too."""
    with contextlib.ExitStack() as held:
        for number in (WRITER, READER, THIRD):
            for _ in range(SESSIONS):
                held.enter_context(post.imap(post.person(number)))
        with post.imap(post.person(WRITER)) as client:
            assert client.select("INBOX", readonly=True)[0] == "OK"


def test_no_name_server_keeps_our_people_waiting(post: Post) -> None:
    """Where a submission comes from is not looked up."""
    for service in ("submission", "submissions"):
        command = f"postconf -P '{service}/inet/smtpd_peername_lookup'"
        assert post.shell.check_output(command).endswith("= no")


@pytest.mark.parametrize(
    ("host", "port"), [("mail1", 465), ("mail1", 993), ("ldap1", 636)], ids=str
)
@pytest.mark.parametrize("cipher", ["aNULL", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA384"])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_weak_ciphers_are_refused(post: Post, host: str, port: int, cipher: str) -> None:
    """Without a certificate, or with encryption that is not authenticated, nothing is said."""
    spoken = (cipher, "ECDHE+AESGCM")
    for offered in spoken:
        context = ssl.create_default_context(cafile=post.authority)
        context.check_hostname = False
        if offered == "aNULL":
            context.verify_mode = ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(f"{offered}:@SECLEVEL=0")
        address = shell_and_address(host)[1]
        with socket.create_connection((address, port), timeout=PATIENCE) as plain:
            if offered is not cipher:
                context.wrap_socket(plain, server_hostname=f"{host}.lab.test").close()
            else:
                with pytest.raises((ssl.SSLError, ConnectionResetError)):
                    context.wrap_socket(plain, server_hostname=f"{host}.lab.test")
