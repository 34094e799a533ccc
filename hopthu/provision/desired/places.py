"""Where the agencies of an inventory are in the directory."""

from __future__ import annotations

from hopthu.records.model import Agency, Inventory
from hopthu.servers.directory.tree import AGENCIES


def agency_dn(agency: Agency, inventory: Inventory, suffix: str) -> str:
    """An agency's DN: the last parts of its id and of its ancestors' ids, nested."""
    path = [*inventory.ancestors(agency.id), agency][::-1]
    rdns = [f"ou={unit.id.rpartition('.')[2]}" for unit in path]
    return ",".join([*rdns, AGENCIES, suffix])
