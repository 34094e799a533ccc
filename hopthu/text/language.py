"""The operator's language: every text a user reads exists in Vietnamese and in English."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

VIETNAMESE = "vi"
ENGLISH = "en"


class Text(NamedTuple):
    """One text in both languages; ``{names}`` are filled in by :meth:`render`."""

    en: str
    vi: str

    @classmethod
    def literal(cls, en: str, vi: str) -> Text:
        """A text that is shown as it is, braces and all."""
        return cls(*(text.replace("{", "{{").replace("}", "}}") for text in (en, vi)))

    @classmethod
    def of(cls, render: Callable[[str], str]) -> Text:
        """What ``render`` makes in each of the two languages, shown as it is."""
        return cls.literal(render(ENGLISH), render(VIETNAMESE))

    def render(self, values: Mapping[str, object] | None = None, language: str = "") -> str:
        """Return the text in ``language`` (``en`` or ``vi``; empty: the operator's)."""
        template = self.vi if (language or current()) == VIETNAMESE else self.en
        return template.format_map(values or {})


NO_TEXT = Text("", "")


def current() -> str:
    """Return ``vi`` or ``en``: ``HOPTHU_LANG`` if set, else the locale of the environment."""
    for variable in ("HOPTHU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return VIETNAMESE if value.lower().startswith("vi") else ENGLISH
    return ENGLISH
