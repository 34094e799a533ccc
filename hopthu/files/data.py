"""Read the data files that a package carries."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import yaml

# The C parser reads the districts in 20 ms, the Python one in 300 ms; not every build has it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(package: str, name: str) -> Any:
    """Return the content of a ``.yml`` or ``.json`` file of a package, freshly parsed."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return json.loads(text)
    return yaml.load(text, Loader=_Loader)  # noqa: S506 (it is a safe loader)
