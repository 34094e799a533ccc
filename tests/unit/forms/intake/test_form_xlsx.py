"""The reader of .xlsx: what a workbook's parts may hold, and openpyxl as its oracle."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hopthu.forms.readers import archive, read_sheets
from hopthu.forms.readers.limits import MAX_COLUMNS
from hopthu.forms.readers.xlsx.styles import is_date_format
from hopthu.forms.sheet import Cell, Range, Run, Sheet, cell_name, cell_position, plain_number
from hopthu.text.errors import HopthuError

FORMS = Path(__file__).parents[3] / "forms"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = """<styleSheet xmlns="{main}"><numFmts><numFmt numFmtId="170" formatCode="dd\\-mm\\-yyyy"/>
</numFmts><fonts><font><b/><name val="Arial"/></font><font><name val=".VnTime"/></font></fonts>
<cellStyleXfs><xf fontId="1"/></cellStyleXfs>
<cellXfs><xf fontId="0"/><xf fontId="1" numFmtId="14"/><xf fontId="9" numFmtId="170"/></cellXfs>
</styleSheet>"""
STRINGS = """<sst xmlns="{main}"><si><t>plain</t></si><si><r><t>one </t></r><r><rPr>
<rFont val=".VnTime"/></rPr><t>two</t></r><r><t> three</t></r></si>
<si><t>kana</t><rPh><t>hidden</t></rPh></si><si/><si><r><t>a</t></r><r><t>b</t></r></si></sst>"""


def _workbook(
    rows: str,
    *,
    prefix: str = "",
    properties: str = "",
    state: str = "visible",
    strings: str = STRINGS,
    styles: str = STYLES,
    after: str = "",
    link: str = 'r:id="rId1"',
) -> bytes:
    """Pack a workbook of one sheet by hand; ``rows`` is the content of its ``sheetData``."""
    p = f"{prefix}:" if prefix else ""
    space = f'xmlns{":" if prefix else ""}{prefix}="{MAIN}" xmlns:r="{OFFICE}"'
    links = [("rId1", "worksheet", "worksheets/s.xml")]
    parts = {
        "xl/workbook.xml": f"<{p}workbook {space}><{p}workbookPr {properties}/><{p}sheets>"
        f'<{p}sheet name="S" sheetId="1" state="{state}" {link}/></{p}sheets></{p}workbook>',
        "xl/worksheets/s.xml": f"<{p}worksheet {space}><{p}sheetData>{rows}</{p}sheetData>{after}"
        f"</{p}worksheet>",
    }
    if strings:
        links.append(("rId2", "sharedStrings", "/xl/strings.xml"))
        parts["xl/strings.xml"] = strings.format(main=MAIN)
    if styles:
        links.append(("rId3", "styles", "styles.xml"))
        parts["xl/styles.xml"] = styles.format(main=MAIN)
    parts["xl/_rels/workbook.xml.rels"] = "<Relationships>{}{}</Relationships>".format(
        '<Relationship Id="x" Type="u/externalLink" Target="file:///etc" TargetMode="External"/>',
        "".join(
            f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            for id_, kind, target in links
        ),
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def _cells(rows: str, **options: str) -> list[Cell]:
    (sheet,) = read_sheets(_workbook(rows, **options))
    return [cell for cells in sheet.rows.values() for cell in cells.values()]


def test_shared_strings_with_fonts_of_their_own() -> None:
    """Rich text keeps its fonts; the cell's font fills the gaps; furigana is no text."""
    row = "".join(f'<c r="{c}1" s="1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCDE"))
    plain, rich, kana, joined = _cells(f"<row>{row}</row>")
    assert plain == Cell(1, 1, "plain", ".VnTime")
    assert {run.font for run in rich.runs} == {".VnTime"}
    assert (rich.text, kana.text, joined.text) == ("one two three", "kana", "ab")
    assert joined.runs == ()
    (rich,) = _cells('<row><c r="B1" t="s"><v>1</v></c></row>')
    assert rich.runs == (Run("one ", "Arial"), Run("two", ".VnTime"), Run(" three", "Arial"))


def test_every_kind_of_cell() -> None:
    """Inline text, formula results, truth values, errors, dates by style or by type, numbers."""
    cells = _cells(
        '<row r="2"><c r="A2" t="inlineStr"><is><t>in</t></is></c><c r="B2" t="str"><f>A1</f>'
        '<v>sum</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c>'
        '<c r="E2" s="1"><v>26004</v></c><c r="F2" t="d"><v>1971-03-12T00:00:00</v></c>'
        '<c r="G2"><v>912345678</v></c><c r="H2"><v>1.5</v></c><c r="I2" s="2"><v>26004.5</v></c>'
        '<c r="J2" t="d"><v>soon</v></c><c r="K2"><v>many</v></c><c r="L2" s="99"><v>7</v></c>'
        '<c r="M2" s="1"><v>-1</v></c><c r="N2"><f>A1</f></c><c r="O2" t="str"><v>  </v></c></row>'
    )
    assert [(cell.text, cell.kind) for cell in cells] == [
        ("in", "text"), ("sum", "text"), ("1", "text"), ("#N/A", "text"),
        ("12/03/1971", "date"), ("12/03/1971", "date"),
        ("912345678", "number"), ("1.5", "number"), ("12/03/1971", "date"),
        ("soon", "text"), ("many", "text"), ("7", "number"), ("-1", "number"),
        ("=A1", "formula"),
    ]  # fmt: skip
    assert {cell.date for cell in cells if cell.kind == "date"} == {date(1971, 3, 12)}
    assert [cell.font for cell in cells[:5]] == ["Arial"] * 4 + [".VnTime"]
    assert cells[11].font == ""


def test_a_formula_that_comes_to_nothing_is_of_no_other_cell() -> None:
    """An empty text is what it comes to; the next cell, which is empty, has none."""
    assert not _cells('<row><c r="A1" t="str"><f>B9</f><v/></c><c r="B1"><v></v></c></row>')


def test_dates_that_count_from_1904() -> None:
    """The workbook says where its calendar begins."""
    (cell,) = _cells('<row><c r="A1" s="1"><v>24542</v></c></row>', properties='date1904="1"')
    assert cell.date == date(1971, 3, 12)


def test_positions_may_be_left_out() -> None:
    """Cells and rows without a reference follow each other."""
    cells = _cells("<row><c/><c><v>1</v></c></row><row><c><v>2</v></c></row>")
    assert [(cell.row, cell.column, cell.text) for cell in cells] == [(1, 2, "1"), (2, 1, "2")]


def test_empty_cells_change_nothing() -> None:
    """Formatted empty cells in both spellings are skipped without moving their neighbours."""
    row = '<row r="3"><c r="A3" s="1"/><c r="B3" s="1"></c><c r="C3"><v>5</v></c><c r="D3"/></row>'
    assert [(cell.row, cell.column) for cell in _cells(row)] == [(3, 3)]


def test_prefixes_missing_parts_and_hidden_sheets() -> None:
    """Some producers prefix every tag, some write no strings and no styles."""
    data = _workbook(
        '<x:row><x:c r="A1"><x:v>1</x:v></x:c></x:row>',
        prefix="x", state="veryHidden", strings="", styles="",
        after='<x:mergeCells><x:mergeCell ref="A1:C2"/><x:mergeCell ref="E5"/></x:mergeCells>',
    )  # fmt: skip
    (sheet,) = read_sheets(data)
    assert (sheet.text(1, 1), sheet.hidden) == ("1", True)
    assert sheet.merged == (Range(1, 1, 2, 3), Range(5, 5, 5, 5))


def test_a_sheet_without_a_link_is_damaged() -> None:
    """A sheet that leads nowhere makes the workbook damaged, not the program."""
    with pytest.raises(HopthuError) as caught:
        _cells("", link="")
    assert caught.value.problems[0].code == "intake.damaged"


def test_what_lies_far_to_the_right_is_left_unread() -> None:
    """No table reaches beyond the columns an .xls has."""
    name = cell_name(1, MAX_COLUMNS + 1)
    cells = _cells(f'<row><c r="A1"><v>1</v></c><c r="{name}"><v>2</v></c></row>')
    assert [cell.text for cell in cells] == ["1"]


def test_more_elements_and_levels_than_any_program_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet has the limits that other parts have."""
    deep = "<x>" * 300 + "</x>" * 300
    with pytest.raises(HopthuError) as caught:
        _cells(f'<row r="1"><c r="A1"><v>1</v></c>{deep}</row>')
    assert caught.value.problems[0].code == "intake.damaged"
    monkeypatch.setattr(archive, "MAX_ELEMENTS", 50)
    with pytest.raises(HopthuError, match="elements"):
        _cells('<row r="1"><c r="A1"><v>1</v></c></row>' * 50)


def test_a_text_is_no_longer_than_a_cell_can_hold() -> None:
    """A string of megabytes is cut where the spreadsheet programs would, fonts or not."""
    long = "x" * 40_000
    strings = (
        f'<sst><si><t>{long}</t></si><si><r><rPr><rFont val="A"/></rPr><t>{long}</t></r></si></sst>'
    )
    row = '<row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    assert [len(cell.text) for cell in _cells(row, strings=strings)] == [32_767, 32_767]


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c r="A1" t="s"><v>77</v></c></row>',
        '<row><c r="?1"><v>1</v></c></row>',
        '<row r="x"><c/></row>',
        "<row>",
    ],
)
def test_a_sheet_that_contradicts_itself_is_damaged(rows: str) -> None:
    """A string that is not there, a cell without a place, tags that do not close."""
    with pytest.raises(HopthuError) as caught:
        _cells(rows)
    assert caught.value.problems[0].code == "intake.damaged"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("dd/mm/yyyy", True), ("[$-1010000]d/m/yyyy;@", True), ('"ngày" dd', True), ("General", False),
     ("0.00", False), ('#,##0 "đy"', False), ("hh:mm", False), ("0\\d", False), ("[Red]0", False)],
)  # fmt: skip
def test_a_number_format_is_a_date_or_not(code: str, expected: bool) -> None:
    """Days and years outside quotes, brackets and escapes."""
    assert is_date_format(code) is expected


@pytest.mark.parametrize("name", ["01_ha_noi.xlsx", "24_bac_giang.xlsx", "51_quang_ngai.xlsx"])
def test_openpyxl_reads_the_same(name: str) -> None:
    """Texts, dates, fonts and merged ranges of the sample forms, compared with openpyxl's."""
    book = load_workbook(FORMS / name)
    sheets = read_sheets((FORMS / name).read_bytes())
    assert [sheet.name for sheet in sheets] == book.sheetnames
    for sheet, theirs in zip(sheets, book.worksheets, strict=True):
        expected = {
            (cell.row, cell.column): (
                f"{cell.value:%d/%m/%Y}" if isinstance(cell.value, datetime) else str(cell.value),
                cell.font.name,
            )
            for row in theirs.iter_rows()
            for cell in row
            if cell.value is not None
        }
        assert _content(sheet) == expected
        assert {(r.min_row, r.min_col, r.max_row, r.max_col) for r in theirs.merged_cells} == set(
            sheet.merged
        )


def _content(sheet: Sheet) -> dict[tuple[int, int], tuple[str, str]]:
    return {
        (cell.row, cell.column): (cell.text, cell.font)
        for cells in sheet.rows.values()
        for cell in cells.values()
    }


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_the_name_of_a_cell_and_its_position_agree(row: int, column: int) -> None:
    """Each is the other's inverse, for every cell a spreadsheet has."""
    assert cell_position(cell_name(row, column)) == (row, column)


def test_numbers_read_as_typed() -> None:
    """No decimal point that nobody typed, no exponent for a telephone number, no crash."""
    assert [plain_number(n) for n in (9e8, 1.5, float("inf"))] == ["900000000", "1.5", "inf"]


def test_a_column_without_width_and_a_row_without_height_are_hidden() -> None:
    """A hand that drags them to nothing hides them."""
    rows = (
        '<row r="1" ht="0.0"><c r="A1"><v>1</v></c></row><row r="2" ht="15"><c><v>2</v></c></row>'
    )
    columns = '<cols><col min="2" max="3" width="0"/><col min="4" max="4" width="9"/></cols>'
    (sheet,) = read_sheets(_workbook(rows, after=columns))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {2, 3})
