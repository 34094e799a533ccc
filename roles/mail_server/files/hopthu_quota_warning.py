"""Tell the owner of a mailbox how full it is: hopthu-quota-warning PERCENT ADDRESS.

Dovecot runs it as vmail when a mailbox passes a limit, which somebody who deletes and receives does
many times a day: they are told once. The letter goes to Dovecot itself, by a socket of vmail's own
behind which quotas count nothing: a mailbox that is full to the byte takes it, too. It has no
sender; where it is not taken nevertheless, a line in the journal says so.
"""

from __future__ import annotations

import datetime
import fcntl
import smtplib
import sys
from collections.abc import Callable
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, make_msgid
from pathlib import Path

TOLD = Path("/srv/vmail/.told")
LMTP = "/run/dovecot/hopthu-notices"
_VIETNAMESE = """\
Kính gửi Ông/Bà,

Hộp thư {address} đã dùng trên {percent} % dung lượng được cấp.
{then}

Đề nghị Ông/Bà xoá những thư không còn cần và dọn thùng rác (Trash). Thư có tệp đính kèm lớn
nên được tải về máy rồi xoá khỏi hộp thư.

Thư này được gửi tự động.
"""
_ENGLISH = """\
Dear colleague,

The mailbox {address} has used more than {percent} % of its room.
{then}

Please delete letters that are not needed any more, and empty the folder Trash. Attachments that
are large are better kept on a computer.

This letter was sent by a program.
"""
_ALMOST = (
    "Khi hộp thư đầy, thư mới sẽ bị từ chối và trả lại người gửi.",
    "Once it is full, new letters are refused and go back to their senders.",
)
_URGENT = (
    "Hộp thư sắp đầy: rất có thể thư gửi đến tiếp theo sẽ bị từ chối và trả lại người gửi.",
    "It is almost full: the next letter may well be refused and go back to its sender.",
)


def letter(percent: int, address: str) -> MIMEText:
    """Return the notice for the owner of ``address``, in both languages."""
    domain = address.rpartition("@")[2]
    then = _URGENT if percent >= 95 else _ALMOST
    texts = [
        text.format(address=address, percent=percent, then=more)
        for text, more in zip((_VIETNAMESE, _ENGLISH), then, strict=True)
    ]
    message = MIMEText("\n".join(texts), "plain", "utf-8")
    message["From"] = formataddr(("Quản trị hộp thư", f"postmaster@{domain}"))
    message["To"] = address
    subject = f"Hộp thư {address} đã dùng {percent} % dung lượng / Mailbox {percent} % full"
    # EmailMessage of Python 3.11 loses the space where it folds a long subject.
    message["Subject"] = Header(subject, "utf-8").encode()
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    return message


def once_a_day(folder: Path, name: str, today: datetime.date, tell: Callable[[], None]) -> bool:
    """Do something, unless it was done today; returns whether it was done now.

    What was not done, because it failed or the machine stopped, is done the next time.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    with open(folder / name, "a+", encoding="ascii") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        mark.seek(0)
        if mark.read() == today.isoformat():
            return False
        tell()
        mark.truncate(0)
        mark.write(today.isoformat())
    return True


def send(message: MIMEText, address: str) -> None:
    """Deliver it; OSError (of smtplib, too) if Dovecot does not take it."""
    with smtplib.LMTP(LMTP) as server:
        server.send_message(message, from_addr="", to_addrs=[address])


def main() -> int:
    """Tell the owner, if they were not told today."""
    percent, address = sys.argv[1:]
    notice = letter(int(percent), address)
    today = datetime.datetime.now().astimezone().date()
    try:
        once_a_day(TOLD, f"{address}-{percent}", today, lambda: send(notice, address))
    except OSError as error:
        sys.exit(f"{address} was not told that {percent} % are full: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
