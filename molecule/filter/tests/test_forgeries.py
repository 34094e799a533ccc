"""What strangers write in our name, and what is no letter at all."""

from __future__ import annotations

import base64

import pytest

from default.tests.mail_client import Post, at

from .outside import STRANGER, Outside

MINISTER = at("minister")
READER = 1
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


FORGED = {
    "plain": [f"From: {MINISTER}"],
    "named": [f"From: Minister <{MINISTER.upper()}.>"],
    "quoted": ['From: "minister"@moj.gov.vn'],
    "two headers": [f"From: {STRANGER}", f"From: {MINISTER}"],
    "two in one": [f"From: {STRANGER}, {MINISTER}"],
    "group": [f"From: undisclosed: {STRANGER}, Minister <{MINISTER}>;"],
    "encoded word": [f"From: {_word(MINISTER)}"],
    "encoded address": [f"From: Minister <{_word(MINISTER)}>"],
    "comment": ["From: minister@(nobody)moj.gov.vn"],
    "spaces": ["From: minister @ moj . gov . vn"],
    "folded": ["From: Minister\r\n <minister\r\n @moj.gov.vn>"],
    "route": ["From: <@outside.test:minister@moj.gov.vn>"],
}
ALIKE = {
    "name": [f'From: "{MINISTER}" <{STRANGER}>'],
    "encoded name": [f"From: {_word(f'Minister <{MINISTER}>')} <{STRANGER}>"],
    "wide": [f"From: {_word('minister＠moj.gov.vn')} <{STRANGER}>"],
    "sender": [f"From: A <{STRANGER}>", f"Sender: {MINISTER}"],
    "below": ["From: minister@mail.moj.gov.vn"],
}


@pytest.mark.parametrize("sender", [STRANGER, "", "x@mail.moj.gov.vn"])
def test_who_claims_to_be_ours_is_refused(post: Post, outside: Outside, sender: str) -> None:
    """In every syntax, whatever the envelope says."""
    reader = post.person(READER)
    answers = {
        kind: outside.answer(*head, to=reader, sender=sender) for kind, head in FORGED.items()
    }
    assert {kind: text for kind, text in answers.items() if not text.startswith("554")} == {}


def test_who_seems_to_be_ours_goes_to_junk(post: Post, outside: Outside) -> None:
    """A name or a Sender that is an address of ours; a domain below ours, without SPF or DKIM."""
    reader = post.person(READER)
    sent = {outside.write(*head, to=reader): kind for kind, head in ALIKE.items()}
    post.await_queue()
    assert sent.keys() <= set(post.subjects(reader, "Junk"))
    assert not sent.keys() & set(post.subjects(reader))


def test_headers_of_the_filter_are_its_own(post: Post, outside: Outside) -> None:
    """What came with the letter under these names is gone; what is true is there."""
    reader = post.person(READER)
    forged = "Authentication-Results: mail1.lab.test; dmarc=pass header.from=moj.gov.vn"
    head = (forged, forged.lower(), "X-Spam: No", "X-Hopthu-Filter: score=-9", f"From: {STRANGER}")
    sent = outside.write(*head, to=reader)
    post.await_queue()
    (letter,) = [each for each in post.letters(reader) if each["Subject"] == sent]
    (results,) = letter.get_all("Authentication-Results", [])
    assert "spf=pass" in results
    assert "moj.gov.vn" not in results
    assert letter.get_all("X-Spam") is None
    assert len(letter.get_all("X-Hopthu-Filter", [])) == 1


@pytest.mark.parametrize("text", [GTUBE, EICAR], ids=["spam", "virus"])
def test_test_texts_are_refused(post: Post, outside: Outside, text: str) -> None:
    """From strangers, as text and as an attachment."""
    reader = post.person(READER)
    head = (f"From: {STRANGER}", "MIME-Version: 1.0", "Content-Type: application/octet-stream")
    assert outside.answer(f"From: {STRANGER}", to=reader, body=text).startswith("554")
    if text == EICAR:
        coded = base64.b64encode(text.encode()).decode()
        coding = "Content-Transfer-Encoding: base64"
        assert outside.answer(*head, coding, to=reader, body=coded).startswith("554")
