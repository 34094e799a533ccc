"""Text of a form where it is shown: file names, reports, a narrow terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from hopthu.forms import messages, read_form
from hopthu.forms.answer.outcome import Outcome
from hopthu.forms.answer.safe_text import file_stem, without_personal_data
from hopthu.forms.answer.terminal import report
from hopthu.text.errors import Place

FORM = Path(__file__).parents[3] / "forms" / "24_bac_giang.xlsx"


@given(st.text(max_size=300))
def test_any_name_gives_a_safe_stem(name: str) -> None:
    """It stays in its folder, is not hidden, fits, and is no option of a command."""
    stem = file_stem(name)
    assert stem
    assert Path(stem).name == stem
    assert stem[0] not in ".-~"
    assert len(f"{stem}-99.xlsx".encode()) <= 255


@pytest.mark.parametrize(
    ("name", "stem"),
    [("Mẫu đăng ký", "Mẫu đăng ký"), ("..", "_"), ("con", "_con"), ("a\x1b/b", "a__b")],
)
def test_stems(name: str, stem: str) -> None:
    """Vietnamese stays; devices of Windows and path signs do not."""
    assert file_stem(name) == stem


def test_reports_blot_out_births_and_telephones() -> None:
    """Whatever the message calls them; ids and numbers that are counts stay."""
    birth = messages.NOT_A_DATE.at(Place(), text="mùng ba tháng hai")
    assert "mùng" not in without_personal_data(birth).text()
    blotted = without_personal_data(
        messages.NO_NAME.at(Place(), name="An (12/03/1971), 0912 345 678, thanh-hoa-0041", n=7)
    ).values
    assert blotted == {"name": "An (…), …, thanh-hoa-0041", "n": 7}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_narrow_terminal(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 80 columns no line of the problems is broken in a word, and nothing is lost."""
    monkeypatch.setenv("HOPTHU_LANG", language)
    form = read_form(FORM)
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system=None)
    report([Outcome(FORM, "1", form, None, form.problems)], console)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    for problem in form.problems:
        assert any(problem.text() in line for line in lines)
        assert any(problem.remedy() in line for line in lines)
