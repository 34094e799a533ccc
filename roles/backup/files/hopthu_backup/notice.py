"""A letter to the postmaster: what went wrong with the copies, and what to do."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import sys
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid

from .problem import Problem
from .settings import Settings

_WHAT = {
    "copy": ("Sao lưu không thành công", "a copy failed"),
    "drill": ("Thử khôi phục không thành công", "a trial of restoring failed"),
}


def tell(settings: Settings, what: str, problem: Problem) -> None:
    """Send it; where that cannot be, the journal and the state file still have it."""
    if not (settings.postmaster and settings.smtp):
        return
    try:
        with smtplib.SMTP(settings.smtp, timeout=30) as server:
            message = letter(settings, what, problem)
            server.send_message(message, from_addr="", to_addrs=[settings.postmaster])
    except (OSError, smtplib.SMTPException) as error:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"nobody could be told by letter: {error}\n")


def letter(settings: Settings, what: str, problem: Problem) -> MIMEText:
    """The letter, in both languages."""
    vietnamese, english = _WHAT[what]
    message = MIMEText(
        f"{settings.host}: {vietnamese}.\n{settings.host}: {english}.\n\n{problem}\n\n"
        "journalctl -u 'hopthu-backup*'; hopthu-backup state\n",
        "plain",
        "utf-8",
    )
    # Of the host's own name: mail servers take no letter of the ministry's from elsewhere.
    message["From"] = f"hopthu-backup <root@{socket.getfqdn()}>"
    message["To"] = settings.postmaster
    message["Subject"] = Header(f"{settings.host}: {vietnamese}", "utf-8").encode()
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=socket.getfqdn())
    message["Auto-Submitted"] = "auto-generated"
    return message
