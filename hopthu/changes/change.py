"""Change files: ``changes/NNNN-slug.yml`` of an environment, read strictly and kept as history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from hopthu.files.strict_yaml import Block, Items, Value, parse_yaml, read_yaml
from hopthu.files.whole import insert_lines, read_lines, write_whole
from hopthu.records.edits.messages import UNEDITABLE
from hopthu.records.edits.yaml_text import as_item, field_lines
from hopthu.records.inventory.read import name_of
from hopthu.records.inventory.records import RecordReader, unknown_key
from hopthu.text.errors import HopthuError, Place, Problem, each_of
from hopthu.text.names import slug

from . import messages
from .effects import Effect, read_effects
from .kinds import HEADER_FIELDS, KIND_FIELD, STEPS, Step, fields_of, make_step

FOLDER = "changes"
_NAME = re.compile(r"(?P<number>[0-9]{4,})-[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_HEADER = tuple(field.name for field in HEADER_FIELDS)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declared change: since which day, by whose order, why, and its steps in order."""

    path: Path
    date: str
    by: str
    reason: str
    steps: tuple[Step, ...]

    @property
    def number(self) -> str:
        """``0007`` of ``0007-sap-nhap.yml``."""
        return number_of(self.path)

    @property
    def record(self) -> Path:
        """The file beside it that says what it did; there once the change was applied."""
        return self.path.with_suffix(".jsonl")

    @property
    def applied(self) -> bool:
        """Whether the change has been applied; a second time does nothing."""
        return self.record.exists()


def read_change(path: Path, name: str) -> Declaration:
    """Read one change file; raises HopthuError with everything that is wrong in it.

    ``name`` is what messages call the file.
    """
    problems: list[Problem] = []
    root = read_yaml(path, name, problems)
    return _change(root, path, name, problems)


def parse_change(text: str, path: Path, name: str) -> Declaration:
    """The same for a change that is not written yet."""
    problems: list[Problem] = []
    return _change(parse_yaml(text, name, problems), path, name, problems)


def _change(root: Value | None, path: Path, name: str, problems: list[Problem]) -> Declaration:
    if not _NAME.match(path.stem) or path.suffix != ".yml":
        problems.append(messages.BAD_NAME.at(Place(name)))
    if not isinstance(root, Block):
        problems = problems or [messages.NO_STEPS.at(Place(name))]
        raise HopthuError(problems)
    header = _header(root, problems)
    steps = _steps(root, problems)
    if problems:
        raise HopthuError(problems)
    return Declaration(path, header["date"], header["by"], header["reason"], tuple(steps))


def _header(root: Block, problems: list[Problem]) -> dict[str, Any]:
    known = (*_HEADER, "steps")
    problems.extend(unknown_key(key, root, known) for key in root.values if key not in known)
    return RecordReader(HEADER_FIELDS, problems).record(_only(_HEADER, root), root.place()) or {}


def _steps(root: Block, problems: list[Problem]) -> list[Step]:
    items = root.values.get("steps")
    if not isinstance(items, Items) or not items.values:
        problems.append(messages.NO_STEPS.at(root.place("steps")))
        return []
    found = []
    for index, value in enumerate(items.values):
        values = _step(value, items.place(index), problems)
        if values is not None:
            found.append(make_step(values.pop("change"), values))
    return found


def _step(value: Value, place: Place, problems: list[Problem]) -> dict[str, Any] | None:
    kind = value.values.get(KIND_FIELD.name) if isinstance(value, Block) else None
    if not isinstance(value, Block) or not isinstance(kind, str) or kind not in STEPS:
        # Which keys belong there depends on the kind: that one mistake is told alone.
        only = _only((KIND_FIELD.name,), value) if isinstance(value, Block) else value
        RecordReader((KIND_FIELD,), problems).record(only, place)
        return None
    values = RecordReader(fields_of(kind), problems).record(value, place)
    problems += [
        messages.EMPTY_LIST.at(place, key=field.name)
        for field in fields_of(kind)
        if field.many and field.required and values is not None and not values[field.name]
    ]
    return values


def _only(keys: Iterable[str], block: Block) -> Block:
    """The part of a block that has these keys, at the same places."""
    part = Block(block.file, block.mark)
    for key in keys:
        if key in block.values:
            part.values[key] = block.values[key]
            part.key_marks[key], part.marks[key] = block.key_marks[key], block.marks[key]
    return part


def changes_of(root: Path) -> list[Path]:
    """The change files of an environment, oldest first.

    Raises HopthuError for a double number, and for what a change did without the change: that was
    lost, or got another name and would count as not applied.
    """
    paths = sorted((root / FOLDER).glob("[0-9]*.yml"), key=_in_order)
    problems = [
        messages.NO_FILE_OF.at(Place(str(path)), name=path.with_suffix(".yml").name)
        for path in sorted((root / FOLDER).glob("[0-9]*.jsonl"))
        if path.with_suffix(".yml") not in paths
    ]
    problems += _doubles(paths)
    if problems:
        raise HopthuError(problems)
    return paths


def _doubles(paths: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for each file whose number another has, as two branches may give it."""
    for before, path in pairwise(sorted(paths, key=_in_order)):
        if _in_order(before)[0] == _in_order(path)[0]:
            yield messages.SAME_NUMBER.at(Place(str(path)), other=before.name)


def number_of(path: Path) -> str:
    """``0007`` of ``0007-sap-nhap.yml``; after 9999 comes 10000."""
    return path.stem.partition("-")[0]


def _in_order(path: Path) -> tuple[int, str]:
    number = number_of(path)
    return (int(number) if number.isdecimal() else 0), path.name


def check_changes(root: Path) -> None:
    """Read every change file of an environment; raises HopthuError with all that is wrong."""
    each_of(changes_of(root), lambda path: read_change(path, name_of(path)))


def change_of(root: Path, text: str) -> Path:
    """The change file that ``text`` names, by its number or its path."""
    number = f"{int(text):04d}" if text.isdecimal() else text
    found = [path for path in changes_of(root) if number_of(path) == number] or [Path(text)]
    path = found[0]
    if not path.exists() or path.resolve().parent != (root / FOLDER).resolve():
        raise HopthuError.of(messages.NO_CHANGE, Place(), number=text, folder=root / FOLDER)
    return root / FOLDER / path.name


def effects_of_change(root: Path, number: str) -> list[Effect] | None:
    """What a change of that number did; None where none was applied.

    Raises HopthuError where several have the number: which of them is meant is not known.
    """
    paths = sorted((root / FOLDER).glob(f"{number}-*.jsonl"))
    files = (root / FOLDER).glob(f"{number}-*.yml")
    if problems := [*_doubles(paths), *_doubles(files)]:
        raise HopthuError(problems)
    return read_effects(paths[0]) if paths else None


def next_path(root: Path, title: str) -> Path:
    """The name of a new change file: the number after the last, and words of its ``title``."""
    numbers = [_in_order(path)[0] for path in (root / FOLDER).glob("[0-9][0-9][0-9][0-9]*-*")]
    words = "-".join(slug(title).split("-")[:6])
    return root / FOLDER / f"{max(numbers, default=0) + 1:04d}-{words}.yml"


def change_text(
    date: str, by: str, reason: str, steps: Iterable[Mapping[str, str | tuple[str, ...]]]
) -> str:
    """The content of a change file with these steps (``change`` and the keys of its kind)."""
    lines = ["---"]
    for key, value in (("date", date), ("by", by), ("reason", reason)):
        lines += field_lines(key, value)
    lines.append("steps:")
    for step in steps:
        lines += step_lines(step)
    return "\n".join(lines) + "\n"


def add_steps(change: Declaration, steps: Sequence[Mapping[str, str | tuple[str, ...]]]) -> None:
    """Write more steps at the end of a change file; raises HopthuError where they do not fit."""
    lines = read_lines(change.path)
    last = lines[change.steps[-1].place.line - 1]
    pad = last[: len(last) - len(last.lstrip())]
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "..."]
    at = ends[0] if ends else len(lines)
    insert_lines(lines, at, [pad + line[2:] for step in steps for line in step_lines(step)])
    text = "".join(lines)
    # The list may be written in brackets, or another key may stand below it.
    whole = parse_change(text, change.path, str(change.path))
    if len(whole.steps) != len(change.steps) + len(steps):
        raise HopthuError.of(UNEDITABLE, Place(str(change.path)))
    write_whole(change.path, text)


def step_lines(step: Mapping[str, str | tuple[str, ...]]) -> list[str]:
    """The lines of one step, as an item of the list ``steps``."""
    lines = [line for key, value in step.items() if value for line in field_lines(key, value)]
    return as_item(lines)
