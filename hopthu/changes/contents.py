"""From effects to the new contents of the inventory's files, edited by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hopthu.records.edits.hosts import with_hosts
from hopthu.records.edits.record_edit import RecordEdits
from hopthu.records.edits.yaml_text import record_lines
from hopthu.records.inventory.fields import AGENCY_FIELDS, PERSON_FIELDS
from hopthu.records.inventory.read import agency_from, person_from
from hopthu.records.inventory.records import read_records
from hopthu.records.model import Inventory
from hopthu.text.errors import HopthuError, Place, Problem

from . import messages
from .effects import AGENCY, HOME, PERSON, Effect, as_fields, values_of

_KEYS = {AGENCY: "agencies", PERSON: "people"}
_TABLES = {AGENCY: AGENCY_FIELDS, PERSON: PERSON_FIELDS}
_HEADINGS = {AGENCY: "các cơ quan", PERSON: "cán bộ, công chức"}


def new_contents(root: Path, effects: Iterable[Effect], after: Inventory) -> dict[Path, str]:
    """The files that the effects change, with what they will hold."""
    files: dict[Path, RecordEdits] = {}

    def file(kind: str, folder: str) -> RecordEdits:
        path = root / "provinces" / folder / f"{_KEYS[kind]}.yml"
        if path not in files:
            heading = f"{after.provinces[folder].title}: {_HEADINGS[kind]}"
            files[path] = RecordEdits(path, _KEYS[kind], heading, _TABLES[kind])
        return files[path]

    homes = _homes(after)
    folders = set()
    for effect in effects:
        home = homes[effect.kind, effect.id]
        if effect.founded:
            edits = file(effect.kind, home)
            record = as_fields({"id": effect.id, **effect.after})
            edits.append(record_lines(record, _TABLES[effect.kind], edits.indent))
            folders.add(home)
            continue
        source = effect.before.get(HOME, home)
        edits = file(effect.kind, source)
        for key, value in effect.after.items():
            if key != HOME:
                edits.put(effect.id, key, _new_value(value))
        if HOME in effect.before:
            file(effect.kind, home).paste(edits.cut(effect.id))
    contents = {path: edits.text() for path, edits in files.items()}
    new = sorted(name for name in folders if not (root / "provinces" / name).exists())
    if new:
        contents[root / "hosts.yml"] = with_hosts(root / "hosts.yml", new)
    return contents


def _new_value(value: Any) -> Any:
    if value is None:
        return ""
    return tuple(value) if isinstance(value, list) else value


def _homes(inventory: Inventory) -> dict[tuple[str, str], str]:
    homes = {}
    for name, province in inventory.provinces.items():
        homes.update({(AGENCY, agency.id): name for agency in province.agencies})
        homes.update({(PERSON, person.id): name for person in province.people})
    return homes


def require_as_meant(root: Path, aside: Path, paths: Iterable[Path], after: Inventory) -> None:
    """Read the new files back: they say what is meant, whatever way the old ones were written."""
    problems: list[Problem] = []
    for path in paths:
        own = path.relative_to(root)
        if own.parts[0] != "provinces":
            continue
        folder = own.parts[1]
        province = after.provinces[folder]
        found: dict[str, Mapping[str, Any]] = {}
        meant: dict[str, Mapping[str, Any]] = {}
        if path.name == "people.yml":
            for record in read_records(aside / own, str(path), "people", PERSON_FIELDS, problems):
                found[record["id"]] = values_of(person_from(record), folder)
            meant = {person.id: values_of(person, folder) for person in province.people}
        else:
            for record in read_records(aside / own, str(path), "agencies", AGENCY_FIELDS, problems):
                found[record["id"]] = values_of(agency_from(record), folder)
            meant = {agency.id: values_of(agency, folder) for agency in province.agencies}
        problems += _differences(path, found, meant)
    if problems:
        raise HopthuError(problems)


def _differences(
    path: Path, found: Mapping[str, Mapping[str, Any]], meant: Mapping[str, Mapping[str, Any]]
) -> list[Problem]:
    if found == meant:
        return []
    return [
        messages.NOT_AS_MEANT.at(
            Place(str(path)), id=record_id, key=key, value=str(one.get(key, "–"))
        )
        for record_id in {**found, **meant}
        for one, other in [(found.get(record_id, {}), meant.get(record_id, {}))]
        for key in {**one, **other}
        if one.get(key) != other.get(key)
    ]
