"""Tell the owner of a mailbox how full it is: hopthu-quota-warning PERCENT ADDRESS.

Dovecot runs it as vmail when a mailbox passes a limit. The letter goes through Postfix on this
host, so that vmail needs no access to the directory. It has no sender: nobody is told if it fails.
"""

from __future__ import annotations

import smtplib
import sys
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, make_msgid

REMEDY = """\
Đề nghị Ông/Bà xóa những thư không còn cần và dọn thùng rác (Trash). Thư có tệp đính kèm lớn
nên được tải về máy rồi xóa khỏi hộp thư.
"""
ALMOST = "Khi hộp thư đầy, thư mới sẽ bị từ chối và trả lại người gửi.\n"
URGENT = "Hộp thư sắp đầy: rất có thể thư gửi đến tiếp theo sẽ bị từ chối và trả lại người gửi.\n"


def letter(percent: int, address: str) -> MIMEText:
    """Return the notice for the owner of ``address``."""
    domain = address.rpartition("@")[2]
    message = MIMEText(
        f"Kính gửi Ông/Bà,\n\nHộp thư {address} đã dùng trên {percent} % dung lượng được cấp.\n"
        f"{URGENT if percent >= 95 else ALMOST}\n{REMEDY}\n"
        "Thư này được gửi tự động.\n",
        "plain",
        "utf-8",
    )
    message["From"] = formataddr(("Quản trị hộp thư", f"postmaster@{domain}"))
    message["To"] = address
    subject = f"Hộp thư {address} đã dùng {percent} % dung lượng"
    # EmailMessage of Python 3.11 loses the space where it folds a long subject.
    message["Subject"] = Header(subject, "utf-8").encode()
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    return message


def main() -> int:
    """Send it through the Postfix of this host."""
    percent, address = sys.argv[1:]
    with smtplib.SMTP("127.0.0.1", timeout=30) as server:
        server.send_message(letter(int(percent), address), from_addr="", to_addrs=[address])
    return 0


if __name__ == "__main__":
    sys.exit(main())
