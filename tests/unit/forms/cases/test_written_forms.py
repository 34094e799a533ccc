"""More situations, each a form that is written down as text: right, or told; never wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from .case_result import environment, failures, take
from .written_forms import write, written_cases

EXPECTED = written_cases()
_SHAPE = {
    "form", "cols", "head", "kind", "sheet", "first_sheets", "merged", "hidden_rows", "strike",
    "hidden_columns", "font", "between", "encoding",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOPTHU_LANG", "en")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_written_form_is_taken_right_or_told(name: str, tmp_path: Path) -> None:
    """The good rows are taken, so that nothing wrong hides behind a row that is refused."""
    case = EXPECTED[name]
    (root := tmp_path / "env").mkdir()
    file = write(case, tmp_path)
    options = case.get("options", ["--accept-good"])
    result = take(environment(root), file, {"options": options}, folder=tmp_path)
    expected = {key: value for key, value in case.items() if key not in _SHAPE}
    assert failures(expected, result) == []
    form = result.form
    if form.get("rows") is not None:
        parts = (form["new"], form["known"], form["asked_rows"], form["refused_rows"])
        assert form["rows"] == sum(parts) + sum(form["passed_over"].values())
