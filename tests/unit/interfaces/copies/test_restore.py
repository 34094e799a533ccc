"""scripts/restore: who and what is meant, what hosts are told, and what an operator reads."""

from __future__ import annotations

import pytest

from hopthu.interfaces.commands.copies import restore
from hopthu.interfaces.commands.copies.moments import day, moment, shown
from hopthu.text.errors import HopthuError

from .conftest import Servers

ADDRESS = "unghoeson@moj.gov.vn"
ANSWER = {
    "copy": "2026-11-24T08:30:00Z",
    "snapshot": "abcdef12",
    "fitting": 3,
    "letters": 2,
    "bytes": 2048,
    "folders": {"Khôi phục/INBOX": 1, "Khôi phục/Hồ sơ": 1},
}


def call(servers: Servers, *arguments: str) -> int:
    """The command, in the environment."""
    verb, *more = arguments
    return restore.main([verb, "--into", str(servers.root), *more])


def test_shown_first(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """The hosts are told everything that was asked for, and to change nothing."""
    servers.answer("hopthu-backup", ANSWER)
    more = ("--folder", "Hồ sơ/Năm", "--from", "lê", "--subject", "mời", "--day", "2026-11-20")
    given = ("--at", "2026-11-24 15:30", "--below", "Cũ", "--by", "clerk")
    assert call(servers, "box", ADDRESS, *more, *given) == 0
    assert servers.asked[0] == {
        "owner": "thanh-hoa-0001",
        "address": ADDRESS,
        "host": "",
        "at": "2026-11-24T08:30:00Z",
        "below": "Cũ",
        "check": True,
        "expunged": False,
        "who": "clerk",
        "wanted": {"folder": "Hồ sơ/Năm", "sender": "lê", "subject": "mời", "day": "2026-11-20"},
    }
    said = capsys.readouterr().out
    assert "2 letters of thanh-hoa-0001 (copy of 2026-11-24 15:30) would come into" in said
    assert "  Khôi phục/Hồ sơ: 1" in said
    assert "--apply" in said


def test_then_done(
    servers: Servers, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In place, into another's mailbox, in Vietnamese; nothing to do is said, too."""
    monkeypatch.setenv("HOPTHU_LANG", "vi")
    servers.answer("hopthu-backup", ANSWER)
    assert (
        call(servers, "box", "thanh-hoa", "--in-place", "--to", "hoeson@moj.gov.vn", "--apply") == 0
    )
    told = servers.asked[0]
    assert (told["owner"], told["address"]) == ("thanh-hoa", ADDRESS)
    assert (told["below"], told["check"], told["at"]) == ("", False, "")
    assert "đã đối chiếu từng thư" in capsys.readouterr().out
    servers.answer("hopthu-backup", {**ANSWER, "letters": 0, "folders": {}})
    assert call(servers, "box", "thanh-hoa") == 0
    assert "không có gì để làm" in capsys.readouterr().out
    assert any(each["below"].startswith("Khôi phục 20") for each in servers.asked)


def test_everything_that_is_wrong_at_once(
    servers: Servers, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before any host is asked."""
    servers.answer("hopthu-backup", ANSWER)
    wrong = ("--to", "a@example.org", "--at", "soon", "--day", "31/12/2026", "--folder", "/a/")
    assert call(servers, "box", "nobody", *wrong, "--below", "a//b") == 2
    said = capsys.readouterr().err
    for code in ("“nobody”", "“a@example.org”", "“soon”", "“31/12/2026”", "“/a/”", "“a//b”"):
        assert code in said
    assert servers.asked == []


def test_who_has_no_mailbox(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """An agency may have none."""
    path = servers.root / "provinces" / "thanh_hoa" / "agencies.yml"
    path.write_text(path.read_text().replace("    mailbox: thads.thanhhoa\n", ""))
    assert call(servers, "box", "thanh-hoa") == 2
    assert "has no mailbox" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("full", {"reason": "no space left"}, "scripts/backup prune"),
        ("quota", {}, "larger quota"),
        ("no_copy", {"what": "a", "at": "2026-11-24T08:30:00Z", "oldest": "-"}, "2026-11-24 15:30"),
        ("of tomorrow", {}, "restic failed"),
    ],
)
def test_what_hosts_could_not_do(
    servers: Servers,
    capsys: pytest.CaptureFixture[str],
    code: str,
    values: dict[str, str],
    said: str,
) -> None:
    """Each in the operator's words, with its host."""
    problem = {"code": code, "values": values, "text": "as the host says it"}
    servers.answer("hopthu-backup", {"problem": problem}, status=1)
    assert call(servers, "box", ADDRESS) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "mail1: " in error
    assert "→" in error


def test_a_host_without_the_program(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no repository is named there is none; what it says is told."""
    assert call(servers, "copies") == 2
    assert "mail2 did not answer" in capsys.readouterr().err
    servers.answer("hopthu-backup", "no JSON")
    assert call(servers, "copies", "mail1") == 2
    assert "mail1 did not answer" in capsys.readouterr().err


def test_another_host_has_it(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """Only if no host has the mailbox that is anybody's concern."""
    problem = {"code": "elsewhere", "values": {"name": "mail3"}}
    servers.answer("hopthu-backup", {"problem": problem}, status=1)
    assert call(servers, "box", ADDRESS) == 2
    assert "mail3" in capsys.readouterr().err


def test_which_copies_there_are(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """In Vietnam's time."""
    servers.answer("hopthu-backup", {"copies": [{"id": "abcdef12", "at": ANSWER["copy"]}]})
    assert call(servers, "copies", "mail1") == 0
    assert capsys.readouterr().out == "mail1: 2026-11-24 15:30 (UTC+7) abcdef12\n"
    servers.answer("hopthu-backup", {"copies": []})
    assert call(servers, "copies", "mail1") == 0
    assert "no copies yet" in capsys.readouterr().out


def test_moments() -> None:
    """A day is its end, in Vietnam; a moment may bring its own zone."""
    assert moment("2026-11-24") == "2026-11-24T16:59:59Z"
    assert moment("2026-11-24T10:00+00:00") == "2026-11-24T10:00:00Z"
    assert moment("") == day("") == ""
    assert shown("-") == "-"
    with pytest.raises(HopthuError):
        moment("2026-13-01")
