"""Write what registrations bring: records, who manages, the host, as one set of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from hopthu.records.edits.edited import EditedFiles
from hopthu.records.edits.hosts import with_hosts
from hopthu.records.edits.yaml_text import record_lines
from hopthu.records.inventory.fields import AGENCY_FIELDS, PERSON_FIELDS, Field
from hopthu.records.model import Agency, Person
from hopthu.records.policy import Policy
from hopthu.records.writing import write_records

from .people import Registration


def write_registration(
    root: Path,
    *registrations: Registration,
    policy: Policy | None = None,
    more: Mapping[Path, str] | None = None,
) -> list[Path]:
    """Write what is new under ``root``, all of it or nothing; returns the files that changed.

    ``more`` are contents of other files that go with it. To be called by whoever holds the
    environment's lock.
    """
    brought = [registration for registration in registrations if registration.brings]
    contents = {**registered_contents(root, brought), **(more or {})}
    return write_records(root, "scripts/intake", contents, policy)


def registered_contents(root: Path, registrations: Iterable[Registration]) -> dict[Path, str]:
    """The files under ``root`` that change, with what they are to hold after all registrations."""
    files = EditedFiles()
    folders = []
    for registration in registrations:
        _edit(files, root, registration)
        folders.append(registration.folder)
    contents = files.contents
    hosts = root / "hosts.yml"
    if folders and (text := with_hosts(hosts, dict.fromkeys(folders))):
        contents[hosts] = text
    return contents


def _edit(files: EditedFiles, root: Path, registration: Registration) -> None:
    folder = root / "provinces" / registration.folder
    name = registration.form.province.name
    agencies = folder / "agencies.yml"
    with files.edit(agencies, "agencies", f"{name}: các cơ quan") as file:
        for agency in registration.agencies:
            file.append(record_lines(_values(agency, AGENCY_FIELDS), AGENCY_FIELDS, file.indent))
    with files.edit(folder / "people.yml", "people", f"{name}: cán bộ, công chức") as file:
        for person in registration.people:
            file.append(record_lines(_values(person, PERSON_FIELDS), PERSON_FIELDS, file.indent))
    by_home = groupby(sorted(registration.matches.items()), key=lambda match: match[0][0])
    for home, matches in by_home:
        with files.edit(root / "provinces" / home / "people.yml", "people") as file:
            for (_, person_id), hashes in matches:
                file.add_to_list(person_id, "matches", hashes)
    if registration.managers:
        with files.edit(agencies, "agencies") as file:
            for agency_id, added in registration.managers.items():
                file.add_to_list(agency_id, "managers", added)


def _values(record: Agency | Person, fields: tuple[Field, ...]) -> dict[str, str | tuple[str, ...]]:
    values = {field.name: getattr(record, field.name) for field in fields}
    if isinstance(record, Agency) and not record.ended:
        del values["state"]  # said only of the few that are no more
    return values
