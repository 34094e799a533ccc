"""The module ``first_passwords``: new ones for people who have an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.provision.resources.reissue import Reissue

from .call import Call
from .planned import write_planned


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    people = tuple(call.options["people"])
    return write_planned(call, [Reissue(Path(call.options["handover"]), people)])
