"""The words for what mail servers found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import hopthu_host.probe
from hopthu.provision.probe.servers import report_servers
from hopthu.text.tables import read_messages

BOX = "son@moj.gov.vn"
ABOUT_A_BOX: list[tuple[str, str, dict[str, Any], str]] = [
    ("postfix-unknown", "Postfix", {"maps": "m"}, f"no such mailbox → on mail1: postmap -q {BOX}"),
    (
        "postfix-target",
        "Postfix",
        {"maps": "m", "alias": "a@b", "actual": "c@d"},
        "letters to a@b go to c@d",
    ),
    (
        "postfix-alias",
        "Postfix",
        {"maps": "m", "alias": "a@b", "actual": ""},
        "know its address a@b",
    ),
    ("dovecot-unknown", "Dovecot", {}, f"→ on mail1: doveadm user {BOX}"),
    ("dovecot-unreadable", "Dovecot", {}, f"→ on mail1: doveadm quota get -u {BOX}"),
    (
        "dovecot-quota",
        "Dovecot",
        {"actual": 100 * 2**20, "wanted": 2**30},
        "100M, the inventory says 1G",
    ),
    ("dovecot-quota", "Dovecot", {"actual": 0, "wanted": 2**30}, "lets it hold ∞,"),
    (
        "letter-refused",
        "SMTP",
        {"reply": "552 full"},
        "was refused: 552 full → the mail log of mail1",
    ),
    (
        "letter-lost",
        "SMTP",
        {"letter": "<1@x>", "seconds": 4},
        "<1@x> was accepted and has not arrived after 4 s →",
    ),
    ("tool-failed", "Postfix", {"tool": "postconf", "output": "no"}, "postconf failed: no"),
    ("smtp-failed", "SMTP", {"reason": "no"}, "does not take the probe letter: no → on mail1"),
]


def answer(*findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a server answers of two mailboxes."""
    return {"server": "mail1", "count": 2, "seconds": None, "findings": list(findings), **more}


@pytest.mark.parametrize(("code", "layer", "values", "told"), ABOUT_A_BOX)
def test_every_finding_has_words(code: str, layer: str, values: dict[str, Any], told: str) -> None:
    """With mailbox and layer in front of them, and what to do behind."""
    found = {"code": f"probe.{code}", "layer": layer, "address": BOX, "values": values}
    lines, problems, away = report_servers([answer(found)], "en")
    assert lines[0] == "mail1: 1 problems, 2 mailboxes looked at"
    assert lines[1].startswith(f"{BOX}, {layer}: ")
    assert told in lines[1]
    assert [problem["code"] for problem in problems] == [f"probe.{code}"]
    assert not away
    assert f"mail1, {layer}: " in report_servers([answer({**found, "address": ""})], "vi")[0][1]


def test_the_codes_of_a_host_are_those_that_have_words() -> None:
    """None that a host may find is missing here, and none is here that nobody finds."""
    sources = Path(hopthu_host.probe.__path__[0]).glob("*.py")
    codes = {
        code for path in sources for code in re.findall(r'"probe\.([\w-]+)"', path.read_text())
    }
    assert codes == {code for code, *_ in ABOUT_A_BOX}
    ours = {"no-entry", "other-value", "unknown-name"}  # of the directory, and of wishes
    told = {each.code for each in read_messages("hopthu.provision.probe").values()}
    assert told == {f"probe.{code}" for code in codes | ours}


def test_servers_are_told_in_turn_and_those_that_are_away_last() -> None:
    """One that is away has no findings, and is no problem of a mailbox."""
    gone = {"server": "mail9", "unreachable": True, "msg": "no route"}
    lines, problems, away = report_servers([gone, answer(seconds=1.25), answer(count=0)], "vi")
    assert lines == [
        "mail1: 2 hộp thư đúng như kho dữ liệu",
        "mail1: thư thử tới hộp thư cuối cùng sau 1.2 giây và đã được xoá",
        "mail1: không có hộp thư nào để xem",
        "mail9: no route",
    ]
    assert (problems, away) == ([], True)


def test_no_server() -> None:
    """That is said, and is no problem."""
    lines, problems, away = report_servers([], "en")
    assert "only the directory was looked at" in lines[0]
    assert (len(lines), problems, away) == (1, [], False)
