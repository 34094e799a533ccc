"""The JSON Schema of ``vocabulary.yml``, made from what its reader takes."""

from __future__ import annotations

from typing import Any

from hopthu.records.inventory.json_schema import DIALECT

from ..headers import HEADERS as KNOWN_HEADERS
from ..vocabulary.words import OWN
from .kept import AGENCIES, HEADERS, LONGEST, TITLES

_ABOUT = {
    TITLES: "What forms write for a title, and the title in full.",
    AGENCIES: f"What forms call an agency, and its id; {OWN}: a part of whichever sends the form.",
    HEADERS: "What forms head a column with, and what the column holds.",
}


def vocabulary_schema() -> dict[str, Any]:
    """What an environment's file of kept answers may hold: words and their meanings, by kind."""
    meanings: dict[str, dict[str, Any]] = {
        TITLES: {"type": "string", "maxLength": LONGEST},
        AGENCIES: {"type": "string", "pattern": r"^([a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*)?$"},
        HEADERS: {"enum": ["", *sorted(KNOWN_HEADERS)]},
    }
    return {
        "$schema": DIALECT,
        "title": "hopthu vocabulary: vocabulary.yml",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            kind: {
                "description": _ABOUT[kind],
                "type": ["object", "null"],
                "additionalProperties": meaning,
            }
            for kind, meaning in meanings.items()
        },
    }
