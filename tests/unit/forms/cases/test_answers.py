"""Questions are written once, answered once, kept; what the inventory could not hold is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from hopthu.forms.answer.outcome import Outcome
from hopthu.forms.answer.tried import refuse_what_fails
from hopthu.forms.registration.kept import read_answers, read_vocabulary
from hopthu.interfaces.commands.intake import Options, intake
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Agency, Inventory, Province
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Place
from tests.unit.forms.registration.registration_samples import (
    HOME,
    POLICY,
    form,
    person,
    registrar,
    row,
)

from .case_result import environment, take
from .written_forms import write

TITLES = "abbreviated_titles.xlsx"
NOTES = "notes_of_people_who_left.xlsx"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOPTHU_LANG", "en")


def _answered(root: Path, **answers: str) -> Path:
    """Complete the file of answers that the last intake wrote."""
    written = root / "outbox" / "answers.yml"
    text = written.read_text("utf-8")
    for word, answer in answers.items():
        assert f'"{word}": ""' in text
        text = text.replace(f'"{word}": ""', f'"{word}": "{answer}"')
    path = root / "answers.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_is_given_once_and_kept(tmp_path: Path) -> None:
    """Whoever waited is registered, and the next form that says so is not asked about."""
    root = environment(tmp_path)
    before = take(root, TITLES, {})
    assert any("“TTV”" in told["text"] for told in before.form["questions"])
    assert "--answer" in before.said
    path = _answered(root, TTV="Thẩm tra viên")
    after = take(root, TITLES, {}, {"answer_file": path})
    assert after.form["new"] == 1
    assert not any("“TTV”" in told["text"] for told in after.form["questions"])
    assert read_vocabulary(root, ()).words["titles"] == {"TTV": "Thẩm tra viên"}
    again = take(root, TITLES, {})
    assert not any("“TTV”" in told["text"] for told in again.form["questions"])
    titles = {each.name: each.title for each in again.people}
    assert titles["Nguyễn Văn Dung"] == "Thẩm tra viên"


def test_a_row_is_answered_to_be_nobody_or_new(tmp_path: Path) -> None:
    """Of who has left nobody is registered, and the row is counted among those passed over."""
    root = environment(tmp_path)
    assert take(root, NOTES, {}).form["asked_rows"] == 4
    path = _answered(root, **{f"{NOTES}:4": "nobody", f"{NOTES}:6": "new"})
    form_of = take(root, NOTES, {}, {"answer_file": path}).form
    assert (form_of["new"], form_of["asked_rows"]) == (1, 2)
    assert form_of["passed_over"] == {"answered": 1}


def test_a_file_of_answers_is_read_strictly(tmp_path: Path) -> None:
    """Every mistake at its line."""
    path = tmp_path / "a.yml"
    path.write_text('titels:\n  "CHV": "x"\nagencies:\n  "TPTH": "atlantis"\n', encoding="utf-8")
    with pytest.raises(HopthuError) as caught:
        read_answers(path, {HOME})
    assert [(p.code, p.place.line) for p in caught.value.problems] == [
        ("answers.no-such-part", 1), ("answers.no-answer", 4),
    ]  # fmt: skip


def test_forms_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    """What is answered of a row of one is no answer for the row of the other."""
    root = environment(tmp_path)
    forms = [tmp_path / "Nga Sơn" / "form.xlsx", tmp_path / "Hà Trung" / "form.xlsx"]
    for path, name in zip(forms, ("Ngô Văn Thử", "Đỗ Thị Mẫu"), strict=True):
        path.parent.mkdir()
        note = f"1 | {name} | 01/02/1980 | Kế toán | | | Nghỉ hưu"
        write({"form": note}, path.parent)
    options = Options(
        root=root, key=root / ".match-key", outbox=root / "outbox", json=root / "report.json"
    )
    console = Console(file=StringIO(), width=200)
    intake(forms, options, console)
    told = json.loads((root / "report.json").read_text("utf-8"))["forms"]
    assert [form["file"] for form in told] == ["Nga Sơn/form.xlsx", "Hà Trung/form.xlsx"]
    answers = _answered(root, **{"Hà Trung/form.xlsx:4": "new", "Nga Sơn/form.xlsx:4": "nobody"})
    intake(forms, replace(options, answer_file=answers), console)
    inventory = read_inventory(root, Policy.of_environment(root))
    assert [each.name for each in inventory.provinces["thanh_hoa"].people] == ["Đỗ Thị Mẫu"]


def test_a_form_that_the_inventory_could_not_hold_is_refused_before_it_is_written() -> None:
    """With the reason at the row; another form of the same run is taken."""
    taken = registrar().take(form(row("Lê An")))
    other = registrar().take(replace(form(row("Lê Bé")), path=Path("g.xls")))
    wrong = person("Lê Cam", "thanh-hoa-0009", mailbox="postmaster", place=Place("g.xls", "DS", 7))
    other.people[:] = [wrong]
    other.agencies.clear()
    outcomes = [Outcome(each.form.path, "1", each.form, each) for each in (taken, other)]
    thads = Agency(id="thads", name="Cục", kind="ministry")
    centre = Inventory({"trung_uong": Province("trung_uong", (thads,))})
    refuse_what_fails(outcomes, centre, POLICY)
    assert outcomes[0].registration is taken
    assert outcomes[1].registration is None
    assert {problem.place.line for problem in outcomes[1].problems} == {7}
