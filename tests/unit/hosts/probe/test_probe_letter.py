"""The probe's letter: sent, looked for, and taken away again."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_string
from pathlib import Path

import pytest

from hopthu_host.probe.finding import CannotAsk, Mailbox
from hopthu_host.probe.letter import Letter

from .mail_stand_ins import Postfix

Tool = Callable[..., None]
BOXES = [Mailbox(f"nguoi{number}@moj.gov.vn") for number in range(20)]
ADDRESSES = [box.address for box in BOXES]
# Delivers to half of those that are asked for, the second time to all.
DOVEADM = r"""cat >boxes; echo "$@" >>asked
[ $1 = expunge ] && { cp boxes expunged; exit; }
echo $'Username\tuser'
count=$(wc -l <boxes); [ -f again ] || count=$((count / 2)); touch again
head -n $count boxes | sed 's/.*/&\t&/'"""


@pytest.fixture
def letter(postfix: Postfix) -> Letter:
    """A letter from postmaster to the stand-in of the test."""
    return Letter("postmaster@moj.gov.vn", postfix.port)


def test_letter_reaches_everybody(
    letter: Letter, postfix: Postfix, tool: Tool, tmp_path: Path
) -> None:
    """Nothing is found; it says what it is in both languages, and is gone afterwards."""
    tool("doveadm", DOVEADM)
    assert list(letter.send(BOXES, 10)) == []
    assert 0.4 <= (letter.seconds or 0) < 5
    assert [address for some in postfix.recipients for address in some] == ADDRESSES
    assert max(map(len, postfix.recipients)) < 20
    told = message_from_string(postfix.letters[0])
    assert told["Message-ID"] == letter.id
    assert told["Auto-Submitted"] == "auto-generated"
    body = told.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "xin cứ xoá" in body.decode()
    assert "please delete it" in body.decode()
    assert (tmp_path / "expunged").read_text().split() == ADDRESSES
    assert all(letter.id in line for line in (tmp_path / "asked").read_text().splitlines())


def test_refused_and_lost(letter: Letter, postfix: Postfix, tool: Tool) -> None:
    """Whoever was refused is told with the reply, whoever did not get it with the letter's id."""
    tool("doveadm", "cat >boxes; [ $1 = expunge ] || echo $'Username\\tuser\\nnguoi2@moj.gov.vn'")
    postfix.full = {"nguoi1@moj.gov.vn"}
    refused, lost = letter.send(BOXES[:3], 0.5)
    assert (refused.code, refused.address) == ("probe.letter-refused", "nguoi1@moj.gov.vn")
    assert refused.values == {"reply": "552 5.2.2 full"}
    assert (lost.code, lost.address) == ("probe.letter-lost", "nguoi0@moj.gov.vn")
    assert lost.values == {"letter": letter.id, "seconds": 0}
    assert letter.seconds is None


def test_everybody_refused(letter: Letter, postfix: Postfix, tool: Tool) -> None:
    """When no recipient is taken there is nothing to wait for."""
    tool("doveadm", "exit 1")
    postfix.full = set(ADDRESSES)
    found = list(letter.send(BOXES, 30))
    assert {finding.code for finding in found} == {"probe.letter-refused"}
    assert len(found) == 20


def test_no_postfix(tool: Tool, tmp_path: Path) -> None:
    """Where nobody answers that is told, and what arrived before is taken away all the same."""
    tool("doveadm", "cat >/dev/null; echo $1 >>asked")
    with pytest.raises(CannotAsk, match=r"probe\.smtp-failed.*refused"):
        list(Letter("postmaster@moj.gov.vn", 1).send(BOXES, 1))
    assert (tmp_path / "asked").read_text() == "expunge\n"
