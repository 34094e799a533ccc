"""``scripts/schema``: write the JSON Schemas of the inventory and of changes for editors."""

from __future__ import annotations

import argparse
import sys

from hopthu.changes.json_schema import change_schema
from hopthu.records.inventory.json_schema import inventory_schema
from hopthu.text.document.json_text import json_text

from .cli import run

SCHEMAS = {"inventory": inventory_schema, "change": change_schema}


def _print(name: str) -> int:
    sys.stdout.write(json_text(SCHEMAS[name](), indent=2))
    return 0


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="scripts/schema", description=__doc__)
    parser.add_argument("which", nargs="?", choices=SCHEMAS, default="inventory")
    arguments = parser.parse_args()
    return run(lambda: _print(arguments.which))


if __name__ == "__main__":
    sys.exit(main())
