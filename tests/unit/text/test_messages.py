"""Every text of the house: both languages say it, of the same values, in the place that is due.

A problem is a ``Message`` with a code and stands in its package's ``messages.toml``; what else is
said is a ``Text`` in ``words.py``. What one file alone says may stay in that file, private.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import string
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import hopthu
from hopthu.text.errors import Message
from hopthu.text.language import NO_TEXT, Text

ROOT = Path(hopthu.__file__).parent
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(hopthu.__path__, "hopthu.")
    if not found.name.endswith("__main__")
]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}
TABLES = {
    path.parent: tomllib.loads(path.read_text("utf-8")) for path in ROOT.rglob("messages.toml")
}
WORDS = {path.parent: tomllib.loads(path.read_text("utf-8")) for path in ROOT.rglob("words.toml")}
# What runs on other hosts names a problem by its code.
ON_HOSTS = "\n".join(
    path.read_text("utf-8") for path in (ROOT.parent / "module_utils").rglob("*.py")
)
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.j2"))


class Said(NamedTuple):
    """A message or a text, and the module and name that lead to it."""

    value: Message | Text
    module: ModuleType
    name: str


def said() -> Iterator[Said]:
    """Every message and text that a module's names lead to, once each."""
    seen: dict[int, object] = {}

    def within(value: object, module: ModuleType, name: str) -> Iterator[Said]:
        if id(value) in seen:
            return
        seen[id(value)] = value  # kept, so that no other object gets its id
        if isinstance(value, (Message, Text)):
            yield Said(value, module, name)
        if isinstance(value, Text):
            return
        inner: list[object] = []
        if isinstance(value, dict):
            inner = [*value, *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            inner = list(value)
        elif is_dataclass(value) and not isinstance(value, type):
            inner = [getattr(value, each.name, None) for each in fields(value)]
        for each in inner:
            yield from within(each, module, name)

    for module in MODULES:
        for name in {*vars(module), *dir(module)}:
            if not name.startswith("__"):
                yield from within(getattr(module, name), module, name)


ALL = list(said())
MESSAGES = [(each.value, each) for each in ALL if isinstance(each.value, Message)]
TEXTS = [(each.value, each) for each in ALL if isinstance(each.value, Text)]


def placeholders(template: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_the_walk_finds_them() -> None:
    """A walk that finds nothing would prove nothing."""
    assert len(MESSAGES) > 250
    assert len(TEXTS) > 1000


def test_both_languages_say_it_of_the_same_values() -> None:
    """What nothing is to be said about says it in neither language."""
    texts = [(text, each) for text, each in TEXTS if text != NO_TEXT]
    assert not [each for text, each in texts if not (text.en.strip() and text.vi.strip())]
    assert not [each for text, each in texts if placeholders(text.en) != placeholders(text.vi)]


def test_a_problem_has_a_text_and_a_code_of_its_own() -> None:
    """Whoever reads the code in JSON knows which problem it is."""
    assert not [each for message, each in MESSAGES if message.text == NO_TEXT]
    codes = defaultdict(list)
    for message, each in MESSAGES:
        codes[message.code].append(f"{each.module.__name__}.{each.name}")
    assert not {code: names for code, names in codes.items() if len(names) > 1}


def test_it_stands_where_the_rule_says() -> None:
    """Problems are data, ``words.py`` has the rest, other files what is theirs alone."""
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, tree in TREES.items()
        for name, kinds in _constants(tree)
        if not _in_place(path, name, kinds)
    ]
    assert not wrong


def _in_place(path: Path, name: str, kinds: set[str]) -> bool:
    private = name.startswith("_")
    if path.name == "words.py":
        return "Message" not in kinds
    return private or name == "NO_TEXT"


def test_what_is_private_stays_so() -> None:
    """A text that two files say is in ``words.py``, not taken from the one that says it first."""
    constants = {name for tree in TREES.values() for name, _ in _constants(tree)}
    taken = [
        f"{path.relative_to(ROOT)}: {alias.name}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_") and alias.name in constants
    ]
    assert not taken


def test_everything_that_can_be_said_is() -> None:
    """A constant that nobody names is gone from what people read, or should be."""
    named: set[str] = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                named.add(node.id)
            elif isinstance(node, ast.Attribute):
                named.add(node.attr)
    constants = {name for tree in TREES.values() for name, _ in _constants(tree)}
    for tables in TABLES.values():
        shared = {each["remedy"] for each in tables.values() if isinstance(each.get("remedy"), str)}
        assert shared == {name for name, each in tables.items() if "code" not in each}
        constants |= {
            name
            for name, each in tables.items()
            if "code" in each and f'"{each["code"]}"' not in ON_HOSTS
        }
    constants |= {name for words in WORDS.values() for name in words}
    assert not {name for name in constants - named if f"words.{name}" not in TEMPLATES}


def _constants(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """The names of a module that hold messages or texts, and what they are made with."""
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            called = {
                name.id
                for call in ast.walk(node.value)
                if isinstance(call, ast.Call)
                for name in ast.walk(call.func)
                if isinstance(name, ast.Name)
            }
            if kinds := called & {"Message", "Text"}:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for name in (name for target in targets for name in ast.walk(target)):
                    if isinstance(name, ast.Name):
                        yield name.id, kinds


def test_everything_that_is_named_is_there() -> None:
    """Messages and words are looked up as the program runs, so no type checker knows them."""
    for path, tree in TREES.items():
        for module, name in _looked_up(path, tree):
            assert hasattr(module, name), f"{path}: {module.__name__}.{name}"


def _looked_up(path: Path, tree: ast.Module) -> Iterator[tuple[ModuleType, str]]:
    """What a file takes from modules that are called messages or words."""
    package = path.relative_to(ROOT.parent).parent.parts
    known = {module.__name__: module for module in MODULES}
    modules: dict[str, ModuleType] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            base += tuple(node.module.split(".")) if node.module else ()
            for alias in node.names:
                module = known.get(".".join(base))
                if base and base[-1] in {"messages", "words"} and module:
                    yield module, alias.name
                elif alias.name in {"messages", "words"}:
                    modules[alias.asname or alias.name] = known[".".join((*base, alias.name))]
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in modules
        ):
            yield modules[node.value.id], node.attr
