"""From a module to its face in hopthu, a package that is installed and not shipped with it."""

from __future__ import annotations

import json
import sys
from importlib import import_module

_MISSING = "hopthu is not installed (chưa được cài): {error} ({python}) → scripts/setup"


def run(module: str) -> None:
    """Run the face that is called as the module; where there is none, say what to do."""
    try:
        face = import_module(f"hopthu.interfaces.modules.{module}")
    except ImportError as error:
        # Not by AnsibleModule: it would ask for the options first, which the face knows.
        text = _MISSING.format(error=error, python=sys.executable)
        sys.stdout.write(json.dumps({"failed": True, "msg": text}))
        sys.exit(1)
    face.main()
