"""Schemas of the documents, as editors judge by them."""

from __future__ import annotations

from typing import Any

import pytest


def takes(schema: dict[str, Any], document: Any) -> bool:
    """Whether a schema takes a document; days have to be days of the calendar."""
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.FormatChecker()
    found: bool = jsonschema.Draft202012Validator(schema, format_checker=checker).is_valid(document)
    return found
