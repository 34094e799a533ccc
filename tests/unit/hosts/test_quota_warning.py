"""The letter that tells somebody how full the mailbox is."""

from __future__ import annotations

import datetime
import re
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest

import hopthu_quota_warning as program
from hopthu_quota_warning import letter, once_a_day


@pytest.mark.parametrize(("percent", "urgent"), [(80, False), (95, True)])
def test_the_owner_is_told(percent: int, urgent: bool) -> None:
    """In Vietnamese, with the address and the share, and urgently when little is left."""
    told = message_from_bytes(
        letter(percent, "unghoeson@moj.gov.vn").as_bytes(), policy=policy.default
    )
    # Such a long one begins on a line of its own.
    assert told["Subject"].strip() == f"Hộp thư unghoeson@moj.gov.vn đã dùng {percent} % dung lượng"
    assert (told["To"], told["Auto-Submitted"]) == ("unghoeson@moj.gov.vn", "auto-generated")
    assert told["From"].addresses[0].addr_spec == "postmaster@moj.gov.vn"
    assert re.fullmatch(r"<[^@\s]+@moj\.gov\.vn>", told["Message-ID"])
    text = told.get_content()
    assert f"đã dùng trên {percent} % dung lượng" in text
    assert ("Hộp thư sắp đầy" in text) == urgent


def test_the_owner_is_told_once_a_day(tmp_path: Path) -> None:
    """And again when it failed."""
    told: list[str] = []
    first, second = datetime.date(2026, 11, 29), datetime.date(2026, 11, 30)

    def fail() -> None:
        raise OSError("no Postfix")

    with pytest.raises(OSError, match="no Postfix"):
        once_a_day(tmp_path / "told", "ai-80", first, fail)
    for day, name in ((first, "ai-80"), (first, "ai-80"), (first, "ai-95"), (second, "ai-80")):
        once_a_day(tmp_path / "told", name, day, lambda: told.append(name))  # noqa: B023
    assert told == ["ai-80", "ai-95", "ai-80"]


def test_the_letter_goes_to_postfix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a sender, to the owner."""
    taken = tmp_path / "taken"
    sendmail = tmp_path / "sendmail"
    sendmail.write_text(f'#!/bin/sh\n(printf "[%s]" "$@"; echo; cat) >>{taken}\n')
    sendmail.chmod(0o755)
    monkeypatch.setattr(program, "SENDMAIL", str(sendmail))
    monkeypatch.setattr(program, "TOLD", tmp_path / "told")
    monkeypatch.setattr(sys, "argv", ["hopthu-quota-warning", "95", "ai@moj.gov.vn"])
    assert [program.main(), program.main()] == [0, 0]
    assert taken.read_text().count("[-i][-f][][--][ai@moj.gov.vn]\n") == 1
