"""``scripts/schema``: write the JSON Schema of the inventory for editors."""

from __future__ import annotations

import json
import sys

from ..inventory.json_schema import inventory_schema
from .cli import run


def _print() -> int:
    sys.stdout.write(json.dumps(inventory_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0


def main() -> int:
    """Entry point."""
    return run(_print)


if __name__ == "__main__":
    sys.exit(main())
