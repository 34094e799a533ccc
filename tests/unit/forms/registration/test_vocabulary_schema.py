"""The schema of the vocabulary is what is shipped, and it and the reader take the same files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from hopthu.forms.registration.json_schema import vocabulary_schema
from hopthu.forms.registration.kept import GivenAnswers, read_vocabulary, with_answers
from hopthu.text.errors import HopthuError

PROJECT = Path(__file__).parents[4]
_GOOD = [
    'titles: {"CHV": Chấp hành viên}\n', 'agencies: {"TPTH": own, "NS": thanh-hoa.nga-son}\n',
    'headers: {"Ông bà": name}\n', 'titles:\n', 'titles: {"CHV": ""}\n',
]  # fmt: skip
_BAD = [
    "titels: {}\n", "titles: [CHV]\n", "titles: {CHV: [a]}\n", "headers: {X: nonsense}\n",
    "agencies: {X: Nga Sơn}\n", "- titles\n", f"titles: {{X: {'a' * 257}}}\n",
]  # fmt: skip


def _takes(root: Path, text: str) -> tuple[bool, bool]:
    (root / "vocabulary.yml").write_text(text, "utf-8")
    checker = Draft202012Validator(vocabulary_schema())
    by_schema = checker.is_valid(yaml.safe_load(text))
    try:
        read_vocabulary(root, {"thanh-hoa.nga-son"})
    except HopthuError:
        return by_schema, False
    return by_schema, True


def test_the_shipped_schema_is_this_one() -> None:
    """Made anew with ``scripts/schema vocabulary > docs/vocabulary.schema.json``."""
    shipped = PROJECT / "docs" / "vocabulary.schema.json"
    assert json.loads(shipped.read_text("utf-8")) == vocabulary_schema()


@pytest.mark.parametrize("text", _GOOD)
def test_both_take_what_is_right(text: str, tmp_path: Path) -> None:
    """Each part, and what is not answered yet."""
    assert _takes(tmp_path, text) == (True, True)


@pytest.mark.parametrize("text", _BAD)
def test_both_refuse_what_is_wrong(text: str, tmp_path: Path) -> None:
    """Unknown parts and meanings, lists, and what is too long."""
    assert _takes(tmp_path, text) == (False, False)


def test_what_intake_writes_is_right(tmp_path: Path) -> None:
    """Words with every sign of YAML too."""
    given = GivenAnswers({"titles": {'C"H: #V': "Chấp hành viên"}, "agencies": {"x": "own"}})
    ((_, text),) = with_answers(tmp_path, GivenAnswers(), given).items()
    assert _takes(tmp_path, text) == (True, True)
