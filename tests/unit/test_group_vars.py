"""What an environment says wins everywhere, so the toolkit's own group_vars say nothing."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_nothing_stands_before_an_environment() -> None:
    """Ansible would take variables of this folder before those of an inventory."""
    assert [path.name for path in (PROJECT / "group_vars").iterdir()] == ["README.md"]
