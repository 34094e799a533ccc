"""The page of exit statuses says what the commands may return, no less and no more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
COMMANDS = PROJECT / "hopthu" / "interfaces" / "commands"
SOURCES = {
    "change": ("change.py", "changing/*.py"),
    "handover": ("handover.py", "passwords/*.py"),
    "environment": ("environments/**/*.py",),
    "backup": ("copies/backup.py", "copies/control.py"),
    "restore": ("copies/restore.py", "copies/boxes.py", "copies/moments.py"),
    "dns": ("dns/*.py",),
}
ERROR = 2  # said of all at once


def scripts() -> Iterator[str]:
    """Those that are commands of the package."""
    for path in sorted((PROJECT / "scripts").iterdir()):
        if path.is_file() and re.search(r"lib/run\"|interfaces.commands", path.read_text("utf-8")):
            yield path.name


def told(language: str) -> dict[str, set[int]]:
    """By command, and its verb where it is named, the statuses that have an explanation."""
    page = PROJECT / "docs" / language / "reference" / "statuses.md"
    table: dict[str, set[int]] = {}
    for line in page.read_text("utf-8").splitlines():
        row = re.match(r"\| `scripts/([a-z -]+)` \| (.*) \|$", line)
        if row:
            cells = [cell.strip() for cell in row[2].split("|")]
            table[row[1]] = {
                status for status, cell in zip((0, 1, 3, 4), cells, strict=True) if cell
            }
    return table


def returned(path: Path, function: str = "") -> Iterator[int]:
    """What the functions of a file that return an int may return, or one of them."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        ast.unparse(node.targets[0]): node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef) or node.returns is None:
            continue
        if ast.unparse(node.returns) == "int" and function in ("", node.name):
            for each in ast.walk(node):
                if isinstance(each, ast.Return) and each.value is not None:
                    yield from values(each.value, constants)


def values(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[int]:
    """The numbers that an expression may be; of what another function returns nothing is said."""
    match node:
        case ast.Constant(value=int(number)):
            yield number
        case ast.IfExp(body=one, orelse=other):
            yield from values(one, constants)
            yield from values(other, constants)
        case ast.Name(id=name) if name in constants:
            yield from values(constants[name], constants)
        case ast.Subscript(value=ast.Name(id=name)) if name in constants:
            table = constants[name]
            assert isinstance(table, ast.Dict)
            for each in table.values:
                yield from values(each, constants)
        case ast.Call(func=ast.Name(id="int"), args=[ast.Call(func=ast.Name(id="bool"))]):
            yield from (0, 1)


def of_command(command: str) -> set[int]:
    """All that a command, or a verb of it, may end with but for an error."""
    name, _, verb = command.partition(" ")
    patterns = SOURCES.get(name, (f"{name.replace('-', '_')}.py",))
    paths = [path for pattern in patterns for path in COMMANDS.glob(pattern)]
    assert paths, command
    return {status for path in paths for status in returned(path, verb)} - {ERROR}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_command_is_on_the_page(language: str) -> None:
    """By its name, and nothing besides."""
    assert {command.partition(" ")[0] for command in told(language)} == set(scripts())


@pytest.mark.parametrize("command", told("en"))
def test_what_is_told_is_what_it_returns(command: str) -> None:
    """In both languages; what ansible-playbook ends with is its own."""
    for language in ("en", "vi"):
        if command == "reissue":
            assert "ansible-playbook" in (
                PROJECT / "docs" / language / "reference" / "statuses.md"
            ).read_text("utf-8")
        else:
            assert told(language)[command] == of_command(command), language


def test_what_would_be_wrong(tmp_path: Path) -> None:
    """A status that comes is noticed, however it is said."""
    source = tmp_path / "new.py"
    source.write_text(
        "_AWAY = 7\n"
        "def one(x: int) -> int:\n    return _AWAY if x else 8\n"
        "def other() -> int:\n    return int(bool([]))\n"
    )
    assert set(returned(source)) == {0, 1, 7, 8}
    assert set(returned(source, "one")) == {7, 8}
