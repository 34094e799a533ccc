"""The module ``retired_mailboxes``: the entries of leavers whose time is over."""

from __future__ import annotations

from typing import Any

from hopthu.provision.resources.retired import Retired, boxes_of

from .call import Call
from .planned import archives, write_planned


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    return write_planned(call, [Retired(archives(call))], boxes_of)
