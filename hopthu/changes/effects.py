"""What a change did, record by record: the difference of two inventories, kept beside the change.

One line of JSON a record, with the values before and after of the keys that differ. It is what
the history is read from, and what an undo turns round.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

from hopthu.records.inventory.read import with_parts
from hopthu.records.model import Agency, Inventory, Person
from hopthu.text.errors import HopthuError, Place

from . import messages

PERSON, AGENCY = "person", "agency"
HOME = "province"  # the folder that the record is in, among the keys of a record
Values: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True, slots=True)
class Effect:
    """One record that changed. ``before`` is empty for a new one, with its id in ``after``."""

    kind: str
    id: str
    before: Values
    after: Values

    @property
    def founded(self) -> bool:
        """Whether the record is new."""
        return not self.before

    def line(self) -> str:
        """The effect as one line of JSON."""
        data = {self.kind: self.id, "before": self.before, "after": self.after}
        return json.dumps(data, ensure_ascii=False) + "\n"


def values_of(record: Agency | Person, home: str) -> Values:
    """The values of a record as JSON has them, with its folder; empty ones are left out."""
    values: Values = {HOME: home}
    for field in fields(record):
        value = getattr(record, field.name)
        if value and field.name not in {"id", "place"}:
            values[field.name] = _as_json(value)
    if isinstance(record, Agency) and not record.ended:
        del values["state"]  # said only of those that are no more
    return values


def _as_json(value: Any) -> Any:
    """A value: texts as they are, tuples as lists, records in it without what is empty."""
    if isinstance(value, tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, str):
        return value
    inner = {field.name: _as_json(getattr(value, field.name)) for field in fields(value)}
    return {name: each for name, each in inner.items() if each}


def as_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the constructors of the model take them, without the folder."""
    return with_parts({key: _as_model(value) for key, value in values.items() if key != HOME})


def _as_model(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_as_model(item) for item in value)
    if isinstance(value, dict):
        return {key: _as_model(inner) for key, inner in value.items()}
    return value


def effects_of(before: Inventory, after: Inventory) -> list[Effect]:
    """What differs between two inventories, agencies first; O(records)."""
    return [
        *_effects(AGENCY, _agencies(before), _agencies(after)),
        *_effects(PERSON, _people(before), _people(after)),
    ]


def _agencies(inventory: Inventory) -> dict[str, tuple[Agency | Person, str]]:
    return {a.id: (a, name) for name, p in inventory.provinces.items() for a in p.agencies}


def _people(inventory: Inventory) -> dict[str, tuple[Agency | Person, str]]:
    return {a.id: (a, name) for name, p in inventory.provinces.items() for a in p.people}


def _effects(
    kind: str,
    before: Mapping[str, tuple[Agency | Person, str]],
    after: Mapping[str, tuple[Agency | Person, str]],
) -> Iterator[Effect]:
    for record_id, (record, home) in after.items():
        if record_id not in before:
            yield Effect(kind, record_id, {}, values_of(record, home))
            continue
        old, old_home = before[record_id]
        if old is record and old_home == home:
            continue
        was, becomes = values_of(old, old_home), values_of(record, home)
        keys = [key for key in {**was, **becomes} if was.get(key) != becomes.get(key)]
        if keys:
            yield Effect(
                kind,
                record_id,
                {key: was.get(key) for key in keys},
                {key: becomes.get(key) for key in keys},
            )


def read_effects(path: Path) -> list[Effect]:
    """The effects beside a change file; raises HopthuError for a damaged line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            data = json.loads(line)
            kind = PERSON if PERSON in data else AGENCY
            found.append(Effect(kind, data[kind], dict(data["before"]), dict(data["after"])))
        except (ValueError, KeyError, TypeError) as error:
            raise HopthuError.of(
                messages.DAMAGED, Place(str(path), line=number), reason=error
            ) from error
    return found


def text_of(effects: Iterable[Effect]) -> str:
    """The content of the file beside a change file."""
    return "".join(effect.line() for effect in effects)
