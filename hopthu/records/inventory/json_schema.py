"""The JSON Schema of the inventory's files, made from the same table that the reader uses."""

from __future__ import annotations

from typing import Any

from .fields import AGENCY_FIELDS, HANDOVER_FIELDS, LIST_FIELDS, PERSON_FIELDS, Field, is_date

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def inventory_schema() -> dict[str, Any]:
    """One schema for all kinds of file, so that an editor needs one setting."""
    return {
        "$schema": DIALECT,
        "title": "hopthu inventory: agencies.yml, people.yml, lists.yml, handover.yml",
        "oneOf": [
            _file("agencies", AGENCY_FIELDS),
            _file("people", PERSON_FIELDS),
            _file("lists", LIST_FIELDS),
            _file("keys", HANDOVER_FIELDS),
        ],
    }


def _file(key: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: {"type": "array", "items": record_schema(fields)}},
        "required": [key],
        "additionalProperties": False,
    }


def record_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The schema of one record with these keys."""
    return {
        "type": "object",
        "properties": {field.name: _field(field) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    if field.of:
        value = record_schema(field.of)
    else:
        value = {"type": "string", "description": field.expected.en}
        # JSON Schema wants ECMAScript: it anchors with ^ and $ and has no \Z.
        pattern = field.pattern.replace(r"\Z", "$")
        value |= {"enum": list(field.choices)} if field.choices else {"pattern": f"^(?:{pattern})$"}
        value |= {"format": "date"} if field.check is is_date else {}
    return {"type": "array", "items": value} if field.many else value
