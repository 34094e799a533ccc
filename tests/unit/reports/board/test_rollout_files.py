"""What the board leaves: page, workbook, data, letters; once, and nothing that somebody wrote."""

from __future__ import annotations

import datetime
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from hopthu.forms.blank import file_name, province_of
from hopthu.forms.model import FormKind
from hopthu.records.policy.rollout import Rollout
from hopthu.reports.board.board import Board, QuotaUse
from hopthu.reports.board.make import day_of
from hopthu.reports.board.pages.data import data
from hopthu.reports.board.pages.lines import lines
from hopthu.reports.board.pages.page import page
from hopthu.reports.board.pages.reminder import write_reminder
from hopthu.reports.board.pages.workbook import workbook
from hopthu.reports.board.pages.write import letters_of, write_board
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text
from hopthu.text.sentences import say, short_day

from .rollout_samples import DAY, POLICY, Environment, agency, of


@pytest.fixture
def board(two: Environment) -> Board:
    """The board of the two provinces."""
    return two.board()


@pytest.fixture
def few(board: Board) -> Board:
    """The same of three provinces, two of which are late: so many letters are enough."""
    names = {"ha_noi", "quang_ngai", "thanh_hoa"}
    return replace(board, provinces=[each for each in board.provinces if each.name in names])


class TestFiles:
    """What is written, and when."""

    def test_all_of_it(self, few: Board, tmp_path: Path) -> None:
        """A page, a workbook, data, and a letter for each of those that are late."""
        folder = tmp_path / "report"
        written = write_board(few, folder)
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert {"board.html", "board.xlsx", "board.json"} < found
        assert "letters/2008-11-25/51_quang_ngai.docx" in found
        assert "letters/2008-11-25/38_thanh_hoa.docx" not in found
        assert len(found) == len(written.paths) == 3 + 2

    def test_a_second_time_nothing(self, few: Board, tmp_path: Path) -> None:
        """As long as nothing changed."""
        write_board(few, tmp_path)
        assert write_board(few, tmp_path).paths == []

    def test_a_check_writes_nothing_and_tells_the_same(self, few: Board, tmp_path: Path) -> None:
        """Not even the folder."""
        would = write_board(few, tmp_path / "report", check=True)
        assert not (tmp_path / "report").exists()
        assert would.paths == write_board(few, tmp_path / "report").paths
        assert write_board(few, tmp_path / "report", check=True).paths == []

    def test_a_letter_that_somebody_edited_stays(self, few: Board, tmp_path: Path) -> None:
        """Also when the board is made anew."""
        write_board(few, tmp_path)
        letter = letters_of(tmp_path, few) / "51_quang_ngai.docx"
        letter.write_bytes(b"edited")
        write_board(replace(few, contact="x", unknown=(Text("a", "b"),)), tmp_path)
        assert letter.read_bytes() == b"edited"

    def test_what_is_missing_or_was_changed_is_written_again(
        self, few: Board, tmp_path: Path
    ) -> None:
        """One file that is gone alone; all of them when the data are others."""
        write_board(few, tmp_path)
        (tmp_path / "board.xlsx").unlink()
        assert [path.name for path in write_board(few, tmp_path).paths] == ["board.xlsx"]
        (tmp_path / "board.html").write_text("x")
        assert len(write_board(few, tmp_path).paths) == 3
        (tmp_path / "board.json").write_bytes(b"\xff")
        assert len(write_board(few, tmp_path).paths) == 3

    def test_a_folder_that_cannot_be(self, few: Board, tmp_path: Path) -> None:
        """The error names it."""
        (tmp_path / "file").touch()
        with pytest.raises(HopthuError, match="file"):
            write_board(few, tmp_path / "file" / "report")

    @pytest.mark.parametrize("name", ["board.html", "board.json"])
    def test_a_folder_where_a_file_is_to_be(self, few: Board, tmp_path: Path, name: str) -> None:
        """The error names it, in a check too."""
        (tmp_path / name).mkdir()
        for check in (True, False):
            with pytest.raises(HopthuError, match=name):
                write_board(few, tmp_path, check=check)


class TestPage:
    """The page as text; how it looks is for the browser to tell."""

    def test_every_province_has_a_tile_and_a_row(self, board: Board) -> None:
        """And each tile leads to its row."""
        text = page(board)
        tiles = re.findall(r'href="#p(\d\d)" data-code="(\d\d)"', text)
        assert len(tiles) == 63
        assert all(f'<tr id="p{code}">' in text for code, _ in tiles)

    def test_the_same_board_is_the_same_page(self, board: Board) -> None:
        """To the byte."""
        assert page(board) == page(board)

    def test_names_are_no_markup(self, board: Board) -> None:
        """Whatever a record is called."""
        evil = '<script>alert("x")</script>'
        text = page(replace(board, sender=(evil,), unknown=(Text.literal(evil, evil),)))
        assert evil not in text
        assert text.count("<script") == 1
        assert "&lt;script&gt;" in text

    def test_no_name_of_a_person(self, board: Board) -> None:
        """The board counts; whose mailboxes they are is nobody's business who reads it."""
        assert "Ứng Hoè Sơn" not in page(board)
        assert "Ứng Hoè Sơn" not in json.dumps(data(board), ensure_ascii=False)

    def test_without_phases(self, two: Environment) -> None:
        """Map and table, and no form is told of."""
        text = page(two.board(policy=replace(POLICY, rollout=Rollout())))
        assert text.count("data-code=") == 63
        assert "Các giai đoạn" not in text

    def test_of_one_day_there_is_no_curve(self, environment: Environment) -> None:
        """A sentence stands there."""
        text = page(environment.board())
        assert "<svg" not in text
        assert "chưa có biểu đồ" not in text  # git tells nothing: it is not known
        environment.commit("2008-11-25")
        assert "chưa có biểu đồ" in page(environment.board())

    def test_sizes_as_each_language_writes_them(self, board: Board) -> None:
        """With a comma, and a point."""
        use = QuotaUse(1, 0, 1536 * 2**20, 2**31, 0, 90, 1536 * 2**10, DAY)
        text = page(replace(board, quota=use))
        assert "đã dùng 1,5 GB trên 2 GB" in text
        assert "1.5 GB of 2 GB in use" in text
        assert "+1,5 MB từ ngày" in text
        assert "+1.5 MB since" in text


class TestWorkbook:
    """The workbook, read back."""

    def test_sheets_and_values(self, board: Board) -> None:
        """Numbers are numbers, days are days, and heads stay in sight."""
        book = openpyxl.load_workbook(io.BytesIO(workbook(board)))
        assert book.sheetnames == [
            *("Tổng hợp", "Các tỉnh", "Mẫu theo giai đoạn", "Mẫu chưa nộp"),
            *("Cơ quan còn thiếu", "Theo thời gian"),
        ]
        for sheet in book.worksheets:
            assert sheet.freeze_panes == "B2"
            assert sheet.auto_filter.ref
        forms = book["Mẫu theo giai đoạn"]
        assert forms.max_row == 1 + 3 * 63
        row = next(
            row for row in forms.iter_rows(min_row=2, values_only=True) if row[0] == "Thanh Hóa"
        )
        assert row[3:9] == (
            *("nộp quá hạn", datetime.datetime(2008, 11, 20), datetime.datetime(2008, 11, 24)),
            *(4, 1, 28),
        )
        first = next(book["Mẫu chưa nộp"].iter_rows(min_row=2, values_only=True))
        assert (first[3], first[5]) == ("quá hạn", 5)

    def test_a_name_is_no_formula(self, two: Environment) -> None:
        """An agency may be called anything."""
        two.put("ha_noi", [agency("ha-noi", "province", name="=1+1")])
        book = openpyxl.load_workbook(io.BytesIO(workbook(two.board())))
        cells = [row[0] for row in book["Cơ quan còn thiếu"].iter_rows(min_row=2)]
        (cell,) = [cell for cell in cells if cell.value == "=1+1"]
        assert cell.data_type == "s"


def test_the_letter(few: Board, tmp_path: Path) -> None:
    """To whom, which form, how many days, what to do, whom to ask."""
    write_board(few, tmp_path)
    letter = docx.Document(str(letters_of(tmp_path, few) / "01_ha_noi.docx"))
    head, forms, foot = letter.tables
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "CỤC THI HÀNH ÁN DÂN SỰ" in head.rows[0].cells[0].text
    assert "ngày 25 tháng 11 năm 2008" in head.rows[0].cells[1].text
    assert "Kính gửi: Thi hành án dân sự thành phố Hà Nội" in text
    assert [cell.text for cell in forms.rows[1].cells] == [
        *("1", "Hộp thư của cơ quan và cán bộ quản lý", "20/11/2008", "5")
    ]
    assert len(forms.rows) == 3
    assert "Đến ngày 25/11/2008, Cục" in text
    assert "Đề nghị Quý cơ quan gửi mẫu đăng ký còn thiếu trước ngày 30/11/2008." in text
    assert text.rstrip().endswith("Trân trọng./.")
    assert "CỤC TRƯỞNG" in foot.rows[0].cells[1].text
    assert "(01_ha_noi_mailboxes.xlsx, 01_ha_noi.xlsx)" in text
    assert POLICY.rollout.contact in text


def test_the_letter_names_the_form_that_is_written(
    environment: Environment, tmp_path: Path
) -> None:
    """By the code of 2008, whatever code the province has since 2025."""
    ended = {"state": "ended", "since": "2025-07-01", "successor": "lao-cai"}
    environment.put("yen_bai", [agency("yen-bai", "province", **ended)])
    environment.put("lao_cai", [agency("lao-cai", "province")])
    board = environment.board(datetime.date(2025, 7, 2))
    write_reminder(of(board, "lao_cai"), board, tmp_path / "letter.docx")
    letter = docx.Document(str(tmp_path / "letter.docx"))
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    names = [file_name(province_of("lao_cai"), kind) for kind in reversed(FormKind)]
    assert names == ["10_lao_cai_mailboxes.xlsx", "10_lao_cai.xlsx"]
    assert f"({', '.join(names)})" in text


def test_data(board: Board) -> None:
    """Days are ISO, what is not known is null."""
    found = data(board)
    assert json.loads(json.dumps(found)) == found
    assert found["day"] == "2008-11-25"
    assert found["totals"]["people_made"] is None
    (thanh_hoa,) = [each for each in found["provinces"] if each["province"] == "thanh_hoa"]
    assert thanh_hoa["forms"][0] == {
        "phase": "agencies",
        "status": "came-late",
        "received": "2008-11-24",
        "days": 4,
        "named": 1,
        "of": 28,
        "told": 1,
        "asked": 28,
    }


class TestLines:
    """What the operator reads."""

    def test_in_both_languages(self, board: Board, tmp_path: Path) -> None:
        """The sum, the late ones, what is not known, what was written."""
        would = write_board(board, tmp_path, check=True)
        found = lines(board, would, tmp_path, check=True, language="en")
        assert found[0].endswith("3 of 749 agencies have an address, 4 people are registered")
        assert found[1] == "62 of 63 provinces are late:"
        assert found[12] == "  … 52 more, see the page"
        assert found[-1].startswith(f"Would write {tmp_path}/board.html")
        assert found[-1].endswith(f"62 letters in {tmp_path}/letters/2008-11-25")
        found = lines(board, would, tmp_path, check=True, language="vi")
        assert found[1] == "62/63 tỉnh quá hạn:"
        assert found[-1].startswith("Sẽ ghi")

    def test_nothing_changed(self, few: Board, tmp_path: Path) -> None:
        """Said in so many words."""
        write_board(few, tmp_path)
        again = write_board(few, tmp_path)
        assert lines(few, again, tmp_path, check=False, language="en")[-1] == "Nothing changed."


def test_numbers_and_days_of_each_language() -> None:
    """10,000 and 10.000; a day of this year without it."""
    text = say(Text("{n} on {day}", "{n} ngày {day}"), n=10_000, day=DAY)
    assert text.render(language="en") == "10,000 on 25 Nov 2008"
    assert text.render(language="vi") == "10.000 ngày 25/11/2008"
    assert short_day(DAY, DAY).render(language="vi") == "25/11"
    assert short_day(DAY, datetime.date(2009, 1, 2)).render(language="en") == "25 Nov 2008"


def test_the_day_of_the_board() -> None:
    """Today unless one is given, and one that is none is told with the way to write it."""
    assert day_of("2008-11-25") == DAY
    assert day_of("") == datetime.date.today()
    with pytest.raises(HopthuError, match=r"“25/11/2008” is no day → .*hopthu_report_date"):
        day_of("25/11/2008")


def test_a_province_that_is_not_late(board: Board) -> None:
    """Has no overdue form."""
    assert of(board, "thanh_hoa").late == []
