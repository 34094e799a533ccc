"""The letter that tells somebody how full the mailbox is."""

from __future__ import annotations

import datetime
import re
import socketserver
import sys
import threading
from email import message_from_bytes, policy
from pathlib import Path
from typing import ClassVar

import pytest

import hopthu_quota_warning as program
from hopthu_quota_warning import letter, once_a_day


@pytest.mark.parametrize(("percent", "urgent"), [(80, False), (95, True)])
def test_the_owner_is_told(percent: int, urgent: bool) -> None:
    """In both languages, with the address and the share, and urgently when little is left."""
    told = message_from_bytes(
        letter(percent, "unghoeson@moj.gov.vn").as_bytes(), policy=policy.default
    )
    # Such a long one begins on a line of its own.
    vietnamese, _, english = told["Subject"].strip().partition(" / ")
    assert vietnamese == f"Hộp thư unghoeson@moj.gov.vn đã dùng {percent} % dung lượng"
    assert english == f"Mailbox {percent} % full"
    assert (told["To"], told["Auto-Submitted"]) == ("unghoeson@moj.gov.vn", "auto-generated")
    assert told["From"].addresses[0].addr_spec == "postmaster@moj.gov.vn"
    assert re.fullmatch(r"<[^@\s]+@moj\.gov\.vn>", told["Message-ID"])
    text = told.get_content()
    assert f"đã dùng trên {percent} % dung lượng" in text
    assert f"The mailbox unghoeson@moj.gov.vn has used more than {percent} %" in text
    assert ("Hộp thư sắp đầy" in text) == ("It is almost full" in text) == urgent


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


class Dovecot(socketserver.StreamRequestHandler):
    """Takes a letter by LMTP, unless it is told to have no room."""

    room = True
    taken: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        """Answer each command."""
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            answer = b"552 full" if verb == b"RCPT" and not self.room else b"250 ok"
            self.taken.append(line)
            self.wfile.write((b"221 bye" if verb == b"QUIT" else answer) + b"\r\n")
            if verb == b"QUIT":
                return


@pytest.mark.parametrize("room", [True, False])
def test_the_letter_goes_to_dovecot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: bool
) -> None:
    """Without a sender, to the owner; where it is not taken, that is said in a line."""
    monkeypatch.setattr(Dovecot, "room", room)
    monkeypatch.setattr(Dovecot, "taken", [])
    monkeypatch.setattr(program, "LMTP", str(tmp_path / "lmtp"))
    monkeypatch.setattr(program, "TOLD", tmp_path / "told")
    monkeypatch.setattr(sys, "argv", ["hopthu-quota-warning", "95", "ai@moj.gov.vn"])
    with socketserver.ThreadingUnixStreamServer(program.LMTP, Dovecot) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            if room:
                assert [program.main(), program.main()] == [0, 0]
            else:
                with pytest.raises(SystemExit, match="was not told"):
                    program.main()
        finally:
            server.shutdown()
            thread.join()
    assert [line[:9].upper() for line in Dovecot.taken].count(b"RCPT TO:<") == 1
    assert any(line.upper().startswith(b"MAIL FROM:<>") for line in Dovecot.taken)
