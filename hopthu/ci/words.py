"""The words of plans in a pull request, in both languages; problems stand with what finds them."""

from __future__ import annotations

from hopthu.text.tables import words_of

__getattr__, __dir__ = words_of(__package__)
