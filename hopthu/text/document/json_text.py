"""JSON: a report for programs."""

from __future__ import annotations

import json


def json_text(data: object, indent: int = 1) -> str:
    """Plain values as the text of a file, whose letters are readable."""
    return json.dumps(data, ensure_ascii=False, indent=indent) + "\n"
