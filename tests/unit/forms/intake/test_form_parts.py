"""Workbooks that Excel opens though few programs write them so, and binary ones."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hopthu.forms import read_form
from hopthu.forms.readers import read_sheets
from hopthu.forms.sheet import DATE, NUMBER, Sheet, Why
from hopthu.text.errors import HopthuError

from . import binary_workbook as xlsb
from .old_encodings import tcvn3

TODAY = date(2008, 11, 20)
ROWS = [
    ["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"],
    ["STT", "Họ và tên", "Ngày sinh"],
    [1, "Lê An", "12/03/1971"],
]
SAMPLES = Path(__file__).parents[3] / "forms"


def _repacked(path: Path, renamed: Callable[[str], str], *changes: tuple[str, str]) -> bytes:
    """Return a workbook whose parts have other names, and other words in them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w") as packed:
        for part in source.namelist():
            content = source.read(part)
            for old, new in changes:
                content = content.replace(old.encode(), new.encode())
            # A name as a program wrote it: the library would put its slashes right.
            info = zipfile.ZipInfo("x")
            info.filename = renamed(part)
            packed.writestr(info, content)
    return buffer.getvalue()


@pytest.mark.parametrize(("renamed", "changes"), [
    (lambda name: name.replace("/", "\\"), []),
    (str.upper, []),
    (lambda name: name.replace("workbook.xml", "book 22.xml"), [("workbook.xml", "book%2022.xml")]),
    (lambda name: name.replace("xl/", "sheets/"), [("xl/", "sheets/")]),
    (lambda name: f"/{name}", []),
])  # fmt: skip
def test_parts_are_found_by_what_refers_to_them(
    save: Callable[..., Path], renamed: Callable[[str], str], changes: list[tuple[str, str]]
) -> None:
    """Whatever they are called, and in whichever case and with whichever slash."""
    path = save(ROWS)
    path.write_bytes(_repacked(path, renamed, *changes))
    assert [row.name for row in read_form(path, TODAY).rows] == ["Lê An"]


def test_a_strict_workbook(save: Callable[..., Path]) -> None:
    """ISO's namespaces in place of Microsoft's."""
    path = save(ROWS)
    changes = [
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
         "http://purl.oclc.org/ooxml/officeDocument/relationships"),
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
         "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ]  # fmt: skip
    path.write_bytes(_repacked(path, str, *changes))
    assert [row.name for row in read_form(path, TODAY).rows] == ["Lê An"]


def test_escaped_characters_are_those_characters(save: Callable[..., Path]) -> None:
    """A line end that XML has no place for; the escape of an escape stays as it reads."""
    path = save(
        [ROWS[0], ["STT", "Họ và_x000D_\ntên", "Chức vụ"], [1, "Lê An_x000d_", "_x005F_x000D_"]]
    )
    (row,) = read_form(path, TODAY).rows
    assert (row.name, row.title) == ("Lê An", "_x000D_")


def test_a_protected_workbook_is_read_and_one_with_a_password_is_not(tmp_path: Path) -> None:
    """Excel's own password opens the first; for the second the remedy is named."""
    path = tmp_path / "f.xlsx"
    shutil.copy(SAMPLES / "structure_protected.xlsx", path)
    assert len(read_form(path, TODAY).rows) == 2
    data = path.read_bytes()
    changed = data.replace(b'spinCount="100000"', b'spinCount="100001"')
    assert changed != data
    with pytest.raises(HopthuError) as raised:
        read_sheets(changed)
    assert raised.value.problems[0].code == "intake.encrypted"
    assert "protection" in raised.value.problems[0].remedy("en")


def _binary() -> Sheet:
    styles = (
        xlsb.font("Arial") + xlsb.font(".VnTime") + xlsb.font("Arial", struck=True)
        + xlsb.record(44, struct.pack("<H", 170) + xlsb.text("dd/mm/yyyy"))
        + xlsb.record(617) + b"".join(
            xlsb.record(47, struct.pack("<HHH", 0, number, index) + bytes(10))
            for number, index in ((0, 0), (0, 1), (170, 0), (0, 2))
        ) + xlsb.record(618)
    )  # fmt: skip
    plain = b"\0" + xlsb.text("Lê An")
    rich = b"\1" + xlsb.text("Trần Lê") + struct.pack("<IHHHH", 2, 0, 0, 4, 2)
    cells = xlsb.record(60, struct.pack("<IIIIH", 6, 7, 0, 0, 1)) + b"".join([
        xlsb.row(0, xlsb.shared(0, 0), xlsb.shared(1, 1, 1), xlsb.shared(2, 2)),
        xlsb.row(2, xlsb.cell(2, 0, struct.pack("<I", 15 << 2 | 2)),
                 xlsb.cell(5, 1, struct.pack("<d", 26000.0), 2),
                 xlsb.cell(6, 2, xlsb.text("text")), xlsb.cell(3, 3, b"\x2a"),
                 xlsb.cell(7, 4, struct.pack("<I", 0), 3), hidden=True),
        xlsb.record(176, struct.pack("<IIII", 0, 0, 3, 5)),
    ])  # fmt: skip
    strings = [plain, b"\0" + xlsb.text(tcvn3("Nguyễn")), rich]
    (sheet,) = read_sheets(xlsb.workbook(cells + xlsb.record(130), strings, styles))
    return sheet


def test_a_binary_workbook() -> None:
    """Its values, fonts, and what is hidden or struck out, as those of an .xlsx."""
    sheet = _binary()
    assert sheet.name == "DS"
    assert [cell.text for cell in sheet.rows[1].values()] == ["Lê An", tcvn3("Nguyễn"), "Trần"]
    assert sheet.rows[1][2].font == ".VnTime"
    number, day, text, error = sheet.rows[3].values()
    assert (number.text, number.kind, text.text, error.text) == ("15", NUMBER, "text", "#N/A")
    assert (day.kind, day.date) == (DATE, date(1971, 3, 8))
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {7, 8}
    assert sheet.merged == ((1, 4, 1, 6),)
    gone = {(each.cell.row, each.cell.column, each.cell.text) for each in sheet.left_out}
    assert gone == {(1, 3, " Lê"), (3, 5, "Lê An")}
    assert {each.why for each in sheet.left_out} == {Why.STRUCK}


def test_a_binary_workbook_that_is_cut_off_names_the_remedy() -> None:
    """At any place of its sheet."""
    sheet = xlsb.row(0, xlsb.shared(0, 0)) + xlsb.record(130)
    for end in range(1, len(sheet)):
        with pytest.raises(HopthuError) as raised:
            read_sheets(xlsb.workbook(sheet[:end], [b"\0" + xlsb.text("a")], b""))
        assert raised.value.problems[0].code == "intake.binary-workbook"
        assert ".xlsx" in raised.value.problems[0].remedy("en")
