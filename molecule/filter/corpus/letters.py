"""Letters of many kinds, as programs and machines of offices write them."""

from __future__ import annotations

import email.message
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate
from html import escape
from random import Random

from .attachments import attach, picture
from .words import NAMES, SHORT, Writer, toned, unmarked

_DAY = 86400


@dataclass(frozen=True, slots=True)
class Written:
    """A letter: its kind, who sends it ("" for nobody), and what goes over the wire."""

    kind: str
    sender: str
    content: bytes


def letters(count: int, to: str, domains: tuple[str, ...], now: float) -> Iterator[Written]:
    """Yield so many letters, every kind in its turn; ``now`` are seconds since 1970."""
    random = Random(2008)  # noqa: S311
    writer = Writer(random)
    kinds = list(_KINDS.items())
    for number in range(count):
        kind, write = kinds[number % len(kinds)]
        domain = domains[random.randrange(len(domains))]
        sender = f"{random.choice(_LOCAL)}@{domain}"
        letter = EmailMessage(policy=SMTP)
        letter["From"] = formataddr((random.choice(NAMES), sender))
        letter["To"] = to
        letter["Date"] = formatdate(now - random.randint(0, _DAY), localtime=True)
        letter["Message-ID"] = f"<{number}.{random.getrandbits(64):x}@{domain}>"
        letter["Subject"] = writer.subject()
        letter["X-Corpus"] = f"{number} {kind}"
        sender = {None: sender, NOBODY: ""}.get(given := write(letter, writer), given or "")
        content = letter.as_bytes()
        yield Written(kind, sender, _bare(content, writer) if kind == "bare head" else content)


_LOCAL = ("vanthu", "nguyenvanhung", "ke.toan", "le_anh-hong", "admin", "phong.nv1", "no-reply")
# A kind fills a letter in; what it returns is the envelope's sender, where that is another.
NOBODY = "<>"
Kind = Callable[[EmailMessage, Writer], str | None]


def _plain(coding: str, charset: str = "utf-8") -> Kind:
    def write(letter: EmailMessage, writer: Writer) -> None:
        letter.set_content(writer.letter(), charset=charset, cte=coding)

    return write


def _bytes(charset: str) -> Kind:
    """Programs of long ago, which write their own code page and say so."""

    def write(letter: EmailMessage, writer: Writer) -> None:
        letter["MIME-Version"] = "1.0"
        letter["Content-Type"] = f'text/plain; charset="{charset}"'
        letter["Content-Transfer-Encoding"] = "8bit"
        text = writer.letter()
        text = toned(text) if charset == "windows-1258" else unmarked(text)
        _raw(letter, text.encode(charset))

    return write


def _raw(letter: EmailMessage, text: bytes) -> None:
    # As a parser keeps bytes of a letter that it did not decode.
    email.message.Message.set_payload(letter, text.decode("ascii", "surrogateescape"))


def _page(writer: Writer) -> str:
    colours = ("black", "red", "blue", "#1F497D")
    rows = "".join(
        f"<p class=MsoNormal><span style='font-size:13.0pt;color:{colour}'>{escape(text)}</span>"
        for text, colour in zip(writer.paragraphs(4), colours, strict=True)
    )
    table = "<table border=1><tr><td>STT</td><td>Họ tên</td></tr><tr><td>1</td><td>A</td></table>"
    link = "<a href='http://www.moj.gov.vn/thads'>Cổng thông tin</a>"
    signed = escape(writer.signature()).replace("\n", "<br>")
    style = "<style>p {margin:0}</style>"
    return f"<html><head>{style}</head><body>{rows}{table}{link}<p>{signed}</body></html>"


def _both(letter: EmailMessage, writer: Writer) -> None:
    letter.set_content(writer.letter())
    letter.add_alternative(_page(writer), subtype="html")
    letter["X-Mailer"] = "Microsoft Office Outlook 12.0"


def _html(letter: EmailMessage, writer: Writer) -> None:
    letter.set_content(_page(writer), subtype="html")


def _stamped(letter: EmailMessage, writer: Writer) -> None:
    letter.set_content(writer.letter(2))
    letter.add_alternative(
        _page(writer).replace("</body>", "<img src='cid:dau@x'></body>"), subtype="html"
    )
    page = list(letter.iter_parts())[1]
    assert isinstance(page, EmailMessage)
    page.add_related(picture(writer), "image", "png", cid="<dau@x>")


def _with(*kinds: str, text: bool = True) -> Kind:
    def write(letter: EmailMessage, writer: Writer) -> None:
        letter.set_content(writer.letter(2) if text else "\n")
        for kind in kinds:
            attach(letter, writer, kind)

    return write


def _reply(letter: EmailMessage, writer: Writer) -> None:
    before = writer.letter(3)
    quoted = "".join(f"> {line}\n" for line in before.splitlines())
    short = writer.random.choice(SHORT)
    letter.replace_header("Subject", f"Re: Fw: Re: {writer.subject()}")
    letter["In-Reply-To"] = letter["References"] = "<truoc@thads.outside.test>"
    letter.set_content(
        f"{short}\n\nVào ngày 12/11/2008, {writer.random.choice(NAMES)} viết:\n{quoted}"
    )


def _forward(letter: EmailMessage, writer: Writer) -> None:
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["To"] = "Ông B <b@outside.test>", "vanthu@outside.test"
    inner["Subject"] = writer.subject()
    inner["Date"] = letter["Date"]
    inner.set_content(writer.letter(3))
    letter.replace_header("Subject", f"Fwd: {inner['Subject']}")
    letter.set_content("Kính chuyển đồng chí giải quyết.\n")
    letter.add_attachment(inner)


def _inline_forward(letter: EmailMessage, writer: Writer) -> None:
    letter.replace_header("Subject", f"Fwd: {writer.subject()}")
    head = f"From: {writer.random.choice(NAMES)}\nDate: 2008/11/12\nSubject: {writer.subject()}\n"
    letter.set_content(f"---------- Forwarded message ----------\n{head}\n{writer.letter(3)}")


def _list(letter: EmailMessage, writer: Writer) -> str:
    letter.replace_header("Subject", f"[chv-toan-quoc] {writer.subject()}")
    letter["List-Id"] = "Chấp hành viên <chv.outside.test>"
    letter["List-Unsubscribe"] = "<mailto:chv-request@outside.test?subject=unsubscribe>"
    letter["Precedence"] = "list"
    letter["Sender"] = "chv-bounces@outside.test"
    letter.set_content(writer.letter(3) + "_____\nDanh sách chv\nhttp://outside.test/chv\n")
    return "chv-bounces@outside.test"


def _newsletter(letter: EmailMessage, writer: Writer) -> str:
    letter["List-Unsubscribe"] = "<http://outside.test/huy?id=1>"
    letter["Precedence"] = "bulk"
    letter.set_content(writer.letter(2))
    links = "".join(
        f"<p><a href='http://outside.test/tin/{n}'>Tin {n}: xem ngay</a>" for n in range(9)
    )
    letter.add_alternative(f"<html><body>{links}{_page(writer)}", subtype="html")
    return "bantin@outside.test"


def _short(letter: EmailMessage, writer: Writer) -> None:
    letter.replace_header("Subject", writer.random.choice(("", "re", "Hi", "CV", "K/g anh")))
    letter.set_content(writer.random.choice(SHORT) + "\n")


def _scanner(letter: EmailMessage, writer: Writer) -> None:
    for name in ("Date", "Message-ID", "From"):
        del letter[name]
    letter["From"] = "scanner@outside.test"
    letter.replace_header("Subject", "Scanned from a Xerox Multifunction Device")
    letter.set_content("Please open the attached document. It was scanned and sent to you.\n")
    attach(letter, writer, "pdf")


def _shouting(letter: EmailMessage, writer: Writer) -> None:
    letter.replace_header("Subject", f"HOẢ TỐC!!! {writer.subject().upper()}")
    letter["X-Priority"], letter["Importance"] = "1", "high"
    letter.set_content(writer.letter(3).upper())


def _invitation(letter: EmailMessage, writer: Writer) -> None:
    letter.set_content(writer.letter(1))
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1@outside.test"),
        *("DTSTART:20081120T010000Z", "DTEND:20081120T030000Z", "SUMMARY:Họp giao ban"),
        *("ORGANIZER:mailto:vanthu@outside.test", "END:VEVENT", "END:VCALENDAR", ""),
    )
    letter.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REQUEST"})


def _failure(letter: EmailMessage, writer: Writer) -> str:
    letter.replace_header("From", "Mail Delivery System <MAILER-DAEMON@outside.test>")
    letter.replace_header("Subject", "Undelivered Mail Returned to Sender")
    letter["Auto-Submitted"] = "auto-replied"
    letter.set_content(f"<a@outside.test>: mailbox is full\n\n{writer.paragraphs(1)[0]}\n")
    letter.make_mixed()
    letter.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    return NOBODY


def _absent(letter: EmailMessage, writer: Writer) -> str:
    letter["Auto-Submitted"] = "auto-replied"
    letter.replace_header("Subject", f"Trả lời tự động: {writer.subject()}")
    letter.set_content("Tôi đi công tác đến hết tuần, việc gấp xin gọi văn thư.\n")
    return NOBODY


def _crowd(letter: EmailMessage, writer: Writer) -> None:
    others = [f"canbo{n}@outside.test" for n in range(60)]
    letter.replace_header("To", ", ".join([letter["To"], *others]))
    letter["Cc"] = ", ".join(f"p{n}@outside.test" for n in range(20))
    letter.set_content(writer.letter(6))


def _hidden(letter: EmailMessage, writer: Writer) -> None:
    letter.replace_header("To", "undisclosed-recipients:;")
    letter.set_content(writer.letter(2))


def _circular(letter: EmailMessage, writer: Writer) -> None:
    _shouting(letter, writer)
    letter.replace_header("To", "undisclosed-recipients:;")


def _long(letter: EmailMessage, writer: Writer) -> None:
    letter.set_content("\n".join(writer.paragraphs(300)), cte="quoted-printable")


def _bare(content: bytes, writer: Writer) -> bytes:
    """Return a letter of a program that writes its head as it writes its text."""
    head = f"Subject: {writer.subject()}\r\n".encode()
    return re.sub(rb"Subject: .*\r\n(?: .*\r\n)*", lambda _: head, content, count=1)


_KINDS: dict[str, Kind] = {
    "8bit": _plain("8bit"),
    "bare head": _plain("8bit"),
    "quoted-printable": _plain("quoted-printable"),
    "base64": _plain("base64"),
    "utf-16": _plain("base64", "utf-16"),
    "windows-1258": _bytes("windows-1258"),
    "latin": _bytes("iso-8859-1"),
    "no marks": _bytes("us-ascii"),
    "text and page": _both,
    "page": _html,
    "stamp": _stamped,
    "Word": _with("docx"),
    "Excel": _with("xlsx", "docx"),
    "PDF": _with("pdf"),
    "PDF alone": _with("pdf", text=False),
    "packed": _with("zip"),
    "pictures": _with("png", "png", "png"),
    "octets": _with("txt"),
    "reply": _reply,
    "forward": _forward,
    "forward in the text": _inline_forward,
    "list": _list,
    "newsletter": _newsletter,
    "short": _short,
    "scanner": _scanner,
    "shouting": _shouting,
    "invitation": _invitation,
    "failure": _failure,
    "absent": _absent,
    "crowd": _crowd,
    "hidden": _hidden,
    "circular": _circular,
    "long": _long,
}
