"""From the folder of an environment to its :class:`~.model.Inventory`, or to all that is wrong.

Layout: ``<root>/provinces/<province>/agencies.yml``, ``people.yml`` and ``handover.yml``
(see docs/operating.md).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..errors import HopthuError, Place, Problem
from ..memory import collector_paused
from ..policy import Policy
from . import messages
from .check import check_inventory
from .fields import AGENCY_FIELDS, HANDOVER_FIELDS, PERSON_FIELDS
from .model import Agency, FormerMailbox, HandoverKey, Inventory, Person, Province
from .records import read_records

# Files of a change that are being moved to their places (see hopthu.lifecycle.fileset).
PENDING = Path("changes/.pending")


def read_inventory(root: Path, policy: Policy | None = None) -> Inventory:
    """Read and check every province under ``root`` (``inventory/lab``, say).

    With a ``policy``, records must keep its rules too. Raises HopthuError with every problem of
    every file. O(records): about 1 s for 10 000 people.
    """
    with collector_paused():
        # Cross checks on records that could not be read would only report ghosts.
        inventory = read_unchecked(root)
        problems = list(check_inventory(inventory, policy))
    if problems:
        raise HopthuError(problems)
    return inventory


def read_unchecked(root: Path) -> Inventory:
    """Read every record by itself; what must hold between records is for the caller to check."""
    folder = root / "provinces"
    if not folder.is_dir():
        raise HopthuError.of(messages.NO_FOLDER, Place(str(root)))
    if (root / PENDING).exists():
        raise HopthuError.of(messages.INTERRUPTED, Place(str(root / PENDING)), root=root)
    problems: list[Problem] = []
    provinces = {path.name: _read_province(path, problems) for path in _folders(folder)}
    if problems:
        raise HopthuError(problems)
    if not provinces:
        raise HopthuError.of(messages.NO_RECORDS, Place(str(folder)))
    return Inventory(provinces)


def _folders(folder: Path) -> list[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        reason = error.strerror or error
        raise HopthuError.of(messages.UNREADABLE, Place(str(folder)), reason=reason) from error
    return [path for path in paths if path.is_dir() and not path.name.startswith(".")]


def _read_province(path: Path, problems: list[Problem]) -> Province:
    people: list[Person] = []
    file = path / "agencies.yml"
    # The folder is there, so its agencies must be: a lost file is an error, not an empty province.
    records = read_records(file, name_of(file), "agencies", AGENCY_FIELDS, problems)
    agencies = [agency_from(record) for record in records]
    file = path / "people.yml"
    # Not exists(): a link that leads nowhere is a lost file, and that is an error too.
    if os.path.lexists(file):
        records = read_records(file, name_of(file), "people", PERSON_FIELDS, problems)
        people += [person_from(record) for record in records]
    file = path / "handover.yml"
    keys: list[HandoverKey] = []
    if os.path.lexists(file):
        records = read_records(file, name_of(file), "keys", HANDOVER_FIELDS, problems)
        keys = [HandoverKey(**record) for record in records]
    return Province(path.name, tuple(agencies), tuple(people), tuple(keys))


def agency_from(record: dict[str, Any]) -> Agency:
    """An agency from a record as :func:`~.records.read_records` gives it."""
    return Agency(**_with_former(record))


def person_from(record: dict[str, Any]) -> Person:
    """A person from a record as :func:`~.records.read_records` gives it."""
    return Person(**_with_former(record))


def _with_former(record: dict[str, Any]) -> dict[str, Any]:
    """The values of a record with its former mailboxes as values of the model."""
    if "former_mailboxes" in record:
        record["former_mailboxes"] = tuple(
            FormerMailbox(mailbox=former["mailbox"], until=former.get("until", ""))
            for former in record["former_mailboxes"]
        )
    return record


def name_of(path: Path) -> str:
    """What messages call a file: the path as the operator would type it from where they stand."""
    try:
        # Not resolve(): a link that is wrong is named, not the place it leads to.
        return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))
    except ValueError:
        return str(path)
