"""The bench of the intake: a form of any size and hostile files, read in processes of their own."""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from hopthu.servers.lab.config import PROJECT

from .many_forms import PEOPLE as COUNTRY
from .many_forms import measure_country
from .measure import measure_worker

PEOPLE = 10_000
TARGET_SECONDS, TARGET_MB = 3.0, 300
_FORMS = PROJECT / "tests" / "forms"
_CELLS = 20  # of the rows of a million empty cells
_ROWS = 50_000


def people(path: Path, rows: int = PEOPLE) -> None:
    """Write an .xlsx of so many people, each with a name of their own."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("DS")
    sheet.append(["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"])
    sheet.append(["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị", "ĐT CQ", "Di động"])
    for number in range(rows):
        name = "Nguyễn " + "".join(chr(97 + number // 26**place % 26) for place in range(4))
        born = date(1971, number % 12 + 1, number % 28 + 1)
        phones = ["055.3822123", f"09{number:08}"]
        sheet.append([number + 1, name, born, "Cán sự", "huyện Bình Sơn", *phones])
    book.save(path)


def _with(path: Path, source: str, part: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(_FORMS / source) as old, zipfile.ZipFile(path, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)


def empty_ods(path: Path) -> None:
    """Write an .ods with a million formatted empty cells."""
    row = b'<table:table-cell table:style-name="ce1"/>' * _CELLS
    rows = (b"<table:table-row>" + row + b"</table:table-row>") * _ROWS
    end = b"</table:table>"
    _with(path, "66_dak_lak.ods", "content.xml", lambda text: text.replace(end, rows + end))


def empty_docx(path: Path) -> None:
    """Write a .docx with a million empty cells."""
    rows = (b"<w:tr>" + b"<w:tc><w:tcPr/><w:p/></w:tc>" * _CELLS + b"</w:tr>") * _ROWS
    end, part = b"</w:tbl>", "word/document.xml"
    _with(path, "25_phu_tho.docx", part, lambda text: text.replace(end, rows + end))


def bomb(path: Path) -> None:
    """Write a .docx of a quarter of a megabyte that unpacks to 90."""
    paragraphs = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2_500_000
    end, part = b"</w:body>", "word/document.xml"
    _with(path, "25_phu_tho.docx", part, lambda text: text.replace(end, paragraphs + end))


FORMS: dict[str, Callable[[Path], None]] = {
    f"{PEOPLE} people.xlsx": people,
    "a million empty cells.ods": empty_ods,
    "a million empty cells.docx": empty_docx,
    "bomb.docx": bomb,
}


def measure_forms(rounds: int, people_of_country: int = COUNTRY) -> str:
    """Return a line for each form: seconds (the best of the rounds), peak memory, the outcome.

    The last lines are of a whole country's forms, taken in at once.
    """
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for form, write in FORMS.items():
            write(folder / form)
            samples = [measure_worker("form", folder / form, folder=folder) for _ in range(rounds)]
            seconds = min(sample.phases["read"] for sample in samples)
            peak = max(sample.peak for sample in samples) / 1e6
            people_read = int(samples[0].phases["rows"])
            sys.stderr.write(f"{form}: done\n")
            lines.append(f"{form:28} {seconds:6.2f} s {peak:6.0f} MB  people: {people_read or '–'}")
        lines.append(f"target for {PEOPLE} people: {TARGET_SECONDS:.0f} s, {TARGET_MB} MB")
        lines.append(measure_country(folder, rounds, people_of_country).line())
    return "\n".join(lines)
