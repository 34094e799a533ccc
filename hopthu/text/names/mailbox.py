"""The local part of an address, formed of a name as a ministry's rule has it."""

from __future__ import annotations

import re

from ..errors import HopthuError
from . import messages
from .alphabet import unknown_letters
from .fold import ascii_fold
from .split import split_name

_LETTERS = re.compile(r"[a-z0-9]+")


def mailbox_of(full_name: str) -> str:
    """Return the full name in ASCII: ``Ứng Hoè Sơn`` → ``unghoeson``.

    Empty when the name has no letter or digit. Raises ``HopthuError`` for a letter that no name is
    written in: it would be missing in the address.
    """
    if strange := unknown_letters(full_name):
        raise HopthuError.of(messages.UNKNOWN_LETTER, name=full_name, letters=strange)
    return "".join(_LETTERS.findall(ascii_fold(full_name).lower()))


def short_mailbox_of(full_name: str) -> str:
    """Return the given name and the initials of the rest: ``Nguyễn Văn Hùng`` → ``hungnv``."""
    parts = split_name(full_name)
    if full_name.endswith(parts.given):
        rest = full_name.removesuffix(parts.given)
    else:  # the given name comes first
        rest = f"{parts.surname} {parts.middle}"
    return mailbox_of(parts.given) + "".join(mailbox_of(word)[:1] for word in rest.split())
