"""Write registrations into the inventory: people first, then agencies, then the host.

A crash between the files leaves nothing lost: the next intake of the same form adds the rest.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from ..inventory.fields import AGENCY_FIELDS, PERSON_FIELDS
from ..inventory.model import Agency, Person
from .edit import RecordFile
from .hosts import add_host
from .people import Registration
from .yaml_text import record_lines


def write_registration(root: Path, registration: Registration) -> list[Path]:
    """Write what is new under ``root``; returns the files that changed."""
    folder = root / "provinces" / registration.folder
    name = registration.form.province.name
    changed = []
    people = RecordFile(folder / "people.yml", "people", f"{name}: cán bộ, công chức")
    for person in registration.people:
        people.append(record_lines(_values(person), PERSON_FIELDS, people.indent))
    if registration.people and people.save():
        changed.append(folder / "people.yml")
    agencies = RecordFile(folder / "agencies.yml", "agencies", f"{name}: các cơ quan")
    managers = dict(registration.managers)
    for agency in registration.agencies:
        values = {**_values(agency), "managers": managers.pop(agency.id, ())}
        agencies.append(record_lines(values, AGENCY_FIELDS, agencies.indent))
    for agency_id, added in managers.items():
        agencies.add_to_list(agency_id, "managers", added)
    if agencies.save():
        changed.append(folder / "agencies.yml")
    hosts = root / "hosts.yml"
    if add_host(hosts, registration.folder):
        changed.append(hosts)
    return changed


def _values(record: Agency | Person) -> dict[str, str | tuple[str, ...]]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
