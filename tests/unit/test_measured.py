"""The share of the code that tests reach is one of all the code there is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
PATHS = {
    "pytest": SETTINGS["pytest"]["ini_options"]["pythonpath"],
    "mypy": SETTINGS["mypy"]["mypy_path"].split(":"),
}


def test_every_program_of_a_host_is_measured() -> None:
    """Whoever adds a package or a module to a role adds it to what coverage looks at."""
    programs = {path.stem for path in PROJECT.glob("roles/*/files/hopthu_*")}
    assert programs <= set(SETTINGS["coverage"]["run"]["source_pkgs"])


@pytest.mark.parametrize("tool", PATHS)
def test_every_program_of_a_host_is_found(tool: str) -> None:
    """By tests and by the check of types alike."""
    folders = {path.parent for path in PROJECT.glob("roles/*/files/hopthu_*")}
    assert {str(each.relative_to(PROJECT)) for each in folders} <= set(PATHS[tool])
