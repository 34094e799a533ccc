"""Letters of a host's own services to who looks after the mail."""

from __future__ import annotations

import smtplib
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate


def tell_postmaster(to: str, subject: str, text: str, *, message_id: str, port: int = 25) -> None:
    """Send a letter to ``to`` through the Postfix of this host, from which no answer comes back.

    ``message_id`` is the same in each copy of a letter, so that a second one is known as such.
    Raises OSError or SMTPException where Postfix is away or refuses it.
    """
    letter = MIMEText(text, "plain", "utf-8")
    letter["From"] = formataddr(("Quản trị hộp thư", to))
    letter["To"] = to
    letter["Subject"] = Header(subject, "utf-8").encode()
    letter["Date"] = formatdate(localtime=True)
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-generated"
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.send_message(letter, from_addr="", to_addrs=[to])
