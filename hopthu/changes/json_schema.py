"""The JSON Schema of change files, made from the same tables that the reader uses."""

from __future__ import annotations

from typing import Any

from hopthu.records.inventory.json_schema import DIALECT, record_schema

from .kinds import HEADER_FIELDS, STEPS, fields_of


def change_schema() -> dict[str, Any]:
    """What a change file may hold: its head, and steps of one kind each."""
    whole = record_schema(HEADER_FIELDS)
    steps = {"type": "array", "minItems": 1, "items": {"oneOf": [_step(kind) for kind in STEPS]}}
    return {
        "$schema": DIALECT,
        "title": "hopthu change: changes/NNNN-words.yml",
        **whole,
        "properties": {**whole["properties"], "steps": steps},
        "required": [*whole["required"], "steps"],
    }


def _step(kind: str) -> dict[str, Any]:
    fields = fields_of(kind)
    schema = record_schema(fields)
    schema["properties"]["change"] = {"const": kind}
    for field in fields:
        if field.many and field.required:
            schema["properties"][field.name]["minItems"] = 1
    return schema
