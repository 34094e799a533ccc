"""Empty registration forms, so that the next form comes back in words that intake knows."""

from __future__ import annotations

from .book import blank_form
from .province import file_name, province_of
from .registered import Registered, registered_in
from .sender import BlankSender, all_senders, of_reference, sender_of

__all__ = [
    "BlankSender",
    "Registered",
    "all_senders",
    "blank_form",
    "file_name",
    "of_reference",
    "province_of",
    "registered_in",
    "sender_of",
]
