"""``scripts/schema``: write what other programs read of the package's tables.

The JSON Schemas of the inventory, of changes, of the vocabulary and of the policy are for editors,
the pages for ``docs/``, the attributes for the role ``directory_server``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import yaml

from hopthu.changes.json_schema import change_schema
from hopthu.forms.registration.json_schema import vocabulary_schema
from hopthu.records.catalogues import CATALOGUES, Start, catalogue, files_of
from hopthu.records.inventory.json_schema import inventory_schema
from hopthu.records.policy.json_schema import policy_page, policy_schema
from hopthu.servers.directory.attributes import samples
from hopthu.text.document.json_text import json_text

from ..reference import PROBLEMS, problems_page
from .cli import run
from .helping import Parser

POLICY, POLICY_PAGES = "policy", {"policy-en": "en", "policy-vi": "vi"}
SHOWN = CATALOGUES[0]
SCHEMAS = {"inventory": inventory_schema, "change": change_schema, "vocabulary": vocabulary_schema}
_ATTRIBUTES = """\
# Every attribute that hopthu writes, with some value: the entry cn=attributes,ou=policies bears
# them all, and is made before hopthu's first run. Written by "scripts/schema attributes"; why it
# has to be is told at samples() of hopthu/servers/directory/attributes.py. {self} is its DN.
"""


def _policy() -> dict[str, Any]:
    """The policy of a catalogue, which has every part."""
    chosen = catalogue(SHOWN)
    text = files_of(Start(chosen, chosen.domain, chosen.folders))["group_vars/all/policy.yml"]
    policy: dict[str, Any] = yaml.safe_load(text)["hopthu_policy"]
    return policy


def _print(name: str) -> int:
    if name in POLICY_PAGES:
        sys.stdout.write(policy_page(_policy(), SHOWN, POLICY_PAGES[name]))
    elif name == POLICY:
        sys.stdout.write(json_text(policy_schema(_policy()), indent=2))
    elif name in SCHEMAS:
        sys.stdout.write(json_text(SCHEMAS[name](), indent=2))
    elif name in PROBLEMS:
        sys.stdout.write(problems_page(PROBLEMS[name]))
    else:
        lines = (
            f"{key}: {json.dumps(value)}\n" for key, value in sorted(samples("{self}").items())
        )
        sys.stdout.write(_ATTRIBUTES + "".join(lines))
    return 0


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/schema")
    known = [*SCHEMAS, POLICY, *POLICY_PAGES, *PROBLEMS, "attributes"]
    parser.add_argument("which", nargs="?", choices=known, default="inventory",
        help="which table (default: inventory)")  # fmt: skip
    arguments = parser.parse_args()
    return run(lambda: _print(arguments.which))


if __name__ == "__main__":
    sys.exit(main())
