"""No ministry is known by name but to the catalogues: what code says is of every service."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hopthu.records.service import shipped_service

PROJECT = Path(__file__).parents[2]
CATALOGUES = PROJECT / "hopthu" / "records" / "catalogues"
# Words that are guessed first as passwords are a list of words, whoever's they are.
WORD_LISTS = {PROJECT / "roles/directory_server/files/hopthu_passwords/lists.py"}
MODULES = [
    path
    for folder in ("hopthu", "module_utils", "roles", "library", "scripts")
    for path in sorted((PROJECT / folder).rglob("*.py"))
    if not path.is_relative_to(CATALOGUES) and path not in WORD_LISTS
]
DATA = [
    path
    for kind in ("yml", "toml")
    for path in sorted((PROJECT / "hopthu").rglob(f"*.{kind}"))
    if not path.is_relative_to(CATALOGUES)
]
# With and without marks; “tha” alone is a syllable of many words.
NAMES = re.compile(
    r"thi hành án|thi hanh an|thads|cctha|tư pháp\b(?!:)|tu phap|chấp hành viên|chap hanh vien",
    re.IGNORECASE,
)


def literals(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module that are no docstrings, with their lines."""
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # What stands alone below a value describes it.
    told |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_no_module_names_a_service() -> None:
    """Each place that does is told."""
    found = [
        f"{path.relative_to(PROJECT)}:{line}: {text}"
        for path in MODULES
        for line, text in literals(path.read_text(encoding="utf-8"))
        if NAMES.search(text)
    ]
    assert not found


@pytest.mark.parametrize("source", ['X = "Thi hành án"', 'f = re.compile(r"\\bthads\\b")'])
def test_a_module_that_does_is_found(source: str) -> None:
    """Wherever the text stands."""
    assert [text for _, text in literals(source) if NAMES.search(text)]


def test_the_service_is_data() -> None:
    """It is the catalogues' own."""
    assert NAMES.search(shipped_service().name)


def test_data_names_no_service_either() -> None:
    """Beside the catalogues: what belongs to one service is in its own file."""
    found = [path for path in DATA if NAMES.search(str(data_of(path)))]
    assert not found


def data_of(path: Path) -> object:
    """What a file says, without its comments."""
    text = path.read_text(encoding="utf-8")
    return yaml.safe_load(text) if path.suffix == ".yml" else tomllib.loads(text)
