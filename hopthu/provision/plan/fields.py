"""The fields of a change as people read them: with the names and in the words that they know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hopthu.servers.directory import attributes
from hopthu.servers.directory.entry import Values
from hopthu.text.language import Text
from hopthu.text.sizes import read_stored, size_text

from . import words
from .change import Change, FieldChange

_FEW = 8  # values that are shown as they were and will be; of more, what is different


class Sides(NamedTuple):
    """What a field was and will be; of many values those that come and those that go."""

    before: str = ""
    after: str = ""
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def shown_fields(change: Change) -> Iterator[tuple[Text, FieldChange]]:
    """The fields that people look at, with their names: none that follows from another one."""
    changed = {field.attribute for field in change.fields}
    for field in change.fields:
        if attributes.follows(field.attribute) not in changed:
            yield attributes.label(field.attribute), field


def sides(field: FieldChange) -> Sides:
    """The same for a page, whole."""
    if field.attribute == attributes.MEMBERS or len(field.before) > 1 or len(field.after) > 1:
        came, gone = (tuple(map(short, values)) for values in _come_and_go(field))
        if came or gone:
            return Sides(came=came, gone=gone)
    return Sides(joined(field.attribute, field.before), joined(field.attribute, field.after))


def _come_and_go(field: FieldChange) -> tuple[Values, Values]:
    before, after = set(field.before), set(field.after)
    came = tuple(value for value in field.after if value not in before)
    return came, tuple(value for value in field.before if value not in after)


def difference_of(field: FieldChange, language: str) -> str:
    """What was and what will be; of many values what comes and what goes."""
    none = words.RENDER_NONE.render(language=language)
    if len(field.before) + len(field.after) > _FEW:
        return _difference(field)
    before, after = (joined(field.attribute, side) for side in (field.before, field.after))
    return f"{before or none} → {after or none}"


def joined(attribute: str, values: Values) -> str:
    """All values of one attribute on one line."""
    show = _size if attribute == attributes.QUOTA else short
    return ", ".join(map(show, values))


def _difference(field: FieldChange) -> str:
    """What comes and what goes of many values, and how many there were and will be."""
    came, gone = _come_and_go(field)
    parts = [*(f"-{short(value)}" for value in gone), *(f"+{short(value)}" for value in came)]
    more = len(parts) - _FEW
    shown = " ".join(parts[:_FEW]) + (f" … {more}" if more > 0 else "")
    return f"{shown} ({len(set(field.before))} → {len(set(field.after))})"


def short(value: bytes) -> str:
    """A value as people know it: of a DN only the first RDN's value."""
    text = value.decode("utf-8", "replace")
    # What others wrote into the directory neither breaks the line nor paints the terminal.
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    if text.startswith("dc="):
        return "*"  # the suffix, which as a writer is anybody
    is_dn = text.startswith(("uid=", "ou=", "cn=")) and "," in text
    return text.split(",", 1)[0].partition("=")[2] if is_dn else text


def _size(value: bytes) -> str:
    """A number of bytes as people write it; anything else as it is."""
    size = read_stored(value)
    return short(value) if size is None else size_text(size)
