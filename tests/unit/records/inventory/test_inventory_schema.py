"""The JSON Schema for editors says what the reader says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.records.inventory.fields import AGENCY_FIELDS, PERSON_FIELDS
from hopthu.records.inventory.json_schema import inventory_schema
from hopthu.records.inventory.records import read_records
from hopthu.text.errors import Problem

from ...json_schema import takes

SHIPPED = Path(__file__).parents[4] / "docs" / "inventory.schema.json"
PERSON = {"id": "a-0001", "name": "Lê An", "agency": "a", "title": "Kế toán", "mailbox": "lean"}
AGENCY = {"id": "a.b-c", "name": "A", "kind": "district"}


def test_the_shipped_schema_is_the_generated_one() -> None:
    """scripts/schema was run after the last change of a field."""
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == inventory_schema()


GOOD: list[dict[str, Any]] = [
    {"people": []},
    {"people": [PERSON]},
    {"people": [PERSON | {"state": "left", "since": "2008-11-15", "quota": "2G"}]},
    {"people": [PERSON | {"aliases": ["a-b_c.d"], "former_mailboxes": [{"mailbox": "x"}]}]},
    {"people": [PERSON | {"phone": "+84 37 3852-123", "born": "k12ef:0123456789abcdef"}]},
    {"people": [PERSON | {"mailbox": "a" * 64, "name": "H" * 256}]},
    {"people": [PERSON | {"mail_host": "mail2.moj.gov.vn"}]},
    {"agencies": [AGENCY | {"mail_host": "mail2.moj.gov.vn"}]},
    {"agencies": [AGENCY | {"parent": "a", "code": "038", "managers": ["a-0001"]}]},
    {"agencies": [AGENCY | {"state": "ended", "since": "2025-07-01", "successor": "a.c"}]},
    {"agencies": [AGENCY | {"former_mailboxes": [{"mailbox": "x", "until": "2026-06-30"}]}]},
]
BAD: list[dict[str, Any]] = [
    {},
    {"persons": []},
    {"people": {}},
    {"people": [PERSON], "agencies": [AGENCY]},
    {"people": [AGENCY]},
    {"people": [PERSON | {"nick": "An"}]},
    {"people": [PERSON | {"state": "retired"}]},
    {"people": [PERSON | {"since": "2008-02-30"}]},
    {"people": [PERSON | {"aliases": "x"}]},
    {"people": [PERSON | {"aliases": ["x@y"]}]},
    {"people": [PERSON | {"former_mailboxes": [{"until": "2009-01-01"}]}]},
    {"people": [PERSON | {"name": ["Lê"]}]},
    {"people": [PERSON | {"name": " Lê"}]},
    {"people": [PERSON | {"name": "L\u200bê"}]},
    {"people": [PERSON | {"mailbox": "a" * 65}]},
    {"people": [PERSON | {"mailbox": "a..b"}]},
    {"people": [PERSON | {"mail_host": "mail2"}]},
    {"people": [PERSON | {"mail_host": "mail2.moj.gov.vn:24"}]},
    {"people": [{key: value for key, value in PERSON.items() if key != "title"}]},
    {"people": ["a"]},
    {"agencies": [AGENCY | {"code": "A1"}]},
    {"agencies": [AGENCY | {"id": "a..b"}]},
    {"agencies": [AGENCY | {"state": "left"}]},
]


@pytest.mark.parametrize(
    ("document", "good"),
    [*((document, True) for document in GOOD), *((document, False) for document in BAD)],
)
def test_schema_and_reader_agree(tmp_path: Path, document: dict[str, Any], good: bool) -> None:
    """What an editor underlines is what scripts/validate refuses, and nothing else."""
    assert takes(inventory_schema(), document) is good
    file = tmp_path / "file.yml"
    text = json.dumps(document)  # YAML too, with every text in quotes
    assert yaml.safe_load(text) == document
    file.write_text(text, encoding="utf-8")
    key = "agencies" if "agencies" in document else "people"
    fields = AGENCY_FIELDS if key == "agencies" else PERSON_FIELDS
    problems: list[Problem] = []
    read_records(file, "file.yml", key, fields, problems)
    assert (not problems) is good


def test_the_schema_is_a_schema() -> None:
    """The document itself obeys its dialect."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(inventory_schema())
