"""A change for another environment: a line for each province that it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.changes import messages
from hopthu.changes.gather import gathered
from hopthu.interfaces.commands.change import main
from hopthu.interfaces.commands.environments.__main__ import main as environment
from hopthu.text.errors import Place

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "0002-sap-xep-34-tinh.yml"
Output = pytest.CaptureFixture[str]


def test_few_are_told_one_by_one() -> None:
    """With the place and order that they have, whatever else is wrong."""
    few = [messages.NO_AGENCY.at(Place("a", line=n), id=f"ha-noi.x{n}") for n in (1, 2, 3)]
    other = messages.NO_PERSON.at(Place("a", line=9), id="ha-noi-0001")
    assert list(gathered([*few, other])) == [*few, other]


def test_many_of_a_province_are_one() -> None:
    """Each counted once, though several steps name it."""
    many = [messages.NO_AGENCY.at(Place("a", line=n), id=f"ha-noi.x{n % 5}") for n in range(20)]
    hue = messages.NO_AGENCY.at(Place("a", line=30), id="hue")
    one, two = gathered([*many, hue])
    assert (one.code, one.values["n"], one.place.line) == ("change.no-agencies", 5, 0)
    assert two == hue


def test_steps_of_one_kind_are_one() -> None:
    """Where the policy lacks it; a few are told one by one."""
    region = [messages.NO_KIND.at(Place("a", line=n), kind="region", known="x") for n in range(4)]
    city = messages.NO_KIND.at(Place("a", line=9), kind="city", known="x")
    one, two = gathered([*region, city])
    assert (one.code, one.values["n"]) == ("change.no-kind-of-many", 4)
    assert (one.place.line, two) == (0, city)


def test_the_great_day_elsewhere(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 1 400 mistakes of the ready example on a ministry without those provinces: 63 lines."""
    root = tmp_path / "env"
    assert environment(["new", str(root), "--catalogue", "example"]) == 0
    (root / "changes").mkdir()
    (root / "changes" / EXAMPLE.name).write_bytes(EXAMPLE.read_bytes())
    capsys.readouterr()
    monkeypatch.setattr("sys.argv", ["change", "preview", "0002", "--into", str(root)])
    assert main() != 0
    shown = capsys.readouterr().out
    number = int(shown.partition("Mistakes (")[2].partition(")")[0])
    assert number <= 66
