"""What must hold of the kinds of agencies: the policy names them, and each hangs where it may."""

from __future__ import annotations

from collections.abc import Iterator

from hopthu.text.errors import Problem

from ..kinds import AgencyKinds
from ..model import Inventory
from . import messages


def check_kinds(inventory: Inventory, kinds: AgencyKinds) -> Iterator[Problem]:
    """Yield agencies of a kind that there is not, then those that hang where they cannot.

    An agency that ended hangs wherever it did, and what hangs from one is told of elsewhere.
    """
    for agency in inventory.agencies.values():
        if kinds.get(agency.kind) is None:
            yield messages.UNKNOWN_KIND.at(
                agency.place, id=agency.id, kind=agency.kind, known=kinds.known
            )
            continue
        parent = inventory.agencies.get(agency.parent)
        if parent is None or agency.ended or kinds.get(parent.kind) is None:
            continue
        if not kinds.may_hang(agency.kind, parent.kind):
            yield messages.WRONG_LEVEL.at(
                agency.place,
                id=agency.id,
                kind=agency.kind,
                parent=parent.id,
                upper=parent.kind,
                known=", ".join(kinds.under(agency.kind)) or "–",
            )
