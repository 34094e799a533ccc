"""What of people's data is hidden in documents that leave the operators' hands, as policy says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from hopthu.servers.directory.attributes import is_hidden

HIDDEN = "•••"


class Mask:
    """Hides ``kinds`` of data (see ``policy.MASKABLE``).

    Secrets, and attributes that no table knows, are hidden whatever they say. ``names`` are the
    people of the inventory, to be found in texts; ``domain`` is of addresses.
    """

    def __init__(self, kinds: frozenset[str], names: Iterable[str], domain: str) -> None:
        self._kinds = kinds
        # The longest first: Nguyễn Văn An must not be found in Nguyễn Văn Anh.
        self._names = sorted(set(names), key=len, reverse=True) if "name" in kinds else []
        self._address = re.compile(rf"[\w.+-]+@{re.escape(domain)}")

    def plan(self, data: dict[str, Any]) -> dict[str, Any]:
        """One plan of ``plan.json`` with what is personal hidden; digests stay as they are."""
        return {
            **data,
            "changes": [self._change(change) for change in data["changes"]],
            "refusals": [self._problem(problem) for problem in data["refusals"]],
            "notices": [self._problem(problem) for problem in data["notices"]],
        }

    def text(self, text: str) -> str:
        """A text without the names and addresses that are to be hidden."""
        for name in self._names:
            if name in text:
                text = text.replace(name, HIDDEN)
        return self._address.sub(HIDDEN, text) if "address" in self._kinds else text

    def _change(self, change: dict[str, Any]) -> dict[str, Any]:
        shown = {**change, "fields": [self._field(field) for field in change["fields"]]}
        if "address" in self._kinds:
            shown |= {key: HIDDEN for key in ("address", "was") if change[key]}
        if change["dn"].startswith("uid="):  # agencies are nobody's personal data
            for key, kind in (("name", "name"), ("detail", "title")):
                if kind in self._kinds:
                    shown[key] = HIDDEN
        return shown

    def _field(self, field: dict[str, Any]) -> dict[str, Any]:
        if not is_hidden(field["attribute"], self._kinds):
            return field
        hidden = {side: [HIDDEN] if field[side] else [] for side in ("before", "after")}
        return {**field, **hidden}

    def _problem(self, problem: dict[str, Any]) -> dict[str, Any]:
        texts = {
            key: {language: self.text(text) for language, text in problem[key].items()}
            for key in ("text", "remedy")
        }
        return {**problem, **texts}
