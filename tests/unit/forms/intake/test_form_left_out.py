"""What a person who looks at the page would not take for a part of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from hopthu.forms import Form, read_form
from hopthu.forms.answer.workbook import marked_copy
from hopthu.forms.sheet import ANSWER_AUTHOR
from hopthu.text.errors import HopthuError

TODAY = date(2008, 11, 20)
TITLE = ["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"]
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ"]
ROWS: list[list[Any]] = [
    TITLE,
    HEADER,
    [1, "Lê An", "12/03/1971", "Kế toán"],
    [2, "Lê Bé", "13/03/1971", "Văn thư"],
]


def _told(form: Form) -> list[tuple[str, str]]:
    return [(notice.code.partition(".")[2], notice.place.cell) for notice in form.notices]


def _names(form: Form) -> list[str]:
    return [row.name for row in form.rows]


def test_a_row_that_is_struck_out_is_nobody_and_told(save: Callable[..., Path]) -> None:
    """With what stood in it."""
    path = save(ROWS)
    book = load_workbook(path)
    for cell in book.worksheets[0][4]:
        cell.font = Font(strike=True)
    book.save(path)
    form = read_form(path, TODAY)
    assert _names(form) == ["Lê An"]
    assert _told(form) == [("struck-out", "A4")]
    assert form.notices[0].values["text"] == "2; Lê Bé; 13/03/1971; Văn thư"


def test_a_part_that_is_struck_out_leaves_the_rest(save: Callable[..., Path]) -> None:
    """As a name is put right on paper."""
    path = save(ROWS)
    book = load_workbook(path)
    struck = TextBlock(InlineFont(strike=True), "An ")
    book.worksheets[0]["B3"] = CellRichText("Lê ", struck, TextBlock(InlineFont(b=True), "Ân"))
    book.save(path)
    form = read_form(path, TODAY)
    assert _names(form) == ["Lê Ân", "Lê Bé"]
    assert _told(form) == [("struck-out", "B3")]


def test_a_format_that_shows_nothing(save: Callable[..., Path]) -> None:
    """``;;;`` hides a value from who looks at the sheet."""
    path = save(ROWS)
    book = load_workbook(path)
    book.worksheets[0]["D3"].number_format = ";;;"
    book.save(path)
    form = read_form(path, TODAY)
    assert form.rows[0].title == ""
    assert _told(form) == [("hidden-text", "D3")]


def _with_hidden(path: Path, column: str) -> Form:
    book = load_workbook(path)
    book.worksheets[0].column_dimensions[column].hidden = True
    book.save(path)
    return read_form(path, TODAY)


@pytest.mark.parametrize("hidden", ["C", "D"])
def test_a_hidden_column_never_wins(save: Callable[..., Path], hidden: str) -> None:
    """Of two with one header the visible one counts, wherever it stands."""
    header = ["STT", "Họ và tên", "Ngày sinh", "Ngày sinh"]
    path = save([TITLE, header, [1, "Lê An", "01/01/1970", "02/02/1971"]])
    (row,) = _with_hidden(path, hidden).rows
    assert row.born == (date(1971, 2, 2) if hidden == "C" else date(1970, 1, 1))


def test_a_hidden_column_of_names_beside_the_visible_one(save: Callable[..., Path]) -> None:
    """It makes the table unclear no more."""
    header = ["Họ và tên", "Họ và tên", "Chức vụ"]
    form = _with_hidden(save([TITLE, header, ["Lê Cũ", "Lê An", "Kế toán"]]), "A")
    assert _names(form) == ["Lê An"]
    assert form.problems == ()


def test_a_hidden_column_alone_is_read_and_told(save: Callable[..., Path]) -> None:
    """As hidden rows are."""
    form = _with_hidden(save(ROWS), "C")
    assert form.rows[0].born == date(1971, 3, 12)
    assert _told(form) == [("hidden-column", "C2")]


def _document(path: Path, *rows: tuple[str, str]) -> Form:
    """Save and read a document; a row is the content of its name cell and what tells of the row."""
    document = Document()
    document.add_paragraph(TITLE[0])
    table = document.add_table(0, 3)
    for text in ("Họ và tên", *("?" for _ in rows)):
        table.add_row().cells[0].text = text
    for number, row in enumerate(table.rows):
        row.cells[1].text = "Ngày sinh" if not number else f"{number:02d}/03/1971"
        row.cells[2].text = "Chức vụ" if not number else "Kế toán"
    document.save(str(path))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    xml = parts["word/document.xml"].decode()
    for content, told in rows:
        place = xml.index("<w:t>?</w:t>")
        row, begin = xml.rindex("<w:tr>", 0, place), xml.rindex("<w:p>", 0, place)
        end = xml.index("</w:p>", place) + len("</w:p>")
        xml = f"{xml[:row]}<w:tr>{told}{xml[row + 6 : begin]}{content}{xml[end:]}"
    parts["word/document.xml"] = xml.encode()
    with zipfile.ZipFile(path, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return read_form(path, TODAY)


def _p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _r(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


AN = (_p(_r("Lê An")), "")


@pytest.mark.parametrize(("content", "row", "names", "code"), [
    (_p(_r("Lê Bé", "<w:strike/>")), "", ["Lê An", ""], "struck-out"),
    (_p(_r("Lê "), _r("Bé ", "<w:dstrike/>"), _r("Bê")), "", ["Lê An", "Lê Bê"], "struck-out"),
    (_p(_r("Lê Bé", '<w:strike w:val="0"/>')), "", ["Lê An", "Lê Bé"], ""),
    (_p(_r("cũ ", "<w:vanish/>"), _r("Lê Bé")), "", ["Lê An", "Lê Bé"], "hidden-text"),
    (_p('<w:del w:id="1"><w:r><w:delText>cũ </w:delText></w:r></w:del>', _r("Lê Bé")), "",
     ["Lê An", "Lê Bé"], "deleted-text"),
    (_p(_r("Lê Bé")), '<w:trPr><w:del w:id="1"/></w:trPr>', ["Lê An"], "deleted-text"),
    (_p('<w:moveFrom w:id="1"><w:r><w:t>cũ </w:t></w:r></w:moveFrom>', _r("Lê Bé")), "",
     ["Lê An", "Lê Bé"], "deleted-text"),
    (_p('<w:ins w:id="1">', _r("Lê Bé"), "</w:ins>"), "", ["Lê An", "Lê Bé"], ""),
    (_p("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>", _r("Bấm vào đây"),
        "</w:sdtContent></w:sdt>"), "", ["Lê An", ""], "unfilled-field"),
    (_p("<w:sdt><w:sdtPr/><w:sdtContent>", _r("Lê Bé"), "</w:sdtContent></w:sdt>"), "",
     ["Lê An", "Lê Bé"], ""),
    (_p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> MERGEFIELD Ten '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>', _r("Lê Bé"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'), "", ["Lê An", "Lê Bé"], ""),
    (_p('<w:fldSimple w:instr="MERGEFIELD Ten">', _r("Lê Bé"), "</w:fldSimple>"), "",
     ["Lê An", "Lê Bé"], ""),
    (_p('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="Lê An"/><w:listEntry w:val="Lê Bé"/></w:ddList></w:ffData>'
        '</w:fldChar></w:r>'), "", ["Lê An", "Lê Bé"], ""),
    (f"<w:p/><w:tbl><w:tr><w:tc>{_p(_r('Lê'))}</w:tc><w:tc>{_p(_r('Bé'))}</w:tc></w:tr></w:tbl>",
     "", ["Lê An", "Lê Bé"], ""),
])  # fmt: skip
def test_a_document_reads_as_it_is_seen(
    tmp_path: Path, content: str, row: str, names: list[str], code: str
) -> None:
    """Struck out, hidden, deleted, a prompt, a field, a table within a cell."""
    form = _document(tmp_path / "f.docx", AN, (content, row))
    assert _names(form) == names
    assert [told for told, _ in _told(form)] == ([code] if code else [])


@pytest.mark.parametrize(("told", "shown"), [
    ("<w:checked/>", "☒"), ('<w:checked w:val="0"/><w:default w:val="1"/>', "☐"),
    ("<w:default/>", "☒"), ("", "☐"),
])  # fmt: skip
def test_a_box_of_a_word_form_is_ticked_or_not(tmp_path: Path, told: str, shown: str) -> None:
    """The text of the document does not have it: the field's data do."""
    box = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{told}</w:checkBox>'
        "</w:ffData></w:fldChar></w:r>"
    )
    try:
        form = _document(tmp_path / "f.docx", (_p(_r("Lê An"), box), ""))
    except HopthuError as error:
        pytest.fail(error.render())
    assert form.rows[0].name == f"Lê An{shown}"


def test_a_marked_copy_brings_nothing_back(save: Callable[..., Path]) -> None:
    """What was struck out of a cell is not in the copy, which has one look for a cell."""
    path = save([*ROWS, [3, "Lê Ba", "31/02/1971", "Văn thư"]])
    book = load_workbook(path)
    struck = TextBlock(InlineFont(strike=True), "An ")
    book.worksheets[0]["B3"] = CellRichText("Lê ", struck, TextBlock(InlineFont(b=True), "Ân"))
    book.save(path)
    copy = marked_copy(path.read_bytes(), list(read_form(path, TODAY).problems))
    assert copy
    path.write_bytes(copy)
    assert _names(read_form(path, TODAY)) == ["Lê Ân", "Lê Bé", "Lê Ba"]


def test_comments_of_a_workbook_are_told_but_ours(save: Callable[..., Path]) -> None:
    """What somebody wrote beside a cell is no content, and may say that the row is wrong."""
    path = save(ROWS)
    book = load_workbook(path)
    book.worksheets[0]["B3"].comment = Comment("Đã nghỉ hưu", "Lan")
    book.worksheets[0]["B4"].comment = Comment("Lỗi: thiếu chức vụ", ANSWER_AUTHOR)
    book.save(path)
    form = read_form(path, TODAY)
    assert _names(form) == ["Lê An", "Lê Bé"]
    assert _told(form) == [("comment", "B3")]
    assert form.notices[0].values["text"] == "Đã nghỉ hưu"


def test_comments_of_a_document_are_told(tmp_path: Path) -> None:
    """At the cell that they are about."""
    document = Document()
    document.add_paragraph(TITLE[0])
    table = document.add_table(0, 4)
    for row in ROWS[1:]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    document.add_comment(table.cell(1, 1).paragraphs[0].runs, text="đã nghỉ hưu", author="Lan")
    document.save(str(tmp_path / "form.docx"))
    form = read_form(tmp_path / "form.docx", TODAY)
    assert _names(form) == ["Lê An", "Lê Bé"]
    assert _told(form) == [("comment", "B2")]


def test_a_row_too_low_to_be_seen_is_hidden(save: Callable[..., Path]) -> None:
    """Somebody dragged its border; the person is read like those of hidden rows, and told."""
    path = save(ROWS)
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[4].height = 0.25
    book.save(path)
    form = read_form(path, TODAY)
    assert _names(form) == ["Lê An", "Lê Bé"]
    assert _told(form) == [("hidden-row", "B4")]
