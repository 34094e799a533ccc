"""The module ``mail_logins``: what mail hosts noted of logins, kept in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.mail.logins import Logins

from .call import Call


def work(call: Call) -> dict[str, Any]:
    """Return the module's results: what is known now, and ``silent``, the hosts that told nothing.

    Nobody being asked or answering is no failure: what was known before stays.
    """
    given = call.options
    file = Path(given["file"])
    inventory = read_inventory(Path(given["inventory"]), Policy.from_mapping(given["policy"]))
    people = {person.id for each in inventory.provinces.values() for person in each.people}
    before = Logins.read(file)
    after = before.told(given["answers"], people)
    if after != before and not call.check:
        after.write(file)
    return {
        "changed": after.times != before.times,
        "lines": after.lines(len(people), len(given["answers"]), given["language"]),
        "paths": [str(file)] if after.asked else [],
        "silent": sorted(after.silent),
    }
