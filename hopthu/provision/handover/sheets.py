"""Slips as PDF: four on a sheet of A4, with lines to cut along, in Vietnamese."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from importlib import resources
from typing import IO, TYPE_CHECKING

from .slip import Guidance, Slip

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

# Points of 1/72 inch. A sheet of A4 is cut in four; every slip keeps clear of a printer's margins.
WIDTH, HEIGHT = 595.276, 841.89
_ON_A_SHEET = 4
_SLIP = HEIGHT / _ON_A_SHEET
LEFT, RIGHT = 42.0, WIDTH - 42.0
_COLUMN = LEFT + 92
_CODE = 88.0  # side of the QR code
TEXT, BOLD, _SIGNS = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono-Bold"
_FIXED = "slip"

# Label, height above the slip's foot, font and size of the value beside it.
_LINES = (
    ("Họ và tên:", 156, BOLD, 11.0),
    ("Chức danh:", 141, TEXT, 9.0),
    ("Cơ quan:", 127, TEXT, 9.0),
    ("Địa chỉ hộp thư:", 108, BOLD, 11.0),
    ("Mật khẩu lần đầu:", 84, _SIGNS, 17.0),
)


def slips_pdf(title: str, bundle: str, slips: Sequence[Slip], guidance: Guidance) -> bytes:
    """Return the sheets; ``title`` is the province's, ``bundle`` is printed at each slip's foot.

    Some 2 ms a slip: what all slips share is drawn once.
    """
    memory = io.BytesIO()
    canvas = paper(memory, f"Phiếu giao hộp thư – {title}")
    canvas.beginForm(_FIXED, 0, 0, WIDTH, _SLIP)
    _fixed(canvas, guidance)
    canvas.endForm()
    for number, slip in enumerate(slips):
        place = number % _ON_A_SHEET
        if number and place == 0:
            canvas.showPage()
        canvas.saveState()
        canvas.translate(0, HEIGHT - (place + 1) * _SLIP)
        canvas.doForm(_FIXED)
        _own(canvas, slip, f"{bundle} · {number + 1}/{len(slips)}")
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return memory.getvalue()


def paper(file: IO[bytes], title: str) -> Canvas:
    """A PDF of A4 pages to draw on, which goes into ``file``."""
    from reportlab.pdfgen.canvas import Canvas  # only here: takes 0.2 s to import

    _load_fonts()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("hopthu")
    return canvas


def _load_fonts() -> None:
    """Make the fonts known that the papers are set in; they have all of Vietnamese."""
    from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    # By the name of the installed package: Ansible carries modules to a host without their data.
    folder = resources.files("hopthu").joinpath("provision", "handover", "fonts")
    for name in {TEXT, BOLD, _SIGNS} - set(getRegisteredFontNames()):
        registerFont(TTFont(name, io.BytesIO(folder.joinpath(f"{name}.ttf").read_bytes())))


def _fixed(canvas: Canvas, guidance: Guidance) -> None:
    """Draw what is the same on every slip."""
    canvas.setFont(BOLD, 12)
    canvas.drawString(LEFT, 184, "PHIẾU GIAO HỘP THƯ ĐIỆN TỬ")
    canvas.setFont(TEXT, 8)
    canvas.drawRightString(RIGHT, 185, "Giao tận tay người có tên; không gửi, không chụp lại.")
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, 176, RIGHT, 176)
    canvas.setFont(TEXT, 9)
    for label, height, _, _ in _LINES:
        canvas.drawString(LEFT, height, label)
    text = canvas.beginText(LEFT, 64)
    text.setFont(TEXT, 8, leading=11)
    for line in _steps(guidance):
        text.textLine(fitting(canvas, line, TEXT, 8, RIGHT - LEFT))
    canvas.drawText(text)
    _qr_code(canvas, guidance.webmail)
    canvas.setDash(2, 3)
    canvas.setStrokeGray(0.5)
    canvas.line(12, 0.25, WIDTH - 12, 0.25)


def _steps(guidance: Guidance) -> tuple[str, ...]:
    until = date.fromisoformat(guidance.valid_until)
    return (
        f"1. Mở {guidance.webmail} (hoặc quét mã), đăng nhập bằng địa chỉ và mật khẩu trên.",
        f"2. Khi được hỏi, chọn mật khẩu của riêng mình, từ {guidance.shortest} ký tự, chưa từng "
        "dùng; không cho ai biết.",
        "3. Phần mềm thư dùng mật khẩu mới đó. Huỷ phiếu này: mật khẩu trên chỉ dùng được "
        f"đến hết ngày {until.day:02d}/{until.month:02d}/{until.year}.",
        f"Trợ giúp: {guidance.help}",
    )


def _qr_code(canvas: Canvas, text: str) -> None:
    """Draw the address to open and no password: codes are photographed from across a room."""
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    code = QrCodeWidget(text, barLevel="M", barWidth=_CODE, barHeight=_CODE, barBorder=0)
    renderPDF.draw(Drawing(_CODE, _CODE, code), canvas, RIGHT - _CODE, 78)


def _own(canvas: Canvas, slip: Slip, number: str) -> None:
    """Draw what is one person's."""
    values = (slip.name, slip.title, slip.agency, slip.address, slip.password)
    room = RIGHT - _CODE - 10 - _COLUMN
    for (_, height, font, size), value in zip(_LINES, values, strict=True):
        shown = fitting(canvas, value, font, size, room)
        canvas.drawString(_COLUMN, height, shown)
    canvas.setFont(TEXT, 6)
    canvas.drawString(LEFT, 10, f"{slip.id} · {number}")


def fitting(canvas: Canvas, text: str, font: str, size: float, room: float) -> str:
    """Set the largest size up to ``size`` in which ``text`` fits; cut what would be too small."""
    width = canvas.stringWidth(text, font, size)
    if width > room:
        size = max(size * room / width, size * 0.6)
    while canvas.stringWidth(text, font, size) > room + 0.5:
        text = text[:-2] + "…"
    canvas.setFont(font, size)
    return text
