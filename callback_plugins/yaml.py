"""The same reports, and all else as YAML."""

from __future__ import annotations

DOCUMENTATION = """
name: yaml
type: stdout
short_description: Ansible's default output, with results as YAML
version_added: "0.2.0"
description:
  - As the callback hopthu, with results of modules as YAML.
extends_documentation_fragment:
  - default_callback
  - result_format_callback
"""

import importlib.util
from pathlib import Path
from typing import Any

# Ansible loads each callback by its file, so the one beside this is no module of a package.
_SPEC = importlib.util.spec_from_file_location(
    "hopthu_callback", Path(__file__).with_name("hopthu.py")
)
assert _SPEC is not None  # noqa: S101 - the file is there
assert _SPEC.loader is not None  # noqa: S101
_HOPTHU = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_HOPTHU)


class CallbackModule(_HOPTHU.CallbackModule):  # type: ignore[misc,name-defined]
    """The callback hopthu, whose results are YAML."""

    CALLBACK_NAME = "yaml"

    def set_options(self, *arguments: Any, **options: Any) -> None:
        """Take the options, all but the format."""
        super().set_options(*arguments, **options)
        self.set_option("result_format", "yaml")
