"""An environment of one sound agency and one sound person, in files, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

CENTRE = """\
agencies:
  - id: moj
    name: Bộ Tư pháp
    kind: ministry
"""
PEOPLE = """\
people:
  - id: moj-0001
    name: Ứng Hoè Sơn
    agency: moj
    title: Chấp hành viên
    mailbox: unghoeson
"""


def put(root: Path, kind: str, text: str | bytes) -> None:
    """Write one of the files of the only province."""
    file = root / "provinces" / "moj" / f"{kind}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def problems(root: Path, policy: Policy | None = None) -> list[tuple[str, str]]:
    """Return code and place of every problem, in the order an operator sees them."""
    with pytest.raises(HopthuError) as raised:
        read_inventory(root, policy)
    ordered = sorted(raised.value.problems, key=lambda problem: problem.place)
    return [
        (problem.code.removeprefix("inventory."), str(problem.place).removeprefix("provinces/moj/"))
        for problem in ordered
    ]


def person(line: str) -> str:
    """Return the people with ``line`` (line 7, keys at column 5) added to the first."""
    return f"{PEOPLE}    {line}\n"
