"""Whom a command line means: an id, whole or short, or the name of somebody who is registered."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Callable
from pathlib import Path

from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory, Person
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Place, Problem
from hopthu.text.names import ascii_fold, match_key

from .. import messages, words

_WHOLE = re.compile(r"[a-z0-9.-]+-[0-9]{4,}")
_SHORT = re.compile(r"([a-z0-9.-]+)-([0-9]{1,3})")
_MOST, _ALIKE = 8, 0.8


def resolve(arguments: argparse.Namespace, say: Callable[[str], None]) -> None:
    """Put ids in the place of names and short ids on a command line, and ``say`` who each is.

    Raises HopthuError where a name is nobody's or several people's, with the choice; for all at
    once. Records are read only if there is something to find.
    """
    named = _named(arguments)
    if all(map(_WHOLE.fullmatch, named)):
        return
    root: Path = arguments.into
    inventory = read_inventory(root, Policy.of_environment(root))
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for text in dict.fromkeys(named):
        try:
            person = _person(text, inventory)
        except HopthuError as error:
            problems += error.problems
            continue
        found[text] = person.id if person else text
        if person:
            say(words.PERSON_MEANT.render({"text": text, "person": _shown(person)}))
    if problems:
        raise HopthuError(problems)
    _put(arguments, found)


def _named(arguments: argparse.Namespace) -> list[str]:
    people = list(getattr(arguments, "people", ()))
    people += (manager for _, manager in getattr(arguments, "managers", ()))
    if arguments.command == "rename":
        people.append(arguments.subject)
    elif arguments.command == "log" and arguments.record:
        people.append(arguments.record)
    return people


def _put(arguments: argparse.Namespace, found: dict[str, str]) -> None:
    if hasattr(arguments, "people"):
        arguments.people = [found[text] for text in arguments.people]
    if hasattr(arguments, "managers"):
        arguments.managers = [(agency, found[text]) for agency, text in arguments.managers]
    if arguments.command == "rename":
        arguments.subject = found[arguments.subject]
    elif arguments.command == "log" and arguments.record:
        arguments.record = found[arguments.record]


def _person(text: str, inventory: Inventory) -> Person | None:
    """The person that a text means; None for what is an id, of nobody or of an agency."""
    people = list(inventory.people())
    by_id = {person.id: person for person in people}
    if text in by_id or text in inventory.agencies or _WHOLE.fullmatch(text):
        return None
    if short := _SHORT.fullmatch(text):
        return by_id.get(f"{short[1]}-{int(short[2]):04d}")
    alike = _namesakes(text, people)
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise HopthuError.of(messages.SEVERAL_PEOPLE, Place(), name=text, choice=_list(alike))
    folded = {ascii_fold(person.name).lower(): person for person in people}
    near = difflib.get_close_matches(ascii_fold(text).lower(), folded, _MOST, _ALIKE)
    if near:
        choice = _list([folded[name] for name in near])
        raise HopthuError.of(messages.LIKE_PEOPLE, Place(), name=text, choice=choice)
    raise HopthuError.of(messages.NOBODY, Place(), name=text)


def _namesakes(text: str, people: list[Person]) -> list[Person]:
    """Those of the name: as it is written, else without its marks; or who has the address."""
    local = text.partition("@")[0].lower()
    keys: tuple[Callable[[str], str], ...] = (match_key, lambda name: ascii_fold(name).lower())
    for key in keys:
        if found := [person for person in people if key(person.name) == key(text)]:
            return found
    return [person for person in people if person.mailbox == local]


def _list(people: list[Person]) -> str:
    more = "; …" if len(people) > _MOST else ""
    return "; ".join(map(_shown, people[:_MOST])) + more


def _shown(person: Person) -> str:
    return f"{person.id} – {person.name}, {person.title}, {person.agency}"
