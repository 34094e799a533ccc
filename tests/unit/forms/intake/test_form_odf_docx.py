"""The readers of .ods and .docx: what a file may hold, packed by hand."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from hopthu.forms.readers import archive, limits, read_sheets
from hopthu.forms.sheet import Cell, Range, Run, Sheet, TableRow
from hopthu.text.errors import HopthuError

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{name}="{_ODF}{uri}:1.0"'
    for name, uri in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "draw": "drawing",
    }.items()
)
_SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _pack(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def _ods(tables: str, automatic: str = "", **parts: str) -> list[Sheet]:
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    named = {f"{name}.xml": text for name, text in parts.items()}
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return read_sheets(_pack({"mimetype": kind, "content.xml": content, **named}))


def _cells(sheet: Sheet) -> list[Cell]:
    return [cell for cells in sheet.rows.values() for cell in cells.values()]


def _row(cells: str) -> str:
    return f'<table:table table:name="S"><table:table-row>{cells}</table:table-row></table:table>'


def _cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_every_kind_of_ods_cell() -> None:
    """Values as saved; zeros of a format are kept; a formula alone is one; remarks are no text."""
    (sheet,) = _ods(_row(
        _cell("a<text:s text:c='2'/>b<text:tab/>c")
        + _cell("1,5", 'office:value-type="float" office:value="1.5"')
        + _cell("0912345678", 'office:value-type="float" office:value="912345678"')
        + _cell("12.3.71", 'office:value-type="date" office:date-value="1971-03-12T00:00:00"')
        + _cell("#N/A", 'office:value-type="float" office:value="0" calcext:value-type="error"')
        + '<table:table-cell table:formula="of:=[.A1]+1"/>'
        + '<table:table-cell office:value-type="string" office:string-value="s"/>'
        + "<table:table-cell><office:annotation><text:p>no</text:p></office:annotation>"
        "<text:p>one</text:p><text:p>two</text:p></table:table-cell>"
    ))  # fmt: skip
    assert [(cell.text, cell.kind) for cell in _cells(sheet)] == [
        ("a  b\tc", "text"), ("1.5", "number"), ("0912345678", "text"), ("12/03/1971", "date"),
        ("#N/A", "text"), ("=[.A1]+1", "formula"), ("s", "text"), ("one\ntwo", "text"),
    ]  # fmt: skip
    assert sheet.rows[1][4].date == date(1971, 3, 12)


def test_fonts_of_ods_styles_columns_and_spans() -> None:
    """A style inherits from another part's; a column's style is its cells'; a span has its own."""
    styles = (
        f'<office:document-styles {_SPACES}><style:font-face style:name="F1" svg:font-family="'
        "'.VnTime'\"/><style:default-style style:family='table-cell'><style:text-properties "
        "style:font-name='Arial'/></style:default-style><style:style style:name='Base' "
        "style:family='table-cell'><style:text-properties style:font-name='F1'/></style:style>"
        "</office:document-styles>"
    )
    automatic = (
        '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="Base"/>'
        '<style:style style:name="T1" style:family="text"><style:text-properties '
        'fo:font-family="VNI-Times"/></style:style>'
        '<style:style style:name="loop" style:family="table-cell" style:parent-style-name="loop"/>'
    )
    row = (
        '<table:table table:name="S"><table:table-column table:number-columns-repeated="1"/>'
        '<table:table-column table:default-cell-style-name="ce1"/><table:table-row>'
        + _cell("plain") + _cell("column")
        + _cell("a<text:span text:style-name='T1'>b</text:span>", 'table:style-name="ce1"')
        + _cell("x", 'table:style-name="loop"')
        + "</table:table-row></table:table>"
    )  # fmt: skip
    (sheet,) = _ods(row, automatic, styles=styles)
    assert [cell.font for cell in _cells(sheet)] == ["Arial", ".VnTime", ".VnTime", ""]
    assert sheet.rows[1][3].runs == (Run("a", ".VnTime"), Run("b", "VNI-Times"))


def test_repeated_merged_and_hidden_ods_rows() -> None:
    """Repeats up to the sheet's edge cost nothing where they are empty."""
    sheets = _ods(
        '<table:table table:name="A" table:style-name="ta1"><table:table-row '
        'table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"/>'
        + _cell("x", 'table:number-columns-repeated="2" table:number-columns-spanned="1" '
                     'table:number-rows-spanned="2"')
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:visibility="filter">' + _cell("h") + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048572"><table:table-cell/>'
        "</table:table-row></table:table>",
        '<style:style style:name="ta1" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>',
    )  # fmt: skip
    (sheet,) = sheets
    assert sheet.hidden
    assert [(cell.row, cell.column) for cell in _cells(sheet)] == [
        (row, column) for row in (1, 2, 3) for column in (3, 4)
    ] + [(4, 1)]
    assert sheet.hidden_rows == {4}
    assert sheet.merged == (Range(1, 3, 2, 3),)


def test_a_repeated_row_with_content_is_bounded() -> None:
    """A million rows from one line of XML are refused as a million cells are."""
    with pytest.raises(HopthuError) as caught:
        _ods(_row(_cell("x")).replace("-row>", '-row table:number-rows-repeated="1048576">', 1))
    assert caught.value.problems[0].code == "intake.too-many-cells"


def test_what_an_ods_strikes_out_and_hides() -> None:
    """By the style of a cell, or of a part of its text; and columns that are not shown."""
    styles = (
        '<style:style style:name="gone" style:family="table-cell"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="child" style:family="table-cell" style:parent-style-name="gone"/>'
        '<style:style style:name="t" style:family="text"><style:text-properties '
        'text:display="none"/></style:style>'
    )
    row = (
        _cell("a", 'table:style-name="child"')
        + _cell('b<text:span text:style-name="t">c</text:span>d')
        + _cell("3", 'table:style-name="gone" office:value-type="float" office:value="3"')
        + _cell("e")
    )
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse" '
        'table:number-columns-repeated="2"/>'
    )
    table = f'<table:table table:name="S">{columns}<table:table-row>{row}</table:table-row>'
    (sheet,) = _ods(f"{table}</table:table>", styles)
    assert [cell.text for cell in _cells(sheet)] == ["bd", "e"]
    assert [(left.cell.text, left.why.value) for left in sheet.left_out] == [
        ("a", "struck"), ("c", "hidden"), ("3", "struck"),
    ]  # fmt: skip
    assert sheet.hidden_columns == {2, 3}


def test_a_locked_ods_says_so() -> None:
    """Its manifest tells that it is encrypted."""
    manifest = "<m><encryption-data/></m>"
    with pytest.raises(HopthuError) as caught:
        read_sheets(_pack({"content.xml": "?", "META-INF/manifest.xml": manifest}))
    assert caught.value.problems[0].code == "intake.encrypted"


def _docx(body: str, styles: str = "", theme: str = "") -> Sheet:
    links = [("document", "word/document.xml", "_rels/.rels")]
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    }
    inner = ""
    for kind, text in (("styles", styles), ("theme", theme)):
        if text:
            parts[f"word/{kind}.xml"] = text.replace("<w:styles>", f'<w:styles xmlns:w="{_W}">')
            inner += f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
    parts["word/_rels/document.xml.rels"] = f"<R>{inner}</R>"
    parts[links[0][2]] = (
        f'<R><Relationship Id="1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></R>'
    )
    (sheet,) = read_sheets(_pack(parts))
    return sheet


def _p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def _tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_p(text)}</w:tc>"


def _tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _texts(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for cell in _cells(sheet)}


def test_paragraphs_and_tables_of_a_docx_in_their_order() -> None:
    """Tabs and line breaks part a letterhead; what is no table's spans the widest table."""
    sheet = _docx(
        "<w:p><w:r><w:t>left</w:t><w:tab/><w:t>right</w:t><w:br/><w:t>below</w:t></w:r></w:p><w:p/>"
        f"<w:tbl>{_tr(_tc('a'), _tc('b'), _tc('c'))}{_tr(_tc('d'))}</w:tbl>{_p('title')}"
        f"<w:tbl>{_tr(_tc('e'), properties='<w:trPr><w:hidden/></w:trPr>')}</w:tbl>"
    )
    assert _texts(sheet) == {
        (1, 1): "left", (2, 1): "right", (3, 1): "below", (4, 1): "a", (4, 2): "b", (4, 3): "c",
        (5, 1): "d", (6, 1): "title", (7, 1): "e",
    }  # fmt: skip
    assert sheet.tables == {4: TableRow(1, 1), 5: TableRow(1, 2), 7: TableRow(2, 1)}
    assert set(sheet.merged) == {Range(row, 1, row, 3) for row in (1, 2, 3, 6)}
    assert sheet.hidden_rows == {7}
    assert str(sheet.place("f", 7, 1)) == "f, table 2, A1"
    assert str(sheet.place("f", 6, 1)) == "f:6"


def test_merged_cells_of_a_docx() -> None:
    """Over columns, over rows, over both, and a column that is left out before the first cell."""
    upper = _tc("a", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>')
    lower = _tc("", '<w:gridSpan w:val="2"/><w:vMerge/>')
    before = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>'
    wide = _tc("e", '<w:gridSpan w:val="3"/>')
    rows = [
        _tr(upper, _tc("b")), _tr(lower, _tc("c")), _tr(_tc("d"), properties=before), _tr(wide),
    ]  # fmt: skip
    sheet = _docx(f"<w:tbl>{''.join(rows)}</w:tbl>")
    assert _texts(sheet) == {(1, 1): "a", (1, 3): "b", (2, 3): "c", (3, 3): "d", (4, 1): "e"}
    assert set(sheet.merged) == {Range(1, 1, 2, 2), Range(4, 1, 4, 3)}


def test_a_table_within_a_table_keeps_its_place() -> None:
    """Pages are laid out with tables: the rows within come after the text before them."""
    inner = f"<w:tbl>{_tr(_tc('x'), _tc('y'))}</w:tbl>"
    cell = f"<w:tc>{_p('before')}{inner}{_p('after')}</w:tc>"
    sheet = _docx(f"<w:tbl>{_tr(cell)}</w:tbl>")
    assert _texts(sheet) == {(1, 1): "before", (2, 1): "x", (2, 2): "y", (3, 1): "after"}


def test_what_is_and_is_not_text_of_a_docx() -> None:
    """Deleted text and copies for old programs are left out; text boxes are read."""
    sheet = _docx(
        "<w:p><w:r><w:t>kept </w:t></w:r><w:del><w:r><w:t>deleted</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>ins</w:t><w:noBreakHyphen/><w:softHyphen/>"
        '<w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:ins></w:p>'
        f"<w:p><w:r><w:pict><w:txbxContent>{_p('box')}</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert _texts(sheet) == {(1, 1): "kept ins\u2011\u00ad\uf0fc", (2, 1): "box"}


def test_fonts_of_a_docx_come_from_run_styles_theme_and_default() -> None:
    """The nearest that names one: run, its style, the paragraph, the table, the document."""
    styles = (
        '<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" '
        'w:hAnsiTheme="minorHAnsi"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="character" w:styleId="Char"><w:rPr><w:rFonts w:hAnsi=".VnArial"/></w:rPr>'
        "</w:style></w:styles>"
    )
    theme = (
        '<a:theme xmlns:a="a"><a:majorFont><a:latin typeface="Big"/></a:majorFont><a:minorFont>'
        '<a:latin typeface="Cambria"/></a:minorFont></a:theme>'
    )
    own = '<w:pPr><w:pStyle w:val="Own"/><w:rPr><w:rFonts w:hAnsi="Mark"/></w:rPr></w:pPr>'
    run = '<w:r><w:rPr><w:rFonts w:hAnsi="VNI-Times" w:ascii="x"/></w:rPr><w:t>r</w:t></w:r>'
    char = '<w:r><w:rPr><w:rStyle w:val="Char"/></w:rPr><w:t>c</w:t></w:r>'
    sheet = _docx(f"{_p('t')}{_p('p', own)}<w:p>{own}{run}{char}</w:p>", styles, theme)
    assert [cell.font for cell in _cells(sheet)] == ["Cambria", ".VnTime", "VNI-Times"]
    assert sheet.rows[3][1].runs == (Run("r", "VNI-Times"), Run("c", ".VnArial"))


@pytest.mark.parametrize(
    "body",
    ["<w:x>" * 300 + "</w:x>" * 300, "".join(f"<w:n{n}/>" for n in range(20_000)) + " " * 70_000],
)
def test_markup_of_no_program_is_refused(body: str) -> None:
    """Hundreds of levels, thousands of names: they would cost memory and mean nothing."""
    with pytest.raises(HopthuError) as caught:
        _docx(body)
    assert caught.value.problems[0].code == "intake.damaged"


def test_too_many_elements_and_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits hold for documents as for workbooks."""
    body = f"<w:tbl>{_tr(_tc('a'), _tc('b'))}</w:tbl>"
    monkeypatch.setattr(limits, "MAX_CELLS", 1)
    with pytest.raises(HopthuError, match="filled cells"):
        _docx(body)
    monkeypatch.setattr(archive, "MAX_ELEMENTS", 5)
    with pytest.raises(HopthuError, match="elements"):
        _docx(body)
