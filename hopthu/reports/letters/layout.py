"""How an official letter looks: A4, Times New Roman, the sizes and margins of Decree 30/2020."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

_FONT = "Times New Roman"
_LEFT, _RIGHT = 65, 100  # millimetres: the two halves of the head
_COPIES, _SIGNER = 75, 90
_TABLE_SIZE = 11  # points
_CENTRE, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def set_page(document: Document) -> None:
    """Make it A4 with a binding margin, and number the pages from the second on, at the top."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = _CENTRE
    _add_field(header, "PAGE")
    style = document.styles["Normal"]
    font = style.font
    font.name, font.size = _FONT, Pt(14)
    # Word takes the font of letters with marks from these two.
    fonts = style.element.rPr.rFonts
    for kind in ("w:eastAsia", "w:cs"):
        fonts.set(qn(kind), _FONT)
    format_ = style.paragraph_format
    format_.space_before = format_.space_after = Pt(0)


def add_head(
    document: Document,
    *,
    agencies: Sequence[str],
    number: str,
    subject: str,
    nation: tuple[str, str],
    day: str,
) -> None:
    """Add who writes and under what number on the left, the nation and the day on the right."""
    left, right = _halves(document, (_LEFT, _RIGHT))
    for name in agencies[:-1]:
        _line(left, name, 12)
    for name in agencies[-1:]:
        _line(left, name, 12, bold=True)
    _rule(left, 22)
    _line(left, number, 13)
    _line(left, subject, 12)
    _line(right, nation[0], 12, bold=True)
    _line(right, nation[1], 13, bold=True)
    _rule(right, 58)
    _line(right, day, 13, italic=True)


def add_addressee(document: Document, text: str) -> None:
    """Add whom it is for, with room around it."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = _CENTRE
    paragraph.paragraph_format.space_before = Pt(18)
    paragraph.paragraph_format.space_after = Pt(12)


def add_paragraph(document: Document, text: str) -> None:
    """Add a paragraph of the letter itself."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = _JUSTIFIED
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_after = Pt(6)


def add_table(
    document: Document, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    """Add a table whose head comes again on every page, and whose rows are never torn."""
    table = document.add_table(rows=0, cols=len(head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, widths)
    # Cells by row: asking a table for one of its cells takes longer the more there are.
    for number, texts in enumerate((head, *rows)):
        row = table.add_row()
        _mark(row, "w:cantSplit")
        if not number:
            _mark(row, "w:tblHeader")
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = Pt(_TABLE_SIZE)
            run.bold = not number or None
            if not number:
                paragraph.alignment = _CENTRE
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def add_foot(
    document: Document, *, copies: tuple[str, Sequence[str]], signer: tuple[Sequence[str], str]
) -> None:
    """Add who gets copies, and who signs; both stay on one page."""
    left, right = _halves(document, (_COPIES, _SIGNER))
    label, names = copies
    if names:
        _line(left, label, 12, bold=True, italic=True).alignment = WD_ALIGN_PARAGRAPH.LEFT
        for name in names:
            _line(left, name, 11).alignment = WD_ALIGN_PARAGRAPH.LEFT
    post, person = signer
    for line in post:
        _line(right, line, 13, bold=True).paragraph_format.keep_with_next = True
    for _ in range(4):
        _line(right, "", 13).paragraph_format.keep_with_next = True
    _line(right, person, 13, bold=True)


def _halves(document: Document, widths: tuple[int, int]) -> tuple[_Cell, _Cell]:
    table: Table = document.add_table(rows=1, cols=2)
    _set_widths(table, widths)
    _mark(table.rows[0], "w:cantSplit")
    left, right = table.rows[0].cells
    left.width, right.width = map(Mm, widths)
    return left, right


def _line(
    cell: _Cell, text: str, size: int, *, bold: bool = False, italic: bool = False
) -> Paragraph:
    """Add a centred line; the empty paragraph that every cell has is the first."""
    first = cell.paragraphs[0]
    fresh = len(cell.paragraphs) == 1 and not first.runs
    paragraph: Paragraph = first if fresh else cell.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = bold or None, italic or None
    paragraph.alignment = _CENTRE
    return paragraph


def _rule(cell: _Cell, millimetres: int) -> None:
    """Draw the line below a name, as the upper border of a narrow empty paragraph."""
    paragraph = cell.add_paragraph()
    width = _LEFT if millimetres < 50 else _RIGHT
    side = Mm((width - 4 - millimetres) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.line_spacing = Pt(6)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _set_widths(table: Table, widths: Sequence[int]) -> None:
    """Set the widths of columns: LibreOffice looks at these, Word at those of the cells."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """Add what the program that shows the letter works out, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
