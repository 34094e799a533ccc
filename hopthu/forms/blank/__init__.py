"""Empty registration forms, so that the next form comes back in words that intake knows."""

from __future__ import annotations

from .book import blank_form
from .province import file_name, province_of
from .registered import Registered, registered_in

__all__ = ["Registered", "blank_form", "file_name", "province_of", "registered_in"]
