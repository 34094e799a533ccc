"""What git remembers of an environment's records: ids and addresses that have none any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from hopthu.files.git.call import blobs
from hopthu.files.git.memory import memory_of, recall

from ..model import Inventory
from ..register import (
    AGENCY,
    GONE,
    LIST,
    PERSON,
    GivenLine,
    GivenTo,
    Register,
    name_hash,
    read_text,
)
from .enter import given_by
from .read import FOLDER

_KINDS = {"people.yml": PERSON, "agencies.yml": AGENCY, "lists.yml": LIST}
_BEFORE = "before the register"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def remembered(root: Path, inventory: Inventory) -> Inventory:
    """The inventory with a register of what git remembers and has no record any more.

    That is for an environment without a register: whatever went before it was begun is gone.
    """
    lines = recalled(root)
    present = {given.owner for given in given_by(inventory, None)}
    register = inventory.given.with_lines({})
    for folder, found in lines.items():
        lost = [line for line in found if line.owner not in present and not line.state]
        ended = dict.fromkeys(line.owner for line in lost)
        gone = [GivenLine(owner, state=GONE, why=_BEFORE) for owner in ended]
        register = register.with_lines({folder: [*lost, *gone]}) if lost else register
    return replace(inventory, given=register)


def recalled(root: Path) -> dict[str, list[GivenLine]]:
    """Every line that git's history of records and register comes to, by folder, oldest first.

    Nothing where there is no git, or no history.
    """
    found: dict[str, list[GivenLine]] = defaultdict(list)
    known = Register()
    for folder, line in _lines(root):
        if line.state:
            found[folder].append(line)
            continue
        old = known.owners.get(line.owner)
        fresh = tuple(each for each in line.addresses if known.holder.get(each) != line.owner)
        if old is None or fresh or (old.name, old.born) != (line.name, line.born):
            new = line._replace(addresses=fresh)
            found[folder].append(new)
            known.note(folder, new)
    return found


def _lines(root: Path) -> Iterator[tuple[str, GivenLine]]:
    """What each version of each file says, the oldest first."""
    asked = ("--reverse", "--format=", "--raw", "--no-abbrev", "--no-renames", "--relative", "-z")
    if not memory_of(root).has_commits:
        return
    log = recall(root, "log", *asked, "--", "provinces", FOLDER)
    with blobs(root) as read:
        for blob, path in _versions(log):
            parts = Path(path).parts
            if parts[0] == FOLDER and path.endswith(".txt"):
                text = read(blob).decode("utf-8", "replace")
                yield from ((Path(path).stem, line) for line in read_text(text).lines)
            elif len(parts) == 3 and parts[2] in _KINDS:
                for record in _records(read(blob)):
                    yield parts[1], _line(_KINDS[parts[2]], record)


def _versions(log: str) -> Iterator[tuple[str, str]]:
    """The blobs of ``git log --raw -z`` with their paths; removed files have none."""
    parts = iter(part.strip("\n") for part in log.split("\0"))
    for head in parts:
        words = head.split(" ")
        if head.startswith(":") and len(words) == 5:
            path = next(parts, "")
            if words[4] != "D":
                yield words[3], path


def _records(content: bytes) -> Iterator[dict[str, Any]]:
    """The records of an old version, however it was written; one that is no YAML has none."""
    try:
        data = yaml.load(content, _Loader)  # noqa: S506 - a safe one
    except (yaml.YAMLError, ValueError):
        return
    for items in data.values() if isinstance(data, dict) else ():
        for record in items if isinstance(items, list) else ():
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                yield record


def _line(kind: str, record: dict[str, Any]) -> GivenLine:
    former = (each.get("mailbox") for each in _list(record, "former_mailboxes"))
    addresses = [record.get("mailbox"), *_list(record, "aliases"), *former]
    name, born = record.get("name"), record.get("born")
    return GivenLine(
        GivenTo(kind, record["id"]),
        tuple(dict.fromkeys(each for each in addresses if isinstance(each, str) and each)),
        name_hash(name) if kind == PERSON and isinstance(name, str) else "",
        born if kind == PERSON and isinstance(born, str) else "",
    )


def _list(record: dict[str, Any], key: str) -> list[Any]:
    value = record.get(key)
    kind = dict if key == "former_mailboxes" else str
    return [each for each in value if isinstance(each, kind)] if isinstance(value, list) else []
