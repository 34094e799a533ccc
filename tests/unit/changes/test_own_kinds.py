"""Changes in an environment with kinds of agencies of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.changes.apply import Trial, try_change
from hopthu.changes.change import parse_change
from hopthu.interfaces.commands.environments.__main__ import main as environment
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.reports.changes.preview import preview
from hopthu.text.document.markdown import as_markdown

HEAD = 'date: "2026-12-01"\nby: An\nreason: QĐ 1\nsteps:\n'
FOUND = "  - {change: found, agency: mien-nam.%s, name: Trạm X, kind: %s, parent: %s}\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented ministry, as the generator makes it."""
    made = tmp_path_factory.mktemp("own") / "env"
    assert environment(["new", str(made), "--catalogue", "example"]) == 0
    return made


def tried(root: Path, steps: str) -> Trial:
    """A change of these steps."""
    policy = Policy.of_environment(root)
    path = root / "changes" / "0001-x.yml"
    change = parse_change(HEAD + steps, path, path.name)
    return try_change(root, change, read_inventory(root, policy), policy)


def test_agencies_are_founded_and_counted_by_them(root: Path) -> None:
    """A station in the folder of what it hangs from, a bureau in one of its own."""
    bureau = FOUND.replace("mien-nam.", "") % ("mien-tay", "cuc", "tcqt")
    trial = tried(root, FOUND % ("con-dao", "tram", "mien-nam") + bureau)
    assert not trial.problems
    assert trial.after.home["mien-nam.con-dao"] == "mien_nam"
    assert trial.after.home["mien-tay"] == "mien_tay"
    shown = {language: as_markdown(preview(trial), language=language) for language in ("en", "vi")}
    assert "| stations | 7 | 8 | 1 |" in shown["en"]
    assert "trạm" in shown["vi"]


def test_other_kinds_are_refused_with_those_that_there_are(root: Path) -> None:
    """All steps at their lines: of a shipped kind, of none, where the kind cannot hang."""
    retype = "  - {change: retype, agency: mien-nam.cuu-long, kind: district}\n"
    trial = tried(root, FOUND % ("con-dao", "station", "mien-nam") + retype)
    assert [(p.code, p.place.line) for p in trial.problems] == [
        ("change.no-kind", 5),
        ("change.no-kind", 6),
    ]
    assert "tram" in trial.problems[0].remedy("vi")
    trial = tried(root, FOUND % ("con-dao", "chi-cuc", "mien-nam.cuu-long"))
    assert [problem.code for problem in trial.problems] == ["inventory.wrong-level"]
