"""Letters as Vietnamese offices send them: three hundred, of every kind, the same each time.

Each says one sentence that no other says, in its text, and is called after its number in its
subject; three in a row say it in the three ways in which Unicode writes Vietnamese.
"""

from __future__ import annotations

import base64
import quopri
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

TONES = "\u0300\u0301\u0303\u0309\u0323"
PLACES = (
    *("Hòa Bình", "Hoà Vang", "Đống Đa", "Thủy Nguyên", "Thuỷ Xuân", "Uông Bí", "Đắk Nông"),
    *("Quỳnh Lưu", "Ngã Bảy", "Phú Quý", "Đức Phổ", "Khánh Hòa", "Long Xuyên"),
)
COUNT = 300


def composed(text: str) -> str:
    """One sign a letter (NFC)."""
    return unicodedata.normalize("NFC", text)


def decomposed(text: str) -> str:
    """Every mark apart (NFD)."""
    return unicodedata.normalize("NFD", text)


def tone_apart(text: str) -> str:
    """A vowel with its hat or horn in one sign, and the tone after it ("Unicode tổ hợp")."""
    return "".join(
        composed("".join(sign for sign in decomposed(letter) if sign not in TONES))
        + "".join(sign for sign in decomposed(letter) if sign in TONES)
        for letter in composed(text)
    )


def bare(text: str) -> str:
    """Without marks and capitals, as people type on telephones."""
    plain = (sign for sign in decomposed(text) if not unicodedata.combining(sign))
    return "".join(plain).replace("đ", "d").replace("Đ", "D").lower()


FORMS = (composed, decomposed, tone_apart)


class Sample(NamedTuple):
    """One letter, what it says that no other does, and of which kind it is."""

    letter: bytes
    sentence: str
    kind: str


def samples(sender: str, reader: str) -> Iterator[Sample]:
    """Yield the letters, each with the ends of lines of SMTP."""
    for number in range(COUNT):
        kind = _KINDS[number // len(FORMS) % len(_KINDS)]
        form = FORMS[number % len(FORMS)]
        place = PLACES[number % len(PLACES)]
        sentence = f"Quyết định số {1000 + number}/QĐ-THADS về việc thi hành án tại {place}"
        head, body = kind(form, sentence, number)
        start = f"From: <{sender}>\nTo: <{reader}>\nDate: Mon, 30 Nov 2026 08:00:00 +0700\n"
        start += f"Message-ID: <thu.{number}@example.org>\nMIME-Version: 1.0\n"
        whole = start.encode() + _subject(form, number) + head + b"\n" + body
        yield Sample(whole.replace(b"\n", b"\r\n"), sentence, kind.__name__.strip("_"))


_Form = Callable[[str], str]
_Parts = tuple[bytes, bytes]


def _word(text: str, coding: str = "b") -> bytes:
    """An encoded word."""
    octets = text.encode()
    if coding == "q":
        body = "".join(chr(o) if chr(o).isalnum() and o < 128 else f"={o:02X}" for o in octets)
    else:
        body = base64.b64encode(octets).decode()
    return f"=?UTF-8?{coding.upper()}?{body}?=".encode()


def _subject(form: _Form, number: int) -> bytes:
    """As programs write it: in words of either coding, bare UTF-8, or cut within a letter."""
    text = form(f"Thư mẫu {number:03} Cục Thi hành án dân sự")
    match number // 2 % 4:
        case 0:
            return b"Subject: " + _word(text[:12]) + b"\n " + _word(text[12:]) + b"\n"
        case 1:
            return b"Subject: " + _word(text[:12], "q") + b"\n " + _word(text[12:], "q") + b"\n"
        case 2:
            return b"Subject: " + text.encode() + b"\n"
    octets = text.encode()
    cut = next(at for at in range(12, len(octets)) if octets[at] & 0xC0 == 0x80)
    words = [base64.b64encode(part).decode() for part in (octets[:cut], octets[cut:])]
    return "Subject: =?utf-8?B?{}?=\n =?utf-8?B?{}?=\n".format(*words).encode()


def _text(kind: str = "plain", coding: str = "8bit", charset: str = "utf-8") -> bytes:
    return (
        f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {coding}\n"
    ).encode()


def _base64(octets: bytes) -> bytes:
    return base64.encodebytes(octets)


def _eight_bits(form: _Form, says: str, _: int) -> _Parts:
    return _text(), form(f"Kính gửi:\n{says}.\n").encode()


def _dots_and_spaces(form: _Form, says: str, _: int) -> _Parts:
    text = f".\n..\n. .\nFrom đây\n{says}.\n \t \n\n\n.hết\n>From\n"
    return _text(), form(text).encode()


def _without_end(form: _Form, says: str, _: int) -> _Parts:
    return _text(), form(f"{says}.\n--\nKý tên\n\n\n\n").encode()


def _quoted(form: _Form, says: str, _: int) -> _Parts:
    return _text(coding="quoted-printable"), quopri.encodestring(form(f"{says}.\n").encode())


def _in_base64(form: _Form, says: str, _: int) -> _Parts:
    return _text(coding="base64"), _base64(form(f"{says}.\n").encode())


def _windows_1258(_: _Form, says: str, __: int) -> _Parts:
    octets = tone_apart(f"{says}.\n").encode("cp1258")
    return _text(coding="quoted-printable", charset="windows-1258"), quopri.encodestring(octets)


def _flowed(form: _Form, says: str, _: int) -> _Parts:
    head = _text().replace(b"utf-8", b"utf-8; format=flowed; delsp=no")
    wrapped = says.replace(" về", " \nvề")
    return head, form(f"> Trích dẫn \n> tiếp\n{wrapped}. \nHết.\n").encode()


def _page(form: _Form, says: str, _: int) -> _Parts:
    page = f"<html><body><p style='x'>Kính gửi</p>\n<p>{says}.</p></body></html>\n"
    return _text("html"), form(page).encode()


def _page_of_numbers(form: _Form, says: str, _: int) -> _Parts:
    page = form(f"<p>{says}.</p>\n").encode("ascii", "xmlcharrefreplace")
    return _text("html", "7bit", "us-ascii"), page


def _page_in_one_line(form: _Form, says: str, _: int) -> _Parts:
    filling = "<span>Thi hành án dân sự</span> " * 200
    return _text("html"), form(f"<p>{filling}</p><p>{says}.</p>{filling}\n").encode()


def _in_parts(*parts: bytes, kind: str = "mixed") -> _Parts:
    mark = b"----=_Phan_001"
    head = f'Content-Type: multipart/{kind};\n\tboundary="----=_Phan_001"\n'.encode()
    body = b"".join(b"--" + mark + b"\n" + part + b"\n" for part in parts)
    return head, b"Loi dau.\n" + body + b"--" + mark + b"--\n"


def _alternative(form: _Form, says: str, number: int) -> _Parts:
    both = [b"\n".join(each(form, says, number)) for each in (_quoted, _page)]
    return _in_parts(*both, kind="alternative")


def _attached(form: _Form, says: str, number: int, name: bytes) -> _Parts:
    content = _base64(bytes(range(256)) * 40)
    file = b"Content-Type: application/pdf\nContent-Disposition: attachment;\n " + name
    file += b"\nContent-Transfer-Encoding: base64\n\n" + content
    return _in_parts(b"\n".join(_eight_bits(form, says, number)), file)


def _name_of_1997(form: _Form, says: str, number: int) -> _Parts:
    """RFC 2231, in pieces, cut within a letter."""
    octets = form("Biên bản cưỡng chế.pdf").encode()
    codes = [f"%{octet:02X}" for octet in octets]
    first, rest = "".join(codes[:9]), "".join(codes[9:])
    pieces = f"filename*0*=UTF-8'vi'{first};\n filename*1*={rest}"
    return _attached(form, says, number, pieces.encode())


def _name_of_outlook(form: _Form, says: str, number: int) -> _Parts:
    word = _word(form("Biên bản cưỡng chế.pdf"))
    return _attached(form, says, number, b'filename="' + word + b'"')


def _name_in_the_clear(form: _Form, says: str, number: int) -> _Parts:
    name = form("Biên bản cưỡng chế.pdf").encode()
    return _attached(form, says, number, b'filename="' + name + b'"')


def _winmail(form: _Form, says: str, number: int) -> _Parts:
    content = b"\x78\x9f\x3e\x22\x01\x00\x01" + bytes(range(256)) * 8
    file = b"Content-Type: application/ms-tnef; name=winmail.dat\n"
    file += b"Content-Disposition: attachment; filename=winmail.dat\n"
    file += b"Content-Transfer-Encoding: base64\n\n" + _base64(content)
    return _in_parts(b"\n".join(_quoted(form, says, number)), file)


def _passed_on(form: _Form, says: str, number: int) -> _Parts:
    head = b"From: ai@example.net\n" + b"Subject: " + form("Chuyển tiếp").encode() + b"\n"
    inner = head + b"\n".join(_eight_bits(form, says, number))
    whole = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\n" + inner
    return _in_parts(_text() + b"\nxem thu kem\n", whole)


def _with_a_picture(form: _Form, says: str, number: int) -> _Parts:
    picture = b"Content-Type: image/png\nContent-ID: <anh>\nContent-Transfer-Encoding: base64\n\n"
    picture += _base64(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return _in_parts(b"\n".join(_page(form, says, number)), picture, kind="related")


def _invitation(form: _Form, says: str, number: int) -> _Parts:
    event = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:{says}\nEND:VEVENT\nEND:VCALENDAR\n"
    head = _text("calendar").replace(b"utf-8", b"utf-8; method=REQUEST")
    return _in_parts(b"\n".join(_quoted(form, says, number)), head + b"\n" + form(event).encode())


def _signed(form: _Form, says: str, number: int) -> _Parts:
    signature = b"Content-Type: application/pkcs7-signature; name=smime.p7s\n"
    signature += b"Content-Transfer-Encoding: base64\n\n" + _base64(bytes(range(200)))
    head, body = _in_parts(b"\n".join(_in_base64(form, says, number)), signature, kind="signed")
    return head.replace(b"signed;", b"signed; micalg=sha-256;"), body


def _long_word(form: _Form, says: str, _: int) -> _Parts:
    return _text(), form(f"{says}.\n" + "đ" * 3000 + "\n").encode()


_KINDS: tuple[Callable[[_Form, str, int], _Parts], ...] = (
    *(_eight_bits, _dots_and_spaces, _without_end, _quoted, _in_base64, _windows_1258, _flowed),
    *(_page, _page_of_numbers, _page_in_one_line, _alternative, _name_of_1997, _name_of_outlook),
    *(_name_in_the_clear, _winmail, _passed_on, _with_a_picture, _invitation, _signed, _long_word),
)
