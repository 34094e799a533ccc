"""What is no form, or no file, ends with one clear problem that names the file and the remedy."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from hopthu.forms import form, read_form
from hopthu.forms.readers import archive, limits, read_sheets
from hopthu.text.errors import HopthuError

from .refusing import TODAY, refusal

FORMS = Path(__file__).parents[3] / "forms"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = ["STT", "Họ và tên", "Chức vụ"]


def _zip(**parts: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty-file", "empty"),
        (b"STT;H\xe1", "no-header", "no sheet has a table"),
        (b"\0\1\2\3", "not-a-workbook", "unknown kind"),
        (b"%PDF-1.4 ...", "not-a-workbook", "PDF"),
        (b"\xff\xd8\xff\xe0 ...", "not-a-workbook", "picture"),
        (b"\xef\xbb\xbf <HTML><table>", "no-header", "no sheet has a table"),
        (b'<?xml version="1.0"?><Workbook/>', "not-a-workbook", "XML"),
        (_zip(word__document_xml="<x/>"), "damaged", "damaged"),
        (_zip(content_xml="<x/>"), "not-a-workbook", "OpenDocument"),
        (_zip(photo_jpg="x"), "not-a-workbook", "unknown kind"),
        (OLE + b"?", "damaged", "damaged"),
        (b"PK\x03\x04 broken", "damaged", "damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0\0", "encrypted", "password"),
        (OLE + "Workbook".encode("utf-16-le") + b"\0\0", "damaged", "damaged"),
        (_zip(xl__workbook_xml="<x/>"), "damaged", "damaged"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    """The kind is told by the content and named; the name of the file says nothing."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    problem = refusal(path)
    assert problem.code == f"intake.{code}"
    assert words in problem.text("en")


def test_a_locked_old_workbook() -> None:
    """An .xls with a password says so."""
    assert refusal(FORMS / "locked.xls").code == "intake.encrypted"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """Missing, a folder, a pipe: at once, with the reason, and without waiting for a writer."""
    assert refusal(tmp_path / "none.xlsx").code == "intake.unreadable"
    assert "No such file" in refusal(tmp_path / "none.xlsx").text("en")
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        assert "not a plain file" in refusal(path).text("en")


@pytest.mark.parametrize("name", ["51_quang_ngai.xlsx", "38_thanh_hoa.xls"])
def test_the_name_of_the_file_does_not_matter(tmp_path: Path, name: str) -> None:
    """An .xlsx called .xls is read, and the other way round."""
    wrong = {".xlsx": ".xls", ".xls": ".xlsx"}[Path(name).suffix]
    path = tmp_path / f"form{wrong}"
    path.write_bytes((FORMS / name).read_bytes())
    assert len(read_form(path, TODAY).rows) == len(read_form(FORMS / name, TODAY).rows)


def test_a_form_without_a_header(save: Callable[..., Path]) -> None:
    """A workbook without a column of names is no form."""
    head = ["Thi hành án dân sự tỉnh Quảng Ngãi"]
    assert refusal(save([head, ["Lê An", "01/02/1980"]])).code == "intake.no-header"
    problem = refusal(save([head, ["Chức vụ", "Ngày sinh"]]))
    assert problem.code == "intake.no-name-column"
    assert "Chức vụ | Ngày sinh" in problem.text()


def test_an_empty_workbook_and_an_empty_form(save: Callable[..., Path]) -> None:
    """No cells: no header. A header and nobody: an empty form, at its sheet."""
    assert refusal(save([])).code == "intake.no-header"
    problem = refusal(save([["Thi hành án dân sự tỉnh Quảng Ngãi"], HEADER]))
    assert (problem.code, problem.place.sheet) == ("intake.empty-form", "DS")


def test_a_form_of_no_known_province(save: Callable[..., Path]) -> None:
    """Without a province nobody could be placed."""
    problem = refusal(save([["CƠ QUAN THI HÀNH ÁN"], HEADER, [1, "Lê An", "Cán sự"]]))
    assert problem.code == "intake.unknown-province"


def _book(tmp_path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def _table(province: str, name: str) -> list[Sequence[object]]:
    return [[f"THI HÀNH ÁN DÂN SỰ TỈNH {province}"], HEADER, [1, name, "Cán sự"]]


def test_sheets_of_several_provinces(tmp_path: Path) -> None:
    """One file is one province's."""
    path = _book(tmp_path, a=_table("QUẢNG NGÃI", "Lê An"), b=_table("THANH HÓA", "Lê Bé"))
    problem = refusal(path)
    assert problem.code == "intake.several-provinces"
    assert "Quảng Ngãi, Thanh Hóa" in problem.text("vi")


def test_every_sheet_with_a_table_is_read(tmp_path: Path) -> None:
    """A second sheet is not lost, and who is on both is found, with the other sheet's name."""
    rows = [["Họ tên", "Ngày sinh"], ["Lê An", "12/03/1971"]]
    path = _book(tmp_path, letter=[["Thi hành án dân sự tỉnh Quảng Ngãi"]], one=rows, two=rows)
    read = read_form(path, TODAY)
    assert [row.place.sheet for row in read.rows] == ["one", "two"]
    assert read.province.name == "Quảng Ngãi"
    assert read.problems[0].values["other"] == "one!A2"


def test_fonts_of_an_encoding_that_is_not_read(tmp_path: Path) -> None:
    """VPS text would come out as nonsense: it is refused and the font is named."""
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "H\u00ff v\u00e0 t\u00ean"
    book.active["A1"].font = Font(name="VPS Times")
    path = tmp_path / "vps.xlsx"
    book.save(path)
    assert "VPS Times" in refusal(path).text("en")


def test_a_file_that_is_too_large(
    save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit on size holds before the file is read."""
    path = save(_table("QUẢNG NGÃI", "Lê An"))
    monkeypatch.setattr(form, "MAX_FILE", path.stat().st_size - 1)
    assert refusal(path).code == "intake.too-large"


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    """Half a gigabyte packed in half a megabyte is refused by its declaration."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<x/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(archive.MAX_UNPACKED // (1 << 20) + 1):
                part.write(bytes(1 << 20))
    assert path.stat().st_size < form.MAX_FILE
    assert refusal(path).code == "intake.too-much"


def test_a_declaration_that_lies_is_a_damaged_file(save: Callable[..., Path]) -> None:
    """An archive that declares its parts small gives no more than it declares."""
    path = save([*_table("QUẢNG NGÃI", "Lê An"), *[[n, "Lê Bé", "x"] for n in range(500)]])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        size = packed.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    assert size in data
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))
    assert refusal(path).code == "intake.damaged"


def test_too_many_cells_are_refused(
    save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit on filled cells and merged ranges bounds the memory."""
    path = save(_table("QUẢNG NGÃI", "Lê An"), merged=["A1:C1"])
    monkeypatch.setattr(limits, "MAX_CELLS", 8)
    assert len(read_form(path, TODAY).rows) == 1
    monkeypatch.setattr(limits, "MAX_CELLS", 7)
    assert refusal(path).code == "intake.too-many-cells"
    assert refusal(FORMS / "38_thanh_hoa.xls").code == "intake.too-many-cells"


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    """Office files have no DOCTYPE; one with entities to expand is not parsed."""
    path = tmp_path / "laughs.xlsx"
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(FORMS / "51_quang_ngai.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name == "xl/workbook.xml" else old.read(name))
    with pytest.raises(HopthuError) as caught:
        read_form(path, TODAY)
    assert caught.value.problems[0].code == "intake.damaged"
    cause = caught.value.__cause__
    assert isinstance(cause, HopthuError)
    assert type(cause.__cause__).__name__ == "_DoctypeError"


def _outcome(path: Path) -> str:
    try:
        read_form(path, TODAY)
    except HopthuError as error:
        return "one problem" if len(error.problems) == 1 else "several problems"
    return "form"


def test_broken_bytes_anywhere_give_a_problem_and_no_traceback(tmp_path: Path) -> None:
    """A byte changed or the file cut at many places: a form or a problem, nothing else."""
    for name in ("51_quang_ngai.xlsx", "mixed_fonts.xls"):
        good = (FORMS / name).read_bytes()
        path = tmp_path / name
        for place in range(0, len(good), len(good) // 60):
            for bad in (good[:place], good[:place] + b"\xff" + good[place + 1 :]):
                path.write_bytes(bad)
                assert _outcome(path) in ("form", "one problem")


def test_hidden_sheets_fonts_and_kinds_of_an_old_workbook() -> None:
    """Rich text, dates, numbers, truth values, errors, blanks and a hidden sheet of an .xls."""
    read = read_form(FORMS / "mixed_fonts.xls", TODAY)
    assert read.encoding == "mixed"
    assert read.province.name == "Quảng Ngãi"
    assert [(r.name, r.born, r.title, r.mobile) for r in read.rows] == [
        ("Lê Hòa", date(1971, 3, 12), "Cán sự", "0912345678"),
        ("Lê Bé", date(1971, 3, 12), "1", "0912345679"),
        ("Lê An", None, "", ""),
        ("#N/A", None, "", ""),
    ]
    assert [(p.code, p.place.cell) for p in read.problems] == [
        ("intake.not-a-date", "C7"),
        ("intake.error-value", "B9"),
    ]
    sheets = read_sheets((FORMS / "mixed_fonts.xls").read_bytes())
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("An", True), ("DS", False)]
    assert sheets[1].merged == ((3, 5, 3, 6),)
