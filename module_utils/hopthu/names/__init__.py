"""Vietnamese names: cleaning, folding to ASCII, comparing, splitting."""

from __future__ import annotations

from .fold import ascii_fold, clean, mailbox_of, slug
from .match import match_key
from .split import NameParts, split_name

__all__ = ["NameParts", "ascii_fold", "clean", "mailbox_of", "match_key", "slug", "split_name"]
