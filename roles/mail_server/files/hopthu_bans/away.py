"""Tells the postmaster that nobody counts wrong passwords: the service does not run."""

from __future__ import annotations

import smtplib
import socket
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, make_msgid

_TEXT = """\
Dịch vụ hopthu-bans trên máy {host} không chạy được. Mọi người vẫn đăng nhập và nhận thư như thường,
nhưng không ai đếm mật khẩu sai nữa. Xem lý do và chạy lại trên máy đó:

    journalctl -u hopthu-bans
    systemctl start hopthu-bans

The service hopthu-bans on {host} does not run. People log in and read as before, but nobody counts
wrong passwords. The lines above, on that host, say why and start it again.
"""


def tell_away(to: str, port: int = 25) -> None:
    """Send the letter through the Postfix of this host. OSError, SMTPException: it is away too."""
    host = socket.getfqdn()
    letter = MIMEText(_TEXT.format(host=host), "plain", "utf-8")
    letter["From"] = formataddr(("Quản trị hộp thư", to))
    letter["To"] = to
    subject = "Không đếm mật khẩu sai / Wrong passwords are not counted"
    letter["Subject"] = Header(subject, "utf-8").encode()
    letter["Date"] = formatdate(localtime=True)
    letter["Message-ID"] = make_msgid(domain=host)
    letter["Auto-Submitted"] = "auto-generated"
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.send_message(letter, from_addr="", to_addrs=[to])
