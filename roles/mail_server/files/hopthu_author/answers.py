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
NOTICE = Answer(
    *("550", "5.7.1"),
    "A notice that has no sender is kept, and not passed on"
    " / Thong bao khong co nguoi gui duoc giu lai, khong chuyen tiep",
)
LATER = Answer(
    *("451", "4.3.0"),
    "This letter cannot be looked at now, try again later"
    " / Tam thoi khong kiem tra duoc thu nay, hay thu lai sau",
)
HELD = Answer(
    *("550", "5.7.28"),
    "This login sent too much and is held: call the centre, which lets it send again"
    " / Tai khoan nay da gui qua nhieu va tam bi khoa gui: hay goi trung tam de mo lai",
)


def late(most: int, english: str, vietnamese: str, *, hour: bool) -> Answer:
    """A login has sent enough for now."""
    span, khoang = ("hour", "gio") if hour else ("day", "ngay")
    return Answer(
        *("450", "4.7.28"),
        f"You may send at most {most} {english} in one {span}, try again later"
        f" / Moi {khoang} chi gui duoc toi da {most} {vietnamese}, hay thu lai sau",
    )


def too_many(most: int) -> Answer:
    """A letter has more recipients than may ever be."""
    return Answer(
        *("550", "5.5.3"),
        f"A letter may have at most {most} recipients: write to a list, or in several letters"
        f" / Moi thu toi da {most} nguoi nhan: hay gui vao danh sach, hoac chia thanh nhieu thu",
    )
