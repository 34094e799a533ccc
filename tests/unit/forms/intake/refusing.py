"""Files that are no forms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hopthu.forms import read_form
from hopthu.text.errors import HopthuError, Problem

TODAY = date(2008, 11, 20)


def refusal(path: Path) -> Problem:
    """Return the only problem of a refused file, sure to be told well in both languages."""
    with pytest.raises(HopthuError) as caught:
        read_form(path, TODAY)
    (problem,) = caught.value.problems
    assert problem.place.file == path.name
    assert problem.text("en") != problem.text("vi")
    assert problem.remedy("en")
    assert problem.remedy("vi")
    return problem
