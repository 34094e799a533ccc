"""One change to one entry of the directory, said so that a person and a program can read it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from hopthu.servers.directory.attributes import ALIASES, CN, MEMBERS, SECRETS
from hopthu.servers.directory.entry import Values
from hopthu.servers.directory.operation import Add, Delete, Operation, Rename
from hopthu.text.names import match_key

from ..desired.subject import Desired


class Action(Enum):
    """What a change means to the owner of the mailbox; the order is the order of reports."""

    ADD = "add"
    MOVE = "move"
    CHANGE = "change"
    READDRESS = "readdress"
    RESUME = "resume"
    SUSPEND = "suspend"
    RETIRE = "retire"
    REISSUE = "reissue"
    SHRINK = "shrink"
    REMOVE = "remove"


TAKING = (Action.SUSPEND, Action.SHRINK, Action.REMOVE)
"""What takes something from somebody: reports put a minus before it."""


class FieldChange(NamedTuple):
    """One attribute before and after; absent is the empty tuple."""

    attribute: str
    before: Values
    after: Values


def renames(field: FieldChange) -> bool:
    """Whether this is another name of a person who had one; how it is written does not count.

    Who is taken away has no other name.
    """
    before, after = field.before, field.after
    both = bool(before) and bool(after)
    return field.attribute == CN and both and _name(before) != _name(after)


def _name(values: Values) -> str:
    return match_key(b" ".join(values).decode("utf-8", "replace"))


@dataclass(frozen=True)
class Change:
    """What happens to one entry, and the very operation that does it."""

    action: Action
    subject: Desired
    fields: tuple[FieldChange, ...]
    operation: Operation
    was: str = ""  # the address before, where it changes
    # Provinces whose changes must be there before this one, though theirs need this province's.
    after: tuple[str, ...] = ()

    @cached_property
    def limited(self) -> tuple[str, ...]:
        """The operations of the policy's limits that this change counts for."""
        # Who is not there can log in no more than who is suspended.
        barred = self.action is Action.SUSPEND or isinstance(self.operation, Delete)
        # Who retires could not log in any more before.
        retires = self.action is Action.RETIRE
        names = [Action.RETIRE.value] if retires else [Action.SUSPEND.value] if barred else []
        names += [Action.SHRINK.value] if self.action is Action.SHRINK else []
        # Whatever else happens to the owner: an address that changes hands mail to nobody.
        further = {each.lower() for each in self.subject.entry.attributes.get(ALIASES, ())}
        given_up = self.was and self.was.lower().encode() not in further
        names += [Action.READDRESS.value] if given_up else []
        for field in self.fields:
            if field.attribute == ALIASES and self._gives_up(field):
                names.append("unalias")
            if renames(field):
                names.append("rename")
            if field.attribute == MEMBERS and not field.after:
                names.append("close")
        return tuple(names)

    def _gives_up(self, field: FieldChange) -> bool:
        """Whether letters to an address will come back that was to be good for longer."""
        kept = {value.lower() for value in (*field.after, *self.subject.expired)}
        kept.add(self.subject.address.lower().encode())
        return any(value.lower() not in kept for value in field.before)

    @property
    def written(self) -> bytes:
        """What is written and what it replaces, as bytes that no other change has.

        Not the state of the rest of the entry: somebody who changes their password makes it no
        other change.
        """
        operation = self.operation
        parts: tuple[object, ...]
        if isinstance(operation, Add):
            attributes = sorted(operation.attributes.items())
            shown = [item for item in attributes if item[0] not in SECRETS]
            parts = ("add", operation.dn, b"", shown)
        elif isinstance(operation, Rename):
            parts = ("move", operation.dn, operation.new_rdn, operation.new_superior)
        else:
            kind = "delete" if isinstance(operation, Delete) else "modify"
            parts = (kind, operation.dn, sorted(map(tuple, self.fields)))
        # The notation of ASCII is unambiguous, the same for ever, and written at the speed of C.
        return ascii(parts).encode()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of it, cut to 32 hex digits: by this a change is known that was reviewed."""
        return _fingerprint(self.written)


def written_of(changes: Iterable[Change]) -> Iterator[bytes]:
    """What each of them has ``written``, which takes longer than all that follows from it.

    So their fingerprints are worked out on the way.
    """
    for change in changes:
        written = change.written
        change.__dict__["fingerprint"] = _fingerprint(written)
        yield written


def _fingerprint(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()[:32]
