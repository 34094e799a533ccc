"""The faults that scripts/mutants puts into code: each is one, each is code still."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.mutants.__main__ import PROJECT, copied
from tests.mutants.faults import faults_of

PATH = Path("example.py")
CODE = '''\
"""Text is no code."""


def example(found: list[int], most: int = 3) -> bool:
    """Nor is this."""
    check(found)
    if not found or len(found) - 1 > most:
        return False
    return bool(found) and "ờ" not in found


@dataclass(frozen=True)
class Example:
    """How it is made is no fault."""

    most: int = 8
'''
FAULTS = {
    ("3", "4"),
    ("check(found)", "pass"),
    ("not found or len(found) - 1 > most", "True"),
    ("not found or len(found) - 1 > most", "False"),
    ("not found", "found"),
    (" or ", " and "),
    (" > ", " >= "),
    (" - ", " + "),
    ("1", "2"),
    ("False", "True"),
    ('bool(found) and "ờ" not in found', "None"),
    (" and ", " or "),
    (" not in ", " in "),
    ("8", "9"),
}


def test_every_fault_of_an_example() -> None:
    """All that are meant and no other, at their places, whatever letters stand before them."""
    found = list(faults_of(PATH, CODE))
    assert {(fault.was, fault.instead) for fault in found} == FAULTS
    for fault in found:
        text = fault.applied(CODE.encode()).decode()
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(CODE))
        assert str(fault).startswith(f"example.py:{fault.line}: ")


def test_the_copy_is_whole(tmp_path: Path) -> None:
    """A module that was left out would fail every test, and no fault would be put in at all."""
    tree = copied(tmp_path / "tree")
    for folder in ("hopthu", "library", "tests/unit"):
        there, here = (
            {each.relative_to(root) for each in (root / folder).rglob("*.py")}
            for root in (tree, PROJECT)
        )
        assert there == here
    assert (tree / ".venv/bin/python").exists()
    assert not (tree / ".cache").exists()
