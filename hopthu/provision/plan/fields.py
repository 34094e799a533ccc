"""The fields of a change as people read them: with the names and in the words that they know."""

from __future__ import annotations

from collections.abc import Iterator

from hopthu.servers.directory import attributes
from hopthu.servers.directory.entry import Values
from hopthu.text.language import Text
from hopthu.text.sizes import read_stored, size_text

from . import words
from .change import Change, FieldChange

_FEW = 8  # values that are shown as they were and will be; of more, what is different


def shown_fields(change: Change) -> Iterator[tuple[Text, FieldChange]]:
    """The fields that people look at, with their names: none that follows from another one."""
    changed = {field.attribute for field in change.fields}
    for field in change.fields:
        if attributes.follows(field.attribute) not in changed:
            yield attributes.label(field.attribute), field


def difference_of(field: FieldChange, language: str) -> str:
    """What was and what will be."""
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
    before, after = set(field.before), set(field.after)
    parts = [f"-{short(value)}" for value in field.before if value not in after]
    parts += [f"+{short(value)}" for value in field.after if value not in before]
    more = len(parts) - _FEW
    shown = " ".join(parts[:_FEW]) + (f" … {more}" if more > 0 else "")
    return f"{shown} ({len(before)} → {len(after)})"


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
