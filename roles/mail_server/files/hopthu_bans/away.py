"""Tells the postmaster that nobody counts wrong passwords: the service does not run."""

from __future__ import annotations

import socket
from email.utils import make_msgid

from hopthu_policy.postmaster import tell_postmaster

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
    subject = "Không đếm mật khẩu sai / Wrong passwords are not counted"
    text = _TEXT.format(host=host)
    tell_postmaster(to, subject, text, message_id=make_msgid(domain=host), port=port)
