"""Official letters: read back as a word processor reads them, and the same bytes each time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from hopthu.reports.letters.official import LetterTable, Signer, head_of, write_letter
from hopthu.text.errors import HopthuError

LETTER: dict[str, Any] = {
    "letterhead": ("Bộ Tư pháp", "Cục Thi hành án dân sự"),
    "number": "12/THADS-VP",
    "date": date(2026, 2, 5),
    "to": "Thi hành án dân sự tỉnh Thanh Hóa",
    "subject": "nhắc nhận hộp thư điện tử",
    "paragraphs": ["Đoạn thứ nhất.", "Đoạn thứ hai."],
    "table": LetterTable(
        head=("STT", "Họ và tên"), rows=[("1", "Ứng Hoè Sơn"), ("2", "Đỗ Thị Ất")], widths=(15, 150)
    ),
    "closing": ["Trân trọng."],
    "signer": Signer(post="Chánh Văn phòng", name="Nguyễn Văn A"),
    "copies": ["Như trên", "Lưu: VT"],
}


def written(folder: Path, **more: Any) -> Path:
    """A letter with something different."""
    path = folder / "thu.docx"
    write_letter(path, **(LETTER | more))
    return path


def texts(path: Path) -> list[str]:
    """All lines in the order of the page, tables included."""
    document = docx.Document(str(path))
    lines: list[str] = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            lines += [p.text for row in part.rows for cell in row.cells for p in cell.paragraphs]
        else:
            lines.append(part.text)
    return [line for line in lines if line]


def test_what_an_official_letter_has(tmp_path: Path) -> None:
    """Everything is there, in the order of the decree, with the zeros it wants."""
    assert texts(written(tmp_path)) == [
        *("BỘ TƯ PHÁP", "CỤC THI HÀNH ÁN DÂN SỰ", "Số: 12/THADS-VP"),
        "V/v nhắc nhận hộp thư điện tử",
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        "Hà Nội, ngày 05 tháng 02 năm 2026",
        "Kính gửi: Thi hành án dân sự tỉnh Thanh Hóa",
        *("Đoạn thứ nhất.", "Đoạn thứ hai."),
        *("STT", "Họ và tên", "1", "Ứng Hoè Sơn", "2", "Đỗ Thị Ất"),
        "Trân trọng.",
        *("Nơi nhận:", "- Như trên;", "- Lưu: VT."),
        *("CHÁNH VĂN PHÒNG", "Nguyễn Văn A"),
    ]


def test_who_signs_for_another(tmp_path: Path) -> None:
    """Stands below that one; unless somebody is named it is the head of who writes."""
    lines = texts(written(tmp_path, signer=Signer(post="TL. Cục trưởng\nChánh Văn phòng")))
    assert lines[-2:] == ["TL. CỤC TRƯỞNG", "CHÁNH VĂN PHÒNG"]
    posts = [
        head_of(letterhead).post
        for letterhead in (("Bộ Tư pháp", "Cục Quản lý Thi hành án dân sự"), ("Tổng cục X",), ())
    ]
    assert posts == ["Cục trưởng", "Tổng cục trưởng", "Thủ trưởng đơn vị"]


def test_page_and_table(tmp_path: Path) -> None:
    """A4 with a binding margin; the head of the table comes again on each page."""
    rows = [(str(number), "Nguyễn Văn A") for number in range(1, 200)]
    path = written(tmp_path, table=LetterTable(head=("STT", "Họ tên"), rows=rows, widths=(15, 150)))
    document = docx.Document(str(path))
    section = document.sections[0]
    page = [section.page_width, section.page_height, section.left_margin, section.right_margin]
    assert [round(size.mm) for size in page if size is not None] == [210, 297, 30, 15]
    assert section.different_first_page_header_footer
    _head, table, _foot = document.tables
    assert len(table.rows) == 200
    assert [round(column.width.mm) for column in table.columns if column.width] == [15, 150]
    heads = [row._tr.xpath("./w:trPr/w:tblHeader") for row in table.rows]
    assert [bool(head) for head in heads] == [True, *[False] * 199]
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_what_the_registry_fills_in(tmp_path: Path) -> None:
    """A letter without number, day, table, name or copies leaves room for them."""
    lines = texts(
        written(
            tmp_path, number="", date=None, table=None, signer=Signer(post="Cục trưởng"), copies=()
        )
    )
    assert "Số: ……/……" in lines
    assert "Hà Nội, ngày …… tháng …… năm ……" in lines
    assert lines[-1] == "CỤC TRƯỞNG"


def test_the_months_of_the_decree(tmp_path: Path) -> None:
    """No zero before the third month."""
    lines = texts(written(tmp_path, date=date(2026, 3, 15), place="Thanh Hóa"))
    assert "Thanh Hóa, ngày 15 tháng 3 năm 2026" in lines


def test_in_english(tmp_path: Path) -> None:
    """The words that every letter has, in the language asked for."""
    lines = texts(written(tmp_path, language="en"))
    assert {"SOCIALIST REPUBLIC OF VIET NAM", "No.: 12/THADS-VP", "Copies:"} <= set(lines)


def test_the_same_letter_is_the_same_file(tmp_path: Path) -> None:
    """Nothing in it tells when it was written."""
    first, second = (written(tmp_path / name).read_bytes() for name in ("a", "b"))
    assert first == second
    assert written(tmp_path, number="13/THADS-VP").read_bytes() != first


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Told with the place."""
    (tmp_path / "file").touch()
    with pytest.raises(HopthuError, match=r"thu\.docx"):
        written(tmp_path / "file")
