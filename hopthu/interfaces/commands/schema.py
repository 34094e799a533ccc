"""``scripts/schema``: write what other programs read of the package's tables.

The JSON Schemas of the inventory and of changes are for editors, the attributes for the role
``directory_server``.
"""

from __future__ import annotations

import json
import sys

from hopthu.changes.json_schema import change_schema
from hopthu.records.inventory.json_schema import inventory_schema
from hopthu.servers.directory.attributes import samples
from hopthu.text.document.json_text import json_text

from .cli import run
from .helping import Parser

SCHEMAS = {"inventory": inventory_schema, "change": change_schema}
_ATTRIBUTES = """\
# Every attribute that hopthu writes, with some value: the entry cn=attributes,ou=policies bears
# them all, and is made before hopthu's first run. Written by "scripts/schema attributes"; why it
# has to be is told at samples() of hopthu/servers/directory/attributes.py. {self} is its DN.
"""


def _print(name: str) -> int:
    if name in SCHEMAS:
        sys.stdout.write(json_text(SCHEMAS[name](), indent=2))
    else:
        lines = (
            f"{key}: {json.dumps(value)}\n" for key, value in sorted(samples("{self}").items())
        )
        sys.stdout.write(_ATTRIBUTES + "".join(lines))
    return 0


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/schema")
    parser.add_argument("which", nargs="?", choices=[*SCHEMAS, "attributes"], default="inventory",
        help="which table (default: inventory)")  # fmt: skip
    arguments = parser.parse_args()
    return run(lambda: _print(arguments.which))


if __name__ == "__main__":
    sys.exit(main())
