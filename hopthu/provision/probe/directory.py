"""Whether the directory holds what the inventory wants of mailboxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Place, Problem

from ..plan.build import Found, compare
from ..resources.lookup import occupants
from . import messages
from .expected import Expected

LAYER = "LDAP"


def differences(chosen: Iterable[Expected], directory: Directory, suffix: str) -> Iterator[Problem]:
    """Yield a problem for each entry that is missing and each attribute that is another.

    One attribute has one owner, so an attribute is compared with what its owner wants.
    """
    chosen = list(chosen)
    read = tuple(
        dict.fromkeys(name for each in chosen for owned, _ in each.parts for name in owned)
    )
    addresses = [each.subject.address for each in chosen]
    ids = [each.subject.id for each in chosen]
    entries, _ = occupants(directory, suffix, ids, addresses, read)
    for each in chosen:
        place = Place(f"{each.subject.address}, {LAYER}")
        if same_dn(each.subject.entry.dn) not in entries:
            yield messages.NO_ENTRY.at(place, label=each.subject.label, province=each.province)
            continue
        yield from _fields(each, entries, place)


def _fields(each: Expected, entries: dict[str, Entry], place: Place) -> Iterator[Problem]:
    for owned, desired in each.parts:
        for change in compare([desired], Found(entries, {}), owned).changes:
            for field in change.fields:
                yield messages.OTHER_VALUE.at(
                    place,
                    attribute=field.attribute,
                    actual=_shown(field.before),
                    wanted=_shown(field.after),
                    province=each.province,
                )


def _shown(values: Values) -> str:
    return ", ".join(value.decode("utf-8", "replace") for value in values) or "–"
