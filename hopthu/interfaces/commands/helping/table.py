"""What the help of a command says: ``help.toml``, read with Python's own library alone.

``scripts/lib/run`` asks it too, by the file, on a machine where nothing is installed yet.
"""

from __future__ import annotations

import os
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table() -> dict[str, Any]:
    """``about`` and ``ends`` by command, in both languages; ``texts`` by the English one."""
    path = Path(__file__).with_name("help.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def vietnamese() -> bool:
    """Whether the operator reads Vietnamese; as :mod:`hopthu.text.language` finds it."""
    names = ("HOPTHU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    found = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return found.lower().startswith("vi")


def _bare(command: str) -> str:
    """The help of a command before the packages are there that know its options."""
    texts = table()
    language = int(vietnamese())
    usage, rest = texts["own"]["usage: "], texts["bare"]["rest"]
    name = f"scripts/{command}"
    lines = [f"{('usage: ', usage)[language]}{name} …", "", texts["about"][name][language], ""]
    return "\n".join([*lines, rest[language].format(name=name)])


if __name__ == "__main__":
    sys.stdout.write(_bare(sys.argv[1]) + "\n")
