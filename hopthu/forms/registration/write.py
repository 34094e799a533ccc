"""Write registrations into the inventory: agencies, their people, who manages, then the host.

After each step the inventory is sound: who or what a record names was written before it. So a
crash between the files loses nothing: the next intake of the same form adds the rest.
"""

from __future__ import annotations

from dataclasses import fields
from itertools import groupby
from pathlib import Path

from hopthu.records.edits.edit import RecordFile
from hopthu.records.edits.hosts import add_host
from hopthu.records.edits.yaml_text import record_lines
from hopthu.records.inventory.fields import AGENCY_FIELDS, PERSON_FIELDS
from hopthu.records.model import Agency, Person

from .people import Registration


def write_registration(root: Path, registration: Registration) -> list[Path]:
    """Write what is new under ``root``; returns the files that changed."""
    folder = root / "provinces" / registration.folder
    name = registration.form.province.name
    agencies, people, hosts = folder / "agencies.yml", folder / "people.yml", root / "hosts.yml"
    written = []
    file = RecordFile(agencies, "agencies", f"{name}: các cơ quan")
    for agency in registration.agencies:
        file.append(record_lines(_values(agency), AGENCY_FIELDS, file.indent))
    if file.save():
        written.append(agencies)
    file = RecordFile(people, "people", f"{name}: cán bộ, công chức")
    for person in registration.people:
        file.append(record_lines(_values(person), PERSON_FIELDS, file.indent))
    if file.save():
        written.append(people)
    by_home = groupby(sorted(registration.matches.items()), key=lambda match: match[0][0])
    for home, matches in by_home:
        theirs = root / "provinces" / home / "people.yml"
        file = RecordFile(theirs, "people", "")
        for (_, person_id), hashes in matches:
            file.add_to_list(person_id, "matches", hashes)
        if file.save():
            written.append(theirs)
    file = RecordFile(agencies, "agencies", "")
    for agency_id, added in registration.managers.items():
        file.add_to_list(agency_id, "managers", added)
    if file.save():
        written.append(agencies)
    if add_host(hosts, registration.folder):
        written.append(hosts)
    return list(dict.fromkeys(written))


def _values(record: Agency | Person) -> dict[str, str | tuple[str, ...]]:
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    if isinstance(record, Agency) and not record.ended:
        del values["state"]  # said only of the few that are no more
    return values
