"""Which files are meant by the arguments: files, or folders of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from hopthu.text.errors import HopthuError, Message, Place

from . import messages
from .outcome import Outcome

_LOCK = "~$"  # what Office puts beside an open file
_OF_SYSTEM = {"thumbs.db", "desktop.ini"}


def forms_of(arguments: Iterable[Path]) -> list[Path]:
    """Return the forms that files and folders name, each once; folders in folders are not read.

    Raises ``HopthuError`` if there is none.
    """
    given = list(arguments)
    try:
        found = [
            path
            for argument in given
            for path in (_within(argument) if argument.is_dir() else [argument])
            if not path.name.startswith(_LOCK)
        ]
    except OSError as error:
        found, given = [], [Path(error.filename)]
    if not found:
        raise HopthuError(messages.NO_FORMS.at(Place(str(path))) for path in given)
    once: dict[Path, Path] = {}
    for path in found:
        once.setdefault(path.resolve(), path)
    return list(once.values())


def labels_of(forms: Iterable[Path]) -> dict[Path, str]:
    """What to call each form: its name, behind as many folders as tell it from its namesakes.

    Answers and messages name forms so: of two called alike, one would get the other's.
    """
    parts = {path: path.resolve().parts for path in forms}
    labels = {}
    for path, own in parts.items():
        others = [each for each in parts.values() if each != own and each[-1] == own[-1]]
        count = 1
        while any(each[-count:] == own[-count:] for each in others):
            count += 1
        labels[path] = "/".join(own[-count:]) if count > 1 else path.name
    return labels


def _within(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if not path.is_dir()
        and not path.name.startswith(".")
        and path.name.lower() not in _OF_SYSTEM
    )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a plain file, empty where it cannot be read."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass  # the reader says why
    return ""


def remark_on_twins(outcomes: list[Outcome]) -> None:
    """Tell of files with the same content, and of several forms of one province."""
    digests: dict[str, Outcome] = {}
    provinces: dict[str, Outcome] = {}
    for outcome in outcomes:
        same = digests.setdefault(outcome.digest, outcome) if outcome.digest else outcome
        if same is not outcome:
            _remark(outcome, messages.SAME_CONTENT, same)
            continue
        if outcome.form:
            other = provinces.setdefault(outcome.form.province.id, outcome)
            if other is not outcome:
                _remark(outcome, messages.SAME_PROVINCE, other)


def _remark(outcome: Outcome, message: Message, other: Outcome) -> None:
    place = Place(outcome.called)
    outcome.remarks.append(message.at(place, other=other.called))
