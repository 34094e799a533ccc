"""Situations of a clerk's day, each a form: taken as expected, and never wrong in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from .case_result import CASES, CaseResult, cases, environment, failures, take

EXPECTED = cases()


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOPTHU_LANG", "en")


def _chain(name: str) -> list[str]:
    names = [name]
    while after := EXPECTED[names[0]].get("after"):
        names.insert(0, after)
    return names


@pytest.mark.parametrize("name", EXPECTED)
def test_a_form_is_taken_as_a_careful_clerk_expects(name: str, tmp_path: Path) -> None:
    """What is written, what is told, and that the ledger of its rows adds up."""
    root = environment(tmp_path)
    earlier: list[str] = []
    result: CaseResult | None = None
    for each in _chain(name):
        result = take(root, each, EXPECTED[each])
        result.earlier = list(earlier)
        earlier += result.texts()
        _adds_up(result)
    assert result is not None
    assert failures(EXPECTED[name], result) == []


def _adds_up(result: CaseResult) -> None:
    form = result.form
    if form.get("rows") is None:
        return
    parts = (form["new"], form["known"], form["asked_rows"], form["refused_rows"])
    assert form["rows"] == sum(parts) + sum(form["passed_over"].values())


def test_every_form_of_the_folder_is_expected_something_of() -> None:
    """A form that nobody looks at would test nothing."""
    assert {path.name for path in CASES.iterdir()} - {"expected.yml"} == set(EXPECTED)
