"""Files that call themselves .xls: web pages, archives of them, XML, all in one column."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopthu.forms import Form, read_form
from hopthu.forms.readers import limits, read_sheets
from hopthu.forms.readers.web.markup import tokens
from hopthu.forms.sheet import Range, Sheet, Why
from hopthu.text.errors import HopthuError

from .file_kinds import fods
from .old_encodings import as_western, tcvn3

TODAY = date(2008, 11, 20)
TITLE = "THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"
PAGE = f"""<p>{TITLE}</p><table><tr><th>STT<th>Họ và<br>tên<th>Ngày sinh</tr>
<tr><td>1<td>Lê&nbsp;An<td>12/03/1971</table>"""


def _form(path: Path, content: str | bytes) -> Form:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_form(path, TODAY)


def _sheet(page: str) -> Sheet:
    (sheet,) = read_sheets(page.encode())
    return sheet


def _texts(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {(r, c): cell.text for r, row in sheet.rows.items() for c, cell in row.items()}


@pytest.mark.parametrize("page", [
    PAGE, f"<html><body>{PAGE}</body></html>", f"<div>{PAGE}</div>", f"\ufeff<!-- x --><b>{PAGE}",
    f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>x</title></head>{PAGE}',
    f"text before {PAGE}", f"<center><font face=Arial>{PAGE}</font></center>",
    f"<table><tr><td>{PAGE}</td></tr></table>",
])  # fmt: skip
def test_a_web_page_reads_as_a_workbook(tmp_path: Path, page: str) -> None:
    """Whole or a piece of one, with tags that nobody closed."""
    (row,) = _form(tmp_path / "f.xls", page).rows
    assert (row.name, row.born, row.place.column) == ("Lê An", date(1971, 3, 12), 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_the_characters_of_a_page(tmp_path: Path, encoding: str) -> None:
    """As it declares them, or as they are."""
    page = f'<meta http-equiv=Content-Type content="text/html; charset=windows-1258">{PAGE}'
    if encoding != "cp1258":
        page = page.replace("windows-1258", encoding.removesuffix("-sig"))
    data = page.replace("Họ", "Ho").replace("Ngày", "Ngay").replace("Lê", "Lê")
    if encoding == "cp1258":
        data = data.replace("Ự", "U").replace("Ỉ", "I").replace("Ả", "A").replace("Ã", "A")
        data = data.replace("À", "A").replace("Á", "A")
    (row,) = _form(tmp_path / "f.xls", data.encode(encoding)).rows
    assert row.name == "Lê An"


def test_a_page_in_an_old_font(tmp_path: Path) -> None:
    """By the style sheet's class, and by the tag of a font."""
    page = PAGE.replace(
        "<td>Lê&nbsp;An", f"<td class=xl65>{as_western(tcvn3('Ngô Mười').encode('latin-1'))}"
    )
    page += '<style>.xl65 {color:red; font-family:".VnTime", serif;}</style>'
    page = page.replace("<p>", "<style>td.xl65{font-family:.VnTime}</style><p>")
    (row,) = _form(tmp_path / "f.xls", page).rows
    assert row.name == "Ngô Mười"


def test_spans_hidden_rows_and_columns_and_lines_through() -> None:
    """As a spreadsheet program shows them."""
    sheet = _sheet(
        "<style>.g{text-decoration:line-through}</style><table><col><col style='display:none'>"
        "<tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td><s>d</s>e"
        "<tr style='display:none'><td class=g>f<td>g<td>h</table>after"
    )
    assert _texts(sheet) == {
        (1, 1): "a", (1, 2): "b", (2, 2): "c", (2, 3): "e", (3, 2): "g", (3, 3): "h",
        (4, 1): "after",
    }  # fmt: skip
    assert sheet.merged == (Range(1, 1, 2, 1), Range(1, 2, 1, 3))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {2})
    assert [(left.cell.text, left.why) for left in sheet.left_out] == [
        ("d", Why.STRUCK), ("f", Why.STRUCK)
    ]  # fmt: skip


def test_scripts_comments_and_prompts_are_no_text() -> None:
    """Nothing of a page runs, and what nobody sees is not read."""
    sheet = _sheet(
        "<table><tr><td><script>document.write('<td>x')</script><!-- y -->a<td>b"
        "<tr><td><![if !vml]>c<![endif]><td>d<select><option>e</select></table>"
    )
    assert _texts(sheet) == {(1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d"}


def test_pages_that_would_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans end at the edge of a sheet, cells are counted, tags may lie as deep as they like."""
    sheet = _sheet("<table><tr><td colspan=999999999 rowspan=999999999>a<tr><td>b</table>")
    assert sheet.merged[0].right == limits.MAX_COLUMNS
    assert list(_texts(_sheet("<b>" * 20_000 + "<table><tr><td>" * 20 + "x")).values()) == ["x"]
    with pytest.raises(HopthuError):
        _sheet("<table><tr><td>" * 5_000)
    monkeypatch.setattr(limits, "MAX_CELLS", 10)
    with pytest.raises(HopthuError) as raised:
        _sheet("<table>" + "<tr><td>a<td>b" * 10)
    assert raised.value.problems[0].code == "intake.too-many-cells"


@given(st.text(alphabet="<>/!-=\"' atdrblescriptym", max_size=60))
def test_no_page_is_too_broken(text: str) -> None:
    """Whatever is in it, it comes to an end, and all text outside tags is there."""
    assert all(token.name or token.text for token in tokens(text))
    _sheet(f"<table><tr><td>{text}")


MIME = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="b"

--b
Content-Location: file:///C:/x/book.htm
Content-Type: text/html; charset="utf-8"

<html xmlns:x="urn:schemas-microsoft-com:office:excel"><xml><x:ExcelWorkbook><x:ExcelWorksheets>
<x:ExcelWorksheet><x:Name>DS</x:Name><x:WorksheetSource HRef="book_files/sheet001.htm"/>
</x:ExcelWorksheet><x:ExcelWorksheet><x:Name>Cũ</x:Name><x:WorksheetOptions>
<x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>
<x:WorksheetSource HRef="book_files/sheet002.htm"/>
</x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><frameset></frameset></html>
--b
Content-Location: file:///C:/x/book_files/sheet001.htm
Content-Transfer-Encoding: base64
Content-Type: text/html; charset="utf-8"

{page}
--b
Content-Location: file:///C:/x/book_files/sheet002.htm
Content-Transfer-Encoding: base64
Content-Type: text/html; charset="utf-8"

{page}
--b--
"""


def test_an_archive_of_pages(tmp_path: Path) -> None:
    """Its sheets have their names, and a hidden one is hidden."""
    data = MIME.replace("{page}", base64.encodebytes(PAGE.encode()).decode())
    form = _form(tmp_path / "f.xls", data)
    assert [(row.name, row.place.sheet) for row in form.rows] == [("Lê An", "DS")]
    assert [notice.code for notice in form.notices] == ["intake.hidden-sheet"]


def test_a_page_whose_sheets_are_elsewhere_names_the_remedy() -> None:
    """Nobody can read what was not sent."""
    page = MIME.split("\n\n")[2].split("--b")[0]
    for data, code in (
        (page, "page-without-sheets"),
        (MIME.split("--b\n")[0] + "--b--", "no-page"),
    ):
        with pytest.raises(HopthuError) as raised:
            read_sheets(data.encode())
        assert raised.value.problems[0].code == f"intake.{code}"
        assert ".xlsx" in raised.value.problems[0].remedy("en")


EXCEL_2003 = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="Default"><Font ss:FontName="Arial"/></Style>
<Style ss:ID="old"><Font ss:FontName=".VnTime"/></Style>
<Style ss:ID="gone"><Font ss:StrikeThrough="1"/></Style></Styles>
<Worksheet ss:Name="DS"><Table><Column ss:Index="6" ss:Hidden="1" ss:Span="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">{TITLE}</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">STT</Data></Cell>
<Cell><Data ss:Type="String">Họ và&#10;tên</Data></Cell>
<Cell><Data ss:Type="String">Ngày sinh</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">1</Data></Cell>
<Cell ss:StyleID="old"><ss:Data ss:Type="String"><html:S>cũ </html:S>
<html:B>{tcvn3("Lê An")}</html:B></ss:Data></Cell>
<Cell><Data ss:Type="DateTime">1971-03-12T00:00:00.000</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="String">Lê Bé</Data></Cell>
<Cell ss:StyleID="gone"><Data ss:Type="String">x</Data></Cell></Row>
</Table></Worksheet><Worksheet ss:Name="Ẩn"><Table/><x:WorksheetOptions>
<x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def test_an_xml_spreadsheet_of_excel_2003(tmp_path: Path) -> None:
    """Its values, fonts, and what is hidden or struck out, as those of an .xlsx."""
    sheet, hidden = read_sheets(EXCEL_2003.encode())
    assert hidden.hidden
    assert sheet.rows[4][3].date == date(1971, 3, 12)
    assert sheet.merged == (Range(1, 1, 1, 3),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({5}, {6, 7})
    assert {left.cell.text.strip() for left in sheet.left_out} == {"cũ", "x"}
    form = _form(tmp_path / "f.xls", EXCEL_2003)
    assert [row.name for row in form.rows] == ["Lê An", "Lê Bé"]


def test_an_xml_bomb_is_refused() -> None:
    """Entities are not expanded, whatever the file calls itself."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(HopthuError) as raised:
        read_sheets(EXCEL_2003.replace("<Workbook", f"{bomb}<Workbook", 1).encode())
    assert raised.value.problems[0].code == "intake.damaged"


def test_a_flat_open_document(tmp_path: Path) -> None:
    """An .fods is an .ods of one part."""
    rows = [[TITLE], ["STT", "Họ và tên", "Ngày sinh"], ["1", "Lê An", "12/03/1971"]]
    flat = fods(rows)
    assert [row.name for row in _form(tmp_path / "f.fods", flat).rows] == ["Lê An"]


LINES = [TITLE, "STT;Họ và tên;Ngày sinh;Chức vụ", '1;Lê An;12/03/1971;"Kế toán; thủ quỹ"',
         "2;Lê Bé;13/03/1971;Văn thư"]  # fmt: skip


def test_a_list_whose_columns_stand_in_one(save: Callable[..., Path], tmp_path: Path) -> None:
    """In a workbook, and in a .csv with each line in quotes."""
    quoted = "\n".join('"{}"'.format(line.replace('"', '""')) for line in LINES)
    (tmp_path / "f.csv").write_text(quoted, "utf-8")
    for path in (save([[line] for line in LINES]), tmp_path / "f.csv"):
        first, second = read_form(path, TODAY).rows
        assert (first.name, first.title, second.born) == (
            "Lê An", "Kế toán; thủ quỹ", date(1971, 3, 13)
        )  # fmt: skip


def test_a_column_of_sentences_is_not_parted() -> None:
    """Commas part no list of two."""
    sheet = _sheet("<table><tr><td>a, b<tr><td>c, d<tr><td>e</table>")
    assert _texts(sheet) == {(1, 1): "a, b", (2, 1): "c, d", (3, 1): "e"}


@pytest.mark.parametrize(("content", "word"), [
    (b"Rar!\x1a\x07\x00", "archive"), (b'{"url": "https://docs.google.com/x"}', "link"),
    (b"From: a@b\nMIME-Version: 1.0\nContent-Type: text/plain\n\nx", "e-mail"),
    (b"<?xml version='1.0'?><list><person/></list>", "XML"),
])  # fmt: skip
def test_what_is_no_list_is_named(content: bytes, word: str) -> None:
    """So that the clerk knows what to ask for."""
    with pytest.raises(HopthuError) as raised:
        read_sheets(content)
    assert word in raised.value.problems[0].text("en")
