"""Records as they were read the last time, for files that are the same to the byte.

Strict YAML is most of the time that an inventory takes, and of 64 provinces one changed since. What
a file without a mistake gave is kept in ``.read/`` of the environment, which is nobody's to edit
and not for git. It bears the SHA-256 of the file and of the code that read it, so it is taken for
just those bytes and never on trust of a name or a time. Where it cannot be written, all goes on
without.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from hopthu.files import strict_yaml
from hopthu.text.errors import Place, Problem

from .. import handover_keys, model, patterns
from . import fields as tables
from . import records
from .fields import Field
from .records import read_records

FOLDER = ".read"
_READERS = (strict_yaml, handover_keys, model, patterns, tables, records)
# A file of fewer bytes is read as quickly as what is kept of it.
_SMALL = 4096


def read_again(
    file: Path, name: str, key: str, fields: tuple[Field, ...], problems: list[Problem]
) -> list[dict[str, Any]]:
    """What :func:`.records.read_records` returns for a file of ``provinces/``."""
    try:
        data = file.read_bytes()
    except OSError:
        data = b""  # the reader says what is wrong
    if len(data) < _SMALL:
        return read_records(file, name, key, fields, problems)
    digest = hashlib.sha256(_code() + data).hexdigest()
    place = file.parents[2] / FOLDER / f"{file.parent.name}.{file.stem}.json"
    kept = _kept(place, digest, name)
    if kept is not None:
        return kept
    before = len(problems)
    found = read_records(file, name, key, fields, problems)
    if len(problems) == before:
        _keep(place, digest, found, (file, data))
    return found


def forget_gone(root: Path, provinces: Iterable[str]) -> None:
    """Remove what is kept of provinces that are no more; it names people."""
    there = set(provinces)
    with suppress(OSError):
        for path in (root / FOLDER).glob("*.json"):
            if path.name.partition(".")[0] not in there:
                path.unlink()


@cache
def _code() -> bytes:
    """The digest of the modules that reading depends on."""
    sources = [Path(str(module.__file__)).read_bytes() for module in _READERS]
    sources.append(Path(__file__).read_bytes())
    return hashlib.sha256(b"\0".join(sources)).digest()


def _kept(place: Path, digest: str, name: str) -> list[dict[str, Any]] | None:
    try:
        with place.open("rb") as file:
            if not _is_ours(os.fstat(file.fileno())) or file.readline() != _head(digest):
                return None
            told, packed = file.readline().rstrip(b"\n"), file.read()
    except OSError:
        return None
    if hashlib.sha256(packed).hexdigest().encode() != told:
        return None  # damaged, or cut off
    return [_record(each, name) for each in json.loads(packed)]


def _is_ours(found: os.stat_result) -> bool:
    """Whether nobody else can have written it."""
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _head(digest: str) -> bytes:
    return f"{digest}\n".encode()


def _record(packed: list[Any], name: str) -> dict[str, Any]:
    line, column, values = packed
    record: dict[str, Any] = {"place": Place(name, line=line, column=column)}
    for key, value in values.items():
        record[key] = value if type(value) is str else _values(value, name)
    return record


def _values(values: list[Any], name: str) -> tuple[Any, ...]:
    """Texts, or records in a record."""
    if values and type(values[0]) is list:
        return tuple(_record(value, name) for value in values)
    return tuple(values)


def _keep(place: Path, digest: str, found: list[dict[str, Any]], was: tuple[Path, bytes]) -> None:
    packed = json.dumps([_packed(record) for record in found], separators=(",", ":")).encode()
    told = hashlib.sha256(packed).hexdigest().encode()
    temporary = place.with_name(f".{place.name}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, exist_ok=True)
        (place.parent / ".gitignore").write_text("*\n", encoding="ascii")
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(_head(digest) + told + b"\n" + packed)
        # One that was written meanwhile is not kept under the digest of what it was.
        if was[0].read_bytes() == was[1]:
            temporary.replace(place)
        else:
            temporary.unlink()


def _packed(record: dict[str, Any]) -> list[Any]:
    place: Place = record["place"]
    values = {
        key: [_packed(each) for each in value]
        if type(value) is tuple and value and type(value[0]) is dict
        else value
        for key, value in record.items()
        if key != "place"
    }
    return [place.line, place.column, values]
