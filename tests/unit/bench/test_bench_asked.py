"""Of a country of clean forms hardly anybody is asked about: a question for all is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hopthu.forms import read_form
from hopthu.records.policy import Policy
from tests.bench.country import LAB, make_country
from tests.bench.many_forms import TARGET_ASKED, write_forms

PEOPLE = 10_000
TODAY = date(2008, 11, 20)


def test_of_clean_people_at_most_one_in_two_hundred_is_asked_about(tmp_path: Path) -> None:
    """A form a province, names drawn as often as people bear them; all of them are read."""
    written = write_forms(make_country(PEOPLE, Policy.of_environment(LAB)), tmp_path)
    forms = [read_form(path, TODAY) for path in sorted(tmp_path.iterdir())]
    assert sum(len(form.rows) for form in forms) == written
    asked = {(form.path, query.sheet, query.line) for form in forms for query in form.queries}
    told = {(form.path, problem.place.line) for form in forms for problem in form.problems}
    assert 100 * (len(asked) + len(told)) <= TARGET_ASKED * written
