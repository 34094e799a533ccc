"""The reader of text files with delimiters."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path

import pytest

from hopthu.forms import Form, read_form
from hopthu.forms.readers import read_sheets
from hopthu.forms.readers.limits import MAX_COLUMNS
from hopthu.text.errors import HopthuError

from .old_encodings import cp1258, tcvn3, utf8_misread, viqr, vni

TODAY = date(2008, 11, 20)
TEXT = (
    "THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI\r\n\r\nSTT;Họ và tên;Ngày sinh;Chức vụ;Di động\r\n"
    "1;Lê Thị Hồng Ân;12.3.71;Chấp hành viên;0912345678\r\n"
    "2;Đỗ Bé;1971-03-12;Thủ quỹ, văn thư;912345679\r\n"
)


def _read(tmp_path: Path, data: bytes) -> Form:
    path = tmp_path / "form.csv"
    path.write_bytes(data)
    return read_form(path, TODAY)


def _cells(text: str) -> dict[str, str]:
    (sheet,) = read_sheets(text.encode())
    return {
        f"{row}:{column}": cell.text
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
    }


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", b""), ("utf-16-be", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_encoding_and_delimiter(
    tmp_path: Path, encoding: str, mark: bytes, delimiter: str
) -> None:
    """The same people come out; a delimiter inside a field is quoted, as programs do."""
    text = TEXT.replace("Thủ quỹ, văn thư", '"Thủ quỹ, văn thư"').replace(";", delimiter)
    form = _read(tmp_path, mark + text.encode(encoding))
    assert (form.encoding, form.problems) == ("Unicode", ())
    assert [(row.name, row.born, row.title, row.mobile, str(row.place)) for row in form.rows] == [
        ("Lê Thị Hồng Ân", date(1971, 3, 12), "Chấp hành viên", "0912345678", "form.csv, B4"),
        ("Đỗ Bé", date(1971, 3, 12), "Thủ quỹ, văn thư", "0912345679", "form.csv, B5"),
    ]


def test_bytes_of_no_unicode_become_western_characters() -> None:
    """TCVN3 and Windows-1258 text arrive as fonts stored them; free codes are kept."""
    (sheet,) = read_sheets("STT;TrÇn V¨n €".encode("cp1252") + b"\x8d;\xad")
    assert [cell.text for cell in sheet.rows[1].values()] == ["STT", "TrÇn V¨n €\x8d", "\xad"]


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("TCVN3", tcvn3(TEXT).encode("latin-1")),
        ("VNI", vni(TEXT).encode("latin-1")),
        ("CP1258", cp1258(TEXT).encode("cp1258")),
        ("VIQR", viqr(TEXT).encode()),
        ("Unicode", utf8_misread(TEXT).encode()),
    ],
)
def test_text_of_the_years_before_unicode(tmp_path: Path, kind: str, stored: bytes) -> None:
    """A file of bytes has no fonts: what makes Vietnamese of its text tells the encoding."""
    form = _read(tmp_path, stored)
    assert (form.encoding, form.problems) == (kind, ())
    assert [row.name for row in form.rows] == ["Lê Thị Hồng Ân", "Đỗ Bé"]


def test_a_short_file_whose_letters_look_like_tones(tmp_path: Path) -> None:
    """The codes of ề and ế in TCVN3 are tones behind vowels in Windows-1258."""
    lines = TEXT.replace("Lê Thị Hồng Ân", "Huyền Huyền Hiền").replace("Đỗ Bé", "Kiều Hiền")
    form = _read(tmp_path, tcvn3(lines).encode("latin-1"))
    assert [row.name for row in form.rows] == ["Huyền Huyền Hiền", "Kiều Hiền"]


def test_a_quoted_field_may_hold_delimiters_lines_and_quotes() -> None:
    """Each row is known by the line on which it begins."""
    assert _cells('a;b;c\n"1;2";"x\ny";"say ""hm"""\nd;e;f\n') == {
        "1:1": "a", "1:2": "b", "1:3": "c", "2:1": "1;2", "2:2": "x\ny", "2:3": 'say "hm"',
        "4:1": "d", "4:2": "e", "4:3": "f",
    }  # fmt: skip


def test_the_delimiter_is_the_one_that_cuts_most() -> None:
    """Commas in every title do not outdo the semicolons between the fields."""
    rows = _cells("a;b;c\nx, y;2;3\nx, y;2\nx, y;2;3\n")
    assert rows["2:1"] == "x, y"
    assert _cells("sep=|\na;b|c\n") == {"2:1": "a;b", "2:2": "c"}


@pytest.mark.parametrize("text", ['a;b\n"c;d\ne;f\n', 'a;b\n"c"d;e\n', 'a;b\n"c' + "\n" * 60 + '"'])
def test_an_unpaired_quotation_mark_is_told_at_its_line(text: str) -> None:
    """It would swallow the people below: nobody is lost without a word."""
    with pytest.raises(HopthuError) as caught:
        read_sheets(text.encode())
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == ("intake.unpaired-quote", 2)


def test_what_lies_far_to_the_right_or_is_blank_is_left_out() -> None:
    """No table reaches there."""
    assert set(_cells("a;" * (MAX_COLUMNS + 9) + "\n ;b")) >= {"1:1", f"1:{MAX_COLUMNS}", "2:2"}
    assert f"1:{MAX_COLUMNS + 1}" not in _cells("a;" * (MAX_COLUMNS + 9))


def test_a_field_beyond_all_limits_is_no_traceback() -> None:
    """A text without a line end that no program would write."""
    with pytest.raises(HopthuError):
        read_sheets(b"x" * 200_000)


def test_a_file_that_ends_within_a_letter_is_not_taken_for_whole(tmp_path: Path) -> None:
    """What was cut off when it was sent is told where it is missing."""
    text = "CỤC THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA\nSTT;Họ và tên;Chức vụ;Điện thoại cơ quan\n"
    whole = f"{text}1;Lê Văn Bảy;Kế toán;02373852111\n2;Đỗ Thị Mẫu;Kế toán;0237385211".encode()
    (tmp_path / "form.csv").write_bytes(whole + "ế".encode()[:2])
    form = read_form(tmp_path / "form.csv", TODAY)
    assert [row.name for row in form.rows] == ["Lê Văn Bảy", "Đỗ Thị Mẫu"]
    assert [(problem.code, problem.place.line) for problem in form.problems] == [
        ("intake.number-letter", 4)
    ]
