"""A letter to whoever looks after the mail when copies are further behind than they may be."""

from __future__ import annotations

import smtplib
import sys
from typing import Any

from hopthu_policy.postmaster import tell_postmaster

_AGAIN = 86400  # seconds until it is told again


def tell_of_delay(told: dict[str, Any], before: int, to: str) -> int:
    """Return when it was told; 0 where nothing is late any more.

    Told once when it begins, and every day that it lasts. What could not be sent is tried again.
    """
    if not (told["late"] or told["round"]["problem"]):
        return 0
    now = int(told["now"])
    if before and now - before < _AGAIN:
        return before
    number = f"<copies.{now}@{told['here']}>"
    try:
        tell_postmaster(to, _SUBJECT.format(**told), _text(told), message_id=number)
    except (OSError, smtplib.SMTPException) as error:
        sys.stderr.write(f"the postmaster cannot be told: {error}\n")
        return before
    return now


_SUBJECT = "Bản sao hộp thư của {here} bị chậm / Copies of mailboxes of {here} are late"
_TEXT = """\
Bản sao hộp thư của {here} tại {to} chậm hơn mức cho phép ({bound} giây):
{late} trong số {boxes} hộp thư.
Nếu {here} hỏng bây giờ, thư nhận trong thời gian đó sẽ thiếu ở bản sao.

Copies of the mailboxes of {here} at {to} are further behind than they may be ({bound} s):
{late} of {boxes} mailboxes.
If {here} were lost now, letters of that time would be missing in the copies.
"""


def _text(told: dict[str, Any]) -> str:
    lines = [_TEXT.format(**told)]
    if told["round"]["problem"]:
        lines.append(f"{told['round']['problem']}\n")
    lines += [f"{each['id']}: {each['behind']} s, {each['reason']}" for each in told["latest"]]
    lines.append("\nhopthu-copies state; journalctl -u hopthu-copies")
    return "\n".join(lines)
