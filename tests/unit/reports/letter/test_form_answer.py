"""The official letter with a form that is sent back says what the text beside it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from hopthu.forms.answer.letter import Sender
from hopthu.forms.answer.outbox import Outbox
from hopthu.forms.answer.outcome import Outcome
from hopthu.forms.form import read_form
from hopthu.reports.letters.form_answer import write_form_answer
from tests.unit.forms.cases.case_result import CASES, PROJECT, environment, take

DAY = date(2008, 11, 20)
SENDER = Sender(letterhead=("Bộ Tư pháp", "Cục Thi hành án dân sự"), contact="ông Tám")


def _outcome(folder: Path) -> Outcome:
    form = read_form(PROJECT / "tests" / "forms" / "24_bac_giang.xlsx", DAY)
    outcome = Outcome(form.path, "0123456789abcdef0123", form, problems=form.problems)
    Outbox(folder, SENDER, DAY).answer(outcome)
    return outcome


def _texts(path: Path) -> str:
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_is_an_official_letter_that_says_the_same(tmp_path: Path) -> None:
    """Letterhead, addressee, each mistake with its place and remedy, the copy, whom to ask."""
    outcome = _outcome(tmp_path)
    path = write_form_answer(outcome, SENDER, DAY)
    assert path == tmp_path / "24_bac_giang.docx"
    said = _texts(path)
    assert "BỘ TƯ PHÁP" in said
    assert "CỤC TRƯỞNG" in said
    assert "Mã mẫu: 0123456789abcdef" in said
    assert "ông Tám" in said
    assert "24_bac_giang.xlsx" in said
    assert len(outcome.ordered) > 1
    text = (tmp_path / "24_bac_giang.txt").read_text("utf-8")
    for problem in outcome.ordered:
        for part in (problem.text("vi"), problem.remedy("vi"), str(problem.place.cell)):
            assert part in said
            assert part in text
    assert path.stat().st_mode & 0o077 == 0


def test_very_many_mistakes_are_counted(tmp_path: Path) -> None:
    """The text has them all."""
    outcome = _outcome(tmp_path)
    first = outcome.problems[0]
    places = (replace(first.place, line=line) for line in range(500))
    many = tuple(replace(first, place=place) for place in places)
    outcome = replace(outcome, problems=many)
    Outbox(tmp_path, SENDER, DAY).answer(outcome)
    path = write_form_answer(outcome, SENDER, DAY)
    assert path is not None
    table = max(docx.Document(str(path)).tables, key=lambda table: len(table.rows))
    assert len(table.rows) == 202
    assert "300 lỗi nữa" in _texts(path)


def test_a_good_form_gets_no_letter(tmp_path: Path) -> None:
    """Nor does it where intake runs; a bad one gets both."""
    good = Outcome(CASES / "tcvn3.xlsx", "0", read_form(CASES / "tcvn3.xlsx", DAY))
    assert write_form_answer(good, SENDER, DAY) is None
    root = environment(tmp_path)
    take(root, "two_mistakes_at_once.xlsx", {})
    names = {path.suffix for path in (root / "outbox").iterdir()}
    assert {".txt", ".docx", ".xlsx"} <= names


@pytest.mark.parametrize("ending", [".txt", ".docx", ".xlsx"])
def test_what_is_there_is_not_replaced(ending: str, tmp_path: Path) -> None:
    """A letter about another file gets a number, whichever of the three is there."""
    other = tmp_path / f"24_bac_giang{ending}"
    other.write_bytes(b"another")
    path = write_form_answer(_outcome(tmp_path), SENDER, DAY)
    assert path == tmp_path / "24_bac_giang-2.docx"
    assert other.read_bytes() == b"another"
