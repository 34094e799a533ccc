"""What the role ships is the whole package: a module that is missing on hosts makes no copies."""

from __future__ import annotations

import re
from pathlib import Path

ROLE = Path(__file__).parents[4] / "roles" / "backup"


def test_every_module_is_shipped() -> None:
    """As Ansible's fileglob finds them, for which a folder's name has no wildcards."""
    tasks = (ROLE / "tasks" / "copies.yml").read_text(encoding="utf-8")
    (patterns,) = re.findall(r"query\('ansible\.builtin\.fileglob', ([^)]*)\)", tasks)
    shipped = set()
    for pattern in re.findall(r"'([^']+)'", patterns):
        folder, _, name = pattern.rpartition("/")
        assert (ROLE / "files" / folder).is_dir(), folder
        shipped |= set((ROLE / "files" / folder).glob(name))
    assert shipped == set((ROLE / "files").rglob("*.py"))
