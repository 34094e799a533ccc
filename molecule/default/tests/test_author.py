"""Whose letter it is: nobody who logged in can write as somebody else, nor have Sieve do so."""

from __future__ import annotations

import json
import smtplib
import time
from collections.abc import Iterator
from functools import cache

import pytest

from .mail_client import DOMAIN, PASSWORD, PATIENCE, Post, at

WRITER, READER, SPENDER = 11, 12, 13
AT_ONCE = 9  # letters of a session: Postfix makes one that has more refused wait
MINISTER = at("bo.truong").encode()
FORGED = [
    b"From: %(minister)s",
    b"From: Bo truong <%(minister)s>",
    b"From: %(own)s, %(minister)s",
    b"From: %(minister)s, %(own)s",
    b"From: %(own)s\r\nFrom: %(minister)s",
    b"from : %(minister)s\r\nFrom: %(own)s",
    b"From: %(own)s\r\nSender: %(minister)s",
    b"From: %(own)s\r\nResent-From: %(minister)s",
    b"From: Nhom: %(minister)s;",
    b"From: Nhom: %(own)s; %(minister)s",
    b"From: <%(minister)s> <%(own)s>",
    b"From: %(minister)s <%(own)s>",
    b'From: "%(minister)s" <%(own)s>',
    b"From: %(own)s (%(minister)s)",
    b"From: (%(own)s) %(minister)s",
    b"From: =?utf-8?q?bo=2Etruong=40moj=2Egov=2Evn?= <%(own)s>",
    b"From: Lan\r\n <%(minister)s>",
    b"From:\r\n %(minister)s",
    b'From: "bo.truong"@moj.gov.vn',
    b"From: bo.truong@[127.0.0.1]",
    b"From: BO.TRUONG@MOJ.GOV.VN",
    b"From: bo.truong",
    b"From: bo.truong @ moj.gov.vn",
    b"From: <@example.org:%(minister)s>",
    b"From: minister@example.org",
    b"From: B\xf4 <%(own)s>",
    b"From: %(own)s\rFrom: %(minister)s",
    b"From: %(own)s\0, %(minister)s",
    b"From:",
    b"From: <>",
]


@cache
def _person(post: Post, number: int) -> str:
    return post.person(number)


def _words(post: Post) -> dict[bytes, bytes]:
    return {b"own": _person(post, WRITER).encode(), b"minister": MINISTER}


def _send(post: Post, *heads: bytes, port: int = 587, marker: str = "") -> list[tuple[int, bytes]]:
    """Return the answers to letters with these heads that WRITER sends to READER."""
    own, to = _person(post, WRITER), _person(post, READER)
    answers = []
    for start in range(0, len(heads), AT_ONCE):
        with post.smtp(port, own) as client:
            for head in heads[start : start + AT_ONCE]:
                client.mail(own)
                client.rcpt(to)
                end = b"\r\nX-Marker: " + marker.encode() + b"\r\n\r\nThu.\r\n"
                answers.append(_data(client, head + end))
    return answers


def _data(client: smtplib.SMTP, letter: bytes) -> tuple[int, bytes]:
    """Send a letter octet by octet as it is: smtplib would mend ends of lines."""
    assert client.docmd("DATA")[0] == 354
    client.send(letter + b".\r\n")
    return client.getreply()


def _log(post: Post, unit: str) -> str:
    return post.shell.check_output(f"journalctl -u {unit} --no-pager -o cat")


@pytest.mark.parametrize("port", [587, 465])
def test_no_form_of_from_lets_somebody_write_as_another(post: Post, port: int) -> None:
    """Whatever a mail program could show of it, each is refused for good, in both languages."""
    words, marker = _words(post), f"gia-mao {time.time()}"
    heads = [head % words for head in (FORGED if port == 587 else FORGED[:3])]
    answers = _send(post, *heads, port=port, marker=marker)
    for head, (code, said) in zip(heads, answers, strict=True):
        assert 550 <= code < 560, (head, code, said)
        assert b" / " in said or b"\0" in head, (head, said)
    post.await_queue()
    assert not [each for each in post.letters(_person(post, READER)) if each["X-Marker"] == marker]


def test_own_forms_are_taken(post: Post) -> None:
    """As programs write them; without From it is the envelope's."""
    words = _words(post)
    heads = [
        b"From: %(own)s",
        b"From: =?utf-8?b?Tmd1eeG7hW4gTGFu?= <%(own)s>",
        b'From: "Lan, Phong 2" <%(own)s>',
        b"From: %(own)s\r\nSender: %(own)s",
        b"Subject: khong co From",
    ]
    for number, head in enumerate(heads):
        (answer,) = _send(post, head % words, marker=f"dung-{number}")
        assert answer[0] == 250, (head, answer)
    post.await_queue()
    found = {str(e["X-Marker"]): str(e["From"]) for e in post.letters(_person(post, READER))}
    assert all(_person(post, WRITER) in found[f"dung-{number}"] for number in range(len(heads)))


def test_a_letter_needs_a_sender(post: Post) -> None:
    """Without one nobody would hear what became of it."""
    with post.smtp(587, _person(post, WRITER)) as client:
        client.mail("")
        code, said = client.rcpt(_person(post, READER))
    assert code == 550
    assert b"address of your own" in said
    assert b"dia chi cua minh" in said


def test_whose_letter_it_is_stands_in_the_log_alone(post: Post) -> None:
    """A manager writes as the agency: the reader sees the agency, we know the manager."""
    entries = post.server.search(
        "hopthu", "ou=agencies", "(hopthuManager=*)", "mail", "hopthuManager"
    )
    first = dict(line.split(": ", 1) for line in entries.split("\n\n")[0].splitlines())
    number = int(first["hopthuManager"].partition(",")[0][-4:])
    manager, agency = post.person(number), first["mail"]
    subject = post.send(agency, _person(post, READER), user=manager)
    post.await_queue()
    (letter,) = [e for e in post.letters(_person(post, READER)) if e["Subject"] == subject]
    assert manager not in letter.as_string()
    assert f"{manager} writes as {agency}" in _log(post, "hopthu-author")


def test_while_the_service_is_away_letters_are_put_off(post: Post) -> None:
    """Not refused, and not let in unseen; killed, it is there again by itself."""
    words = _words(post)
    post.shell.check_output("systemctl stop hopthu-author")
    try:
        with smtplib.SMTP(post.name, 587) as client:
            client.ehlo()
            assert 400 <= client.docmd("STARTTLS")[0] < 500
    finally:
        post.shell.check_output("systemctl start hopthu-author")
    _kill(post)
    assert _send(post, b"From: %(own)s" % words)[0][0] == 250


def _kill(post: Post) -> None:
    """Kill the service, and wait until it is there again."""
    post.shell.check_output("systemctl kill -s KILL hopthu-author")
    end = time.monotonic() + PATIENCE
    code = 0
    while code != 220:
        assert time.monotonic() < end
        time.sleep(0.5)
        with smtplib.SMTP(post.name, 587) as client:
            client.ehlo()
            code = client.docmd("STARTTLS")[0]
            client.close()


# --- Sieve -----------------------------------------------------------------------------------


@pytest.fixture
def outside(post: Post) -> Iterator[None]:
    """Letters to other domains stay in the queue, where they can be looked at."""
    post.shell.check_output("postconf -e defer_transports=smtp && postfix reload")
    yield
    post.shell.check_output("postsuper -d ALL; postconf -X defer_transports && postfix reload")


def _queue(post: Post) -> list[tuple[str, str, str]]:
    """Sender, recipient and whole text of what waits for other domains."""
    end = time.monotonic() + PATIENCE
    while True:
        lines = post.shell.check_output("postqueue -j").splitlines()
        waiting = [json.loads(line) for line in lines]
        if all(e["queue_name"] == "deferred" for e in waiting) or time.monotonic() > end:
            break
        time.sleep(0.2)
    texts = [post.shell.check_output(f"postcat -qbh {e['queue_id']}") for e in waiting]
    return [
        (e["sender"], e["recipients"][0]["address"], text)
        for e, text in zip(waiting, texts, strict=True)
    ]


def _with_script(post: Post, number: int, script: str, stranger: str = "ai@example.org") -> str:
    """Make a person's rules these, have a stranger write, and return the person's address."""
    person = _person(post, number)
    with post.sieve(person, PASSWORD) as ask:
        octets = len(script.encode())
        ask(f'PUTSCRIPT "x" {{{octets}+}}\r\n{script}')
        ask('SETACTIVE "x"')
    try:
        post.send(stranger, person, port=25)
        end = time.monotonic() + PATIENCE
        while f'"recipients": [{{"address": "{person}"' in post.shell.check_output("postqueue -j"):
            assert time.monotonic() < end
            time.sleep(0.2)
    finally:
        with post.sieve(person, PASSWORD) as ask:
            ask('SETACTIVE ""')
    return person


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    "script",
    [
        'require "vacation"; vacation :from "{other}" "Toi di vang";',
        'require "vacation"; vacation :mime "From: {other}\r\nContent-Type: text/plain\r\n\r\nx";',
        'require "enotify"; notify :from "{other}" "mailto:ai@example.net";',
        'require "enotify"; notify "mailto:ai@example.net?from={other}";',
    ],
)
def test_sieve_writes_as_nobody_else(post: Post, script: str) -> None:
    """What would go out in the minister's name does not."""
    own = _person(post, WRITER)
    _with_script(post, WRITER, script.format(own=own, other=MINISTER.decode()))
    for sender, _, text in _queue(post):
        assert sender in ("MAILER-DAEMON", "", own)
        assert "bo.truong" not in text.lower().partition("\n\n")[0], text


@pytest.mark.usefixtures("outside")
def test_sieve_answers_and_passes_on_as_the_mailbox(post: Post) -> None:
    """An answer has no sender; what is passed on has ours, and its author's own From."""
    script = (
        'require ["vacation", "copy"]; redirect :copy "ai@example.net"; vacation "Toi di vang";'
    )
    stranger = f"ai.{time.time()}@example.org"  # an absence is told once in a while alone
    own = _with_script(post, READER, script, stranger)
    waiting = {to: (sender, text) for sender, to, text in _queue(post)}
    sender, text = waiting["ai@example.net"]
    assert sender == own
    assert f"From: {stranger}" in text
    sender, text = waiting[stranger]
    assert sender == "MAILER-DAEMON"
    assert own in text.partition("\n\n")[0]


@pytest.mark.usefixtures("outside")
def test_a_notice_of_failure_is_kept(post: Post) -> None:
    """Passed on to where the letter before it failed, it would be lost with it."""
    own, marker = _person(post, READER), f"khong toi {time.time()}"
    with post.sieve(own, PASSWORD) as ask:
        script = 'redirect "ai@example.net";'
        ask(f'PUTSCRIPT "x" {{{len(script)}+}}\r\n{script}')
        ask('SETACTIVE "x"')
    try:
        with post.smtp(25) as client:
            client.sendmail("", [own], f"From: MAILER-DAEMON\r\nSubject: {marker}\r\n\r\nx")
        end = time.monotonic() + PATIENCE
        while marker not in post.subjects(own):
            assert time.monotonic() < end
            time.sleep(0.5)
    finally:
        with post.sieve(own, PASSWORD) as ask:
            ask('SETACTIVE ""')
    assert not _queue(post)


def test_rules_cannot_refuse_after_the_letter_was_taken(post: Post) -> None:
    """Their refusal would go to whoever a forged letter names."""
    with post.sieve(_person(post, WRITER), PASSWORD) as ask:
        for extension in ("reject", "ereject"):
            script = f'require "{extension}"; {extension} "x";'
            with pytest.raises(AssertionError, match="NO"):
                ask(f'PUTSCRIPT "y" {{{len(script)}+}}\r\n{script}')


# --- The brake -------------------------------------------------------------------------------


def _spend(post: Post, recipients: int, letters: int = 1) -> list[int]:
    """Return the answers to letters of SPENDER, each to so many."""
    own, to = _person(post, SPENDER), _person(post, READER)
    letter = f"From: {own}\r\nSubject: nhieu thu\r\n\r\nThu.\r\n".encode()
    answers = []
    for start in range(0, letters, AT_ONCE):
        with post.smtp(587, own) as client:
            for _ in range(start, min(start + AT_ONCE, letters)):
                client.mail(own)
                assert {client.rcpt(to)[0] for _ in range(recipients)} == {250}
                answers.append(_data(client, letter)[0])
    return answers


def test_a_stolen_account_is_stopped(post: Post) -> None:
    """Put off, then held over a restart, with the postmaster told, until it is released."""
    own = _person(post, SPENDER)
    post.shell.run(f"hopthu-brake release {own}")
    answers = _spend(post, 75, 3)
    assert 75 * answers.count(250) <= 200
    assert answers[-1] == 450
    _kill(post)
    answers = _spend(post, 5, 25)
    assert set(answers) == {450, 550}
    assert answers[-1] == 550
    assert f"{own} is held since" in post.shell.check_output("hopthu-brake")
    post.await_queue()
    assert post.held(f"postmaster@{DOMAIN}", f"Tạm khoá gửi thư / Held: {own}") >= 1
    assert post.shell.check_output(f"hopthu-brake release --check {own}").endswith("released")
    assert _spend(post, 1) == [550]
    post.shell.check_output(f"hopthu-brake release {own}")
    assert _spend(post, 1) == [250]
