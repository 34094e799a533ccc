"""From the folder of an environment to its :class:`~.model.Inventory`, or to all that is wrong.

Layout: ``<root>/provinces/<province>/`` with ``agencies.yml`` and, where there are any,
``people.yml``, ``lists.yml`` and ``handover.yml`` (see docs/inventory.schema.json).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hopthu.files import messages as file_messages
from hopthu.files.fileset import PENDING
from hopthu.files.memory import collector_paused
from hopthu.text.errors import HopthuError, Place, Problem

from ..given.read import read_register, require_register
from ..kinds import AgencyKinds, shipped_kinds
from ..model import (
    Agency,
    FormerMailbox,
    HandoverKey,
    Hold,
    Inventory,
    MailingList,
    Person,
    Province,
    Role,
)
from ..policy import Policy
from . import messages
from .check import check_inventory
from .fields import AGENCY_FIELDS, HANDOVER_FIELDS, LIST_FIELDS, PERSON_FIELDS, Field, agency_fields
from .kept import forget_gone, read_again
from .records import read_records


def read_inventory(root: Path, policy: Policy | None = None) -> Inventory:
    """Read and check every province under ``root`` (``inventory/lab``, say).

    With a ``policy``, records must keep its rules too; without, agencies are of the shipped kinds.
    Raises HopthuError with every problem of every file. O(records): about 1 s for 10 000 people.
    """
    with collector_paused():
        # Cross checks on records that could not be read would only report ghosts.
        inventory = read_unchecked(root, kinds=policy.kinds if policy else shipped_kinds())
        if not inventory.given.exists:
            require_register(root)
        problems = list(check_inventory(inventory, policy))
    if problems:
        raise HopthuError(problems)
    return inventory


def read_unchecked(
    root: Path, aside: Path | None = None, kinds: AgencyKinds | None = None
) -> Inventory:
    """Read every record by itself; what must hold between records is for the caller to check.

    With ``aside``, as it would be if the files below that folder were those of ``root``. With
    ``kinds``, every agency is of one of them.
    """
    folder = root / "provinces"
    if not folder.is_dir():
        raise HopthuError.of(messages.NO_FOLDER, Place(str(root)))
    require_whole(root)
    problems: list[Problem] = []
    names = {path.name for path in _folders(folder)}
    if aside is not None and (aside / "provinces").is_dir():
        names |= {path.name for path in _folders(aside / "provinces")}
    places = _Files(root, aside, kinds, problems)
    provinces = {name: _read_province(places, folder / name) for name in sorted(names)}
    given = read_register(root, problems)
    if aside is None:
        forget_gone(root, provinces)
    if problems:
        raise HopthuError(problems)
    if not provinces:
        raise HopthuError.of(messages.NO_RECORDS, Place(str(folder)))
    return Inventory(provinces, given, kinds or shipped_kinds())


def require_whole(root: Path) -> None:
    """Raise HopthuError where files are half old and half new: a run was killed in between."""
    if (root / PENDING).exists():
        raise HopthuError.of(messages.INTERRUPTED, Place(str(root / PENDING)), root=root)


def _folders(folder: Path) -> list[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        reason = error.strerror or error
        raise HopthuError.of(file_messages.UNREADABLE, Place(str(folder)), reason=reason) from error
    return [path for path in paths if path.is_dir() and not path.name.startswith(".")]


@dataclass(frozen=True, slots=True)
class _Files:
    """Where files are read from: put aside, those that are, and else where they belong."""

    root: Path
    aside: Path | None
    kinds: AgencyKinds | None
    problems: list[Problem]

    def source(self, file: Path) -> Path:
        """The file that is read for ``file``, and named by that name."""
        if self.aside is not None:
            own = self.aside / file.relative_to(self.root)
            if own.exists():
                return own
        return file

    def records(self, file: Path, key: str, fields: tuple[Field, ...]) -> list[dict[str, Any]]:
        """The records of a file that must be there."""
        return read_again(self.source(file), name_of(file), key, fields, self.problems)

    def agencies(self, file: Path) -> list[dict[str, Any]]:
        """The agencies of a file. What is kept of it is so whatever kinds there are."""
        source, name, told = self.source(file), name_of(file), list[Problem]()
        found = read_again(source, name, "agencies", AGENCY_FIELDS, told)
        known = self.kinds.ids if self.kinds else {each["kind"] for each in found}
        if not told and all(each["kind"] in known for each in found):
            return found
        fields = agency_fields(self.kinds.ids) if self.kinds else AGENCY_FIELDS
        return read_records(source, name, "agencies", fields, self.problems)

    def optional(self, file: Path, key: str, fields: tuple[Field, ...]) -> list[dict[str, Any]]:
        """The records of a file that need not be there."""
        # Not exists(): a link that leads nowhere is a lost file, and that is an error too.
        return self.records(file, key, fields) if os.path.lexists(self.source(file)) else []


def _read_province(files: _Files, path: Path) -> Province:
    # The folder is there, so its agencies must be: a lost file is an error, not an empty province.
    agencies = files.agencies(path / "agencies.yml")
    people = files.optional(path / "people.yml", "people", PERSON_FIELDS)
    keys = files.optional(path / "handover.yml", "keys", HANDOVER_FIELDS)
    lists = files.optional(path / "lists.yml", "lists", LIST_FIELDS)
    return Province(
        path.name,
        tuple(map(agency_from, agencies)),
        tuple(map(person_from, people)),
        tuple(HandoverKey(**key) for key in keys),
        tuple(MailingList(**each) for each in lists),
    )


def agency_from(record: dict[str, Any]) -> Agency:
    """An agency from a record as :func:`~.records.read_records` gives it."""
    return Agency(**with_parts(record))


def person_from(record: dict[str, Any]) -> Person:
    """A person from a record as :func:`~.records.read_records` gives it."""
    return Person(**with_parts(record))


def with_parts(record: dict[str, Any]) -> dict[str, Any]:
    """The values of a record with the records in it as values of the model."""
    if "former_mailboxes" in record:
        record["former_mailboxes"] = tuple(
            FormerMailbox(mailbox=former["mailbox"], until=former.get("until", ""))
            for former in record["former_mailboxes"]
        )
    if "roles" in record:
        record["roles"] = tuple(
            Role(role=role["role"], holders=role["holders"]) for role in record["roles"]
        )
    if "hold" in record:
        record["hold"] = tuple(
            Hold(**{key: value for key, value in hold.items() if key != "place"})
            for hold in record["hold"]
        )
    return record


def name_of(path: Path) -> str:
    """What messages call a file: the path as the operator would type it from where they stand."""
    try:
        # Not resolve(): a link that is wrong is named, not the place it leads to.
        return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))
    except ValueError:
        return str(path)
