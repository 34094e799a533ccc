"""What a sender is told, in both languages; SMTP carries ASCII."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal: reply code, enhanced status code, text."""

    code: str
    status: str
    text: str


def unclear(english: str, vietnamese: str) -> Answer:
    """Who wrote the letter cannot be read from it."""
    return Answer(
        *("550", "5.6.0"),
        f"Who wrote this letter is not clear: {english}; write From as: name <your address>"
        f" / Khong ro ai viet thu nay: {vietnamese}; hay ghi From: ten <dia chi cua minh>",
    )


def foreign(address: str) -> Answer:
    """The letter names an author that the login may not write as."""
    shown = re.sub(r"[^!-~]|%", "?", address)[:200]  # libmilter has a use of its own for %
    return Answer(
        *("550", "5.7.1"),
        f"You may not write as {shown}: take an address of your own as the sender"
        f" / Ban khong duoc gui thu voi dia chi {shown}: hay chon dia chi cua minh lam nguoi gui",
    )


UNKNOWN = Answer(
    *("550", "5.7.1"),
    "Nobody answers for this letter, log in to send it"
    " / Khong ro thu nay cua ai, hay dang nhap de gui",
)
LATER = Answer(
    *("451", "4.3.0"),
    "The directory cannot be asked now, try again later"
    " / Tam thoi khong tra cuu duoc danh ba, hay thu lai sau",
)
