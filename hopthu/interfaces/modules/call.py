"""One call of a module: its options in, its results or what stood in the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hopthu.text.errors import HopthuError


@dataclass(frozen=True)
class Call:
    """The options, complete and of their types; whether to write nothing, and to show changes."""

    options: Mapping[str, Any]
    check: bool = False
    diff: bool = False


def run(work: Callable[[Call], dict[str, Any]], call: Call) -> dict[str, Any]:
    """Return the results of a module's work on a call.

    A HopthuError is a failure with all its problems; notes of the error, what was done until
    then, stand before them.
    """
    language = call.options["language"]
    try:
        return work(call)
    except HopthuError as error:
        return {
            "changed": False,
            "failed": True,
            "msg": "\n".join([*getattr(error, "__notes__", ()), error.render(language)]),
            "problems": [problem.data(language) for problem in error.problems],
        }
