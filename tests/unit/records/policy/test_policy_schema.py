"""The policy's JSON Schema and page: as the code asks, and as they are shipped."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from hopthu.records.catalogues import CATALOGUES, Start, catalogue, files_of
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

DOCS = Path(__file__).parents[4] / "docs"
SCHEMA = Draft202012Validator(json.loads((DOCS / "policy.schema.json").read_text("utf-8")))


def policy(name: str) -> dict[str, Any]:
    """The file of a catalogue."""
    chosen = catalogue(name)
    text = files_of(Start(chosen, chosen.domain, chosen.folders))["group_vars/all/policy.yml"]
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@pytest.mark.parametrize(
    ("which", "file"),
    [
        ("policy", "policy.schema.json"),
        ("policy-en", "en/reference/policy.md"),
        ("policy-vi", "vi/reference/policy.md"),
    ],
)
def test_what_is_shipped_is_what_the_code_asks(which: str, file: str) -> None:
    """To be written anew where a key came."""
    command = [sys.executable, "-m", "hopthu.interfaces.commands.schema", which]
    told = subprocess.check_output(command, text=True)
    assert told == (DOCS / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_catalogue_fits(name: str) -> None:
    """Without a complaint."""
    assert not list(SCHEMA.iter_errors(policy(name)))


def spoilt(path: str, value: Any) -> dict[str, Any]:
    """The shipped policy with another value somewhere, or without it."""
    data = copy.deepcopy(policy("thads-2008"))
    inner: Any = data["hopthu_policy"]
    *above, last = path.split(".")
    for part in above:
        inner = inner[int(part)] if isinstance(inner, list) else inner[part]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("domain", None),
        ("domain", 3),
        ("adresses", {}),
        ("addresses.form", "short"),
        ("quotas.people.cap", "10 GB"),
        ("quotas.people.classes.0.size", "much"),
        ("limits.suspend.run.count", "many"),
        ("rollout.phases.0.due", "20/11/2008"),
        ("review.masked", ["age"]),
        ("passwords.shortest", 0),
    ],
)
def test_it_refuses_what_the_reader_refuses(path: str, value: Any) -> None:
    """The same keys and values."""
    data = spoilt(path, value)
    assert list(SCHEMA.iter_errors(data))
    with pytest.raises(HopthuError):
        Policy.from_mapping(data["hopthu_policy"])


@pytest.mark.parametrize("path", ["rollout", "titles", "lists.tree.officers"])
def test_it_takes_what_may_be_missing(path: str) -> None:
    """As the reader does."""
    data = spoilt(path, None)
    assert not list(SCHEMA.iter_errors(data))
    Policy.from_mapping(data["hopthu_policy"])
