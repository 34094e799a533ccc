"""The letter about who has not logged in: to whom it is, how it speaks of one and of several."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx

from hopthu.provision.handover.store import ISSUED, Record
from hopthu.records.handover_terms import Terms
from hopthu.records.model import Agency, Inventory, Person, Province
from hopthu.reports.letters.official import Signer
from hopthu.reports.reminders.letter import Wanted, remind
from hopthu.reports.reminders.people import handed_over

CENTRE = (
    Agency(id="moj", name="Bộ Tư pháp", kind="ministry"),
    Agency(id="thads", name="Cục Thi hành án dân sự", kind="department", parent="moj"),
)
PROVINCE = (
    Agency(id="thanh-hoa.kv1", name="Phòng khu vực 1", kind="region", parent="thanh-hoa"),
    Agency(id="thanh-hoa", name="Thi hành án dân sự tỉnh Thanh Hóa", kind="province"),
)
WANTED = Wanted(number="", on=None, until=None, signer=Signer(post="", name="Lê A"), place="Huế")
TERMS = Terms(
    recovery_key="", days=30, shortest=12, remembered=5, webmail="https://mail.moj.gov.vn/", help=""
)


def letter(path: Path, folder: str, agency: str, people: int) -> str:
    """The text of the letter to a folder with so many people."""
    them = tuple(
        Person(id=f"p{n}", name="Ứng Hoè Sơn", agency=agency, title="x", mailbox=f"hop{n}")
        for n in range(people)
    )
    folders = {
        name: Province(name, agencies, them if name == folder else ())
        for name, agencies in (("trung_uong", CENTRE), ("thanh_hoa", PROVINCE))
    }
    inventory = Inventory(folders)
    record = Record(
        bundle="b",
        province=folder,
        made="2026-11-24T08:00:00+00:00",
        people=tuple(person.id for person in them),
        valid_until="2026-12-24",
        keys=("A",),
        state=ISSUED,
    )
    (each,) = handed_over(inventory, [folder], "moj.gov.vn", [record], {})
    remind(path, each, inventory, TERMS, WANTED, date(2026, 12, 1))
    document = docx.Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join((*lines, *cells))


def test_to_the_province_itself(tmp_path: Path) -> None:
    """And not to one of its offices that stands before it in the file."""
    text = letter(tmp_path / "a.docx", "thanh_hoa", "thanh-hoa", 2)
    assert "Kính gửi: Thi hành án dân sự tỉnh Thanh Hóa" in text
    assert "cả 2 người có tên dưới đây" in text
    assert "đôn đốc những người có tên nêu trên" in text
    assert "CỤC TRƯỞNG" in text
    assert "Lê A" in text


def test_to_the_centres_own_units(tmp_path: Path) -> None:
    """Nobody writes to the ministry above, nor to himself."""
    text = letter(tmp_path / "a.docx", "trung_uong", "thads", 2)
    assert "Kính gửi: Các đơn vị thuộc Cục Thi hành án dân sự" in text
    assert "Quý cơ quan" not in text


def test_one_person(tmp_path: Path) -> None:
    """Is not spoken of as several."""
    text = letter(tmp_path / "a.docx", "thanh_hoa", "thanh-hoa", 1)
    assert "đến ngày 01/12/2026 người có tên dưới đây chưa đăng nhập" in text
    assert "đôn đốc người có tên nêu trên" in text


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    """It names people, as the table does."""
    letter(tmp_path / "a.docx", "thanh_hoa", "thanh-hoa", 1)
    assert (tmp_path / "a.docx").stat().st_mode & 0o077 == 0
