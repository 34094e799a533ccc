"""The list to sign as PDF: who took which slip on which day, for the files of the province."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .sheets import BOLD, HEIGHT, LEFT, RIGHT, TEXT, WIDTH, fitting, paper
from .slip import Slip

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_ON_A_PAGE = 20
_ROW = 28.0  # points: room for a signature
_TOP, _FIRST = HEIGHT - 56, HEIGHT - 128
# Label, and where its column ends; the number is the one on the slip's foot.
_COLUMNS = (
    ("STT", LEFT + 28),
    ("Họ và tên", LEFT + 158),
    ("Cơ quan", LEFT + 290),
    ("Hộp thư", LEFT + 384),
    ("Ngày nhận", LEFT + 440),
    ("Ký nhận", RIGHT),
)


def signing_pdf(title: str, bundle: str, slips: Sequence[Slip]) -> bytes:
    """Return the pages: a row for each slip, in their order, and no password.

    ``title`` is the province's, ``bundle`` the name of the bundle.
    """
    memory = io.BytesIO()
    canvas = paper(memory, f"Danh sách ký nhận phiếu giao hộp thư – {title}")
    pages = range(0, len(slips), _ON_A_PAGE)
    for number, first in enumerate(pages, 1):
        _head(canvas, title, f"{bundle} · trang {number}/{len(pages)}")
        foot = _rows(canvas, first, slips[first : first + _ON_A_PAGE])
        if number == len(pages):
            _signer(canvas, foot, len(slips))
        canvas.showPage()
    canvas.save()
    return memory.getvalue()


def _head(canvas: Canvas, title: str, number: str) -> None:
    canvas.setFont(BOLD, 13)
    canvas.drawCentredString(WIDTH / 2, _TOP, "DANH SÁCH KÝ NHẬN PHIẾU GIAO HỘP THƯ ĐIỆN TỬ")
    fitting(canvas, title, TEXT, 11, RIGHT - LEFT)
    canvas.drawCentredString(WIDTH / 2, _TOP - 18, title)
    canvas.setFont(TEXT, 8)
    told = "Người nhận kiểm tra họ tên và địa chỉ trên phiếu trước khi ký; phiếu chỉ giao tận tay."
    canvas.drawCentredString(WIDTH / 2, _TOP - 36, told)
    canvas.setFont(TEXT, 6)
    canvas.drawString(LEFT, 20, number)


def _rows(canvas: Canvas, first: int, slips: Sequence[Slip]) -> float:
    """Draw the table of one page; returns the height of its foot."""
    foot = _FIRST - _ROW * len(slips)
    canvas.setLineWidth(0.5)
    for line in range(len(slips) + 2):
        height = _FIRST + _ROW - line * _ROW
        canvas.line(LEFT, height, RIGHT, height)
    for edge in (LEFT, *(end for _, end in _COLUMNS)):
        canvas.line(edge, _FIRST + _ROW, edge, foot)
    _row(canvas, _FIRST, [label for label, _ in _COLUMNS], BOLD)
    for place, slip in enumerate(slips, 1):
        mailbox = slip.address.partition("@")[0]
        number = str(first + place)
        _row(canvas, _FIRST - place * _ROW, (number, slip.name, slip.agency, mailbox), TEXT)
    return foot


def _row(canvas: Canvas, height: float, values: Sequence[str], font: str) -> None:
    starts = (LEFT, *(end for _, end in _COLUMNS))
    for start, (_, end), value in zip(starts, _COLUMNS, values, strict=False):
        shown = fitting(canvas, value, font, 8.5, end - start - 8)
        canvas.drawString(start + 4, height + 10, shown)


def _signer(canvas: Canvas, foot: float, slips: int) -> None:
    canvas.setFont(TEXT, 9)
    canvas.drawString(LEFT, foot - 20, f"Tổng số: {slips} phiếu.")
    canvas.drawCentredString(RIGHT - 90, foot - 20, "Ngày …… tháng …… năm ………")
    canvas.setFont(BOLD, 9)
    canvas.drawCentredString(RIGHT - 90, foot - 34, "Người giao phiếu")
    canvas.setFont(TEXT, 8)
    canvas.drawCentredString(RIGHT - 90, foot - 46, "(ký, ghi rõ họ tên)")
