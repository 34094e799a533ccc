"""The fields of a letter's head that say who wrote it, and to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .mailboxes import addresses
from .shown import Unclear

# What programs show as the author, or beside it ("on behalf of"); each may be there once.
_AUTHORS = ("from", "sender", "resent-from", "resent-sender")
_PASSED_ON = "x-sieve-redirected-from"
_RECIPIENTS = ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")
# Programs that answer look for these; what one of them says already is not said again.
_OF_LISTS = ("list-id", "list-post", "precedence", "x-auto-response-suppress")
_AROUND_ADDRESSES = re.compile(r"""[\s<>()\[\],;:"]+""")
# Where Sieve puts its own fields: on top of those that the letter came with.
_TOP = 3
_LONE = re.compile(r"[\x0b\x0c\x1c-\x1e]|\r(?!\n)|\n(?![ \t])")


@dataclass(slots=True)
class Letter:
    """What is known of one letter; ``envelope`` is its sender, empty for none."""

    envelope: str
    recipients: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    passed_on_by: str = ""
    automatic: bool = False
    _to: list[str] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _count: int = 0
    _broken: bool = False

    def add(self, name: str, value: str) -> None:
        """Take a field of the head, in the order in which they come."""
        self._count += 1
        name = name.strip(" \t").lower()
        # Some programs end a line there, and would show what follows as a field.
        self._broken = self._broken or bool(_LONE.search(value.strip("\r\n")))
        if name in _AUTHORS:
            self.fields.append((name, value))
        elif name == _PASSED_ON and self._count <= _TOP:
            self.passed_on_by = self.passed_on_by or value.strip().lower()
        elif name == "auto-submitted":
            self.automatic = value.strip().lower() != "no"
        elif name in _RECIPIENTS:
            self._to.append(value)
        elif name in _OF_LISTS:
            self._names.add(name)

    def has(self, name: str) -> bool:
        """Say whether it bears one of the fields that tell of lists, or ask for no answer."""
        return name.lower() in self._names

    def named(self) -> set[str]:
        """Return the addresses that it names as its readers, in lower case."""
        words = (word for value in self._to for word in _AROUND_ADDRESSES.split(value))
        return {word.lower() for word in words if "@" in word}

    def authors(self) -> list[str]:
        """Return all addresses as whose letter it could be shown, each once; raises Unclear."""
        if self._broken:
            raise Unclear(
                "a line of its head ends oddly", "mot dong o phan dau ket thuc bat thuong"
            )
        found: list[str] = []
        for name in _AUTHORS:
            values = [value for each, value in self.fields if each == name]
            if len(values) > 1:
                raise Unclear(
                    f"it has {name.title()} more than once", f"co nhieu dong {name.title()}"
                )
            if name == "from" and not values:
                raise Unclear("it has no From", "thieu dong From")
            for value in values:
                listed = addresses(value)
                if name.endswith("sender") and len(set(listed)) > 1:
                    raise Unclear(f"{name.title()} is one person", f"{name.title()} la mot nguoi")
                found += listed
        return list(dict.fromkeys(found))
