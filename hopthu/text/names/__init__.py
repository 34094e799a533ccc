"""Vietnamese names: cleaning, folding to ASCII, comparing, splitting."""

from __future__ import annotations

from .alphabet import unknown_letters, without_look_alikes
from .fold import ascii_fold, clean, slug
from .mailbox import mailbox_of, short_mailbox_of
from .match import match_key
from .split import NameParts, split_name

__all__ = [
    "NameParts",
    "ascii_fold",
    "clean",
    "mailbox_of",
    "match_key",
    "short_mailbox_of",
    "slug",
    "split_name",
    "unknown_letters",
    "without_look_alikes",
]
