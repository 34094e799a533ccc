"""The module ``provision``: all resources of the directory, or those that are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.provision.resources.all import resources
from hopthu.servers.mail.usage import Usage

from .call import Call
from .planned import write_planned


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    given = call.options
    handover = Path(given["handover"]) if given["handover"] else None
    usage = Usage.of_answers(given["usage"])
    return write_planned(call, resources(given["resources"], handover=handover, usage=usage))
