"""What runs did to each entry, all told: read from the audit lines that they left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hopthu.provision.plan.change import Action
from hopthu.servers.directory.entry import Values, values_from_json
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import HopthuError, Place

from . import messages
from .playbook import audited_in, recorded_in

_REISSUE = Action.REISSUE.value
State = dict[str, Values]


@dataclass(slots=True)
class Passage:
    """What became of one entry: the attributes that were written, before and after.

    ``before`` is None where the entry was made, ``after`` where it was taken away.
    """

    dn: str
    before: State | None
    after: State | None
    plan: str  # digest of the plan that touched it first


@dataclass(slots=True)
class History:
    """``passages`` by folded DN, in the order of their first change; ``plans`` by digest."""

    plans: dict[str, dict[str, Any]]
    passages: dict[str, Passage] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> History:
        """Read one run, or all runs in ``folder``; raises HopthuError where there is none."""
        runs = folder.parent if (folder / "audit.jsonl").is_file() else folder
        pattern = f"{folder.name}/" if runs != folder else "*/"
        # A password that was made anew cannot come back.
        lines = [line for line in audited_in(runs, pattern) if line["action"] != _REISSUE]
        if not lines:
            raise HopthuError.of(messages.NOTHING, Place(str(folder)))
        # Entries below one that moved bear other names since: the inventory knows the way back.
        moved = [line["dn"] for line in lines if line["action"] == Action.MOVE.value]
        if moved:
            raise HopthuError(messages.MOVED.at(dn=dn) for dn in moved)
        history = cls({plan["digest"]: plan for plan in recorded_in(runs, pattern)})
        lost = dict.fromkeys(line["plan"] for line in lines if line["plan"] not in history.plans)
        if lost:
            raise HopthuError(
                messages.LOST_PLAN.at(Place(str(folder)), digest=digest) for digest in lost
            )
        for line in lines:
            history.add(line)
        return history

    def add(self, line: Mapping[str, Any]) -> None:
        """Take in one audit line; of what was done earlier only the first state counts."""
        dn = same_dn(line["dn"])
        known = self.passages.get(dn)
        before, after = _state(line["before"]), _state(line["after"])
        made, removed = line["action"] == "add" and not before, not after
        if known is None:
            self.passages[dn] = Passage(
                line["dn"], None if made else before, None if removed else after, line["plan"]
            )
        elif removed:
            known.before = {**before, **known.before} if known.before is not None else None
            known.after = None
        else:
            if known.before is not None:
                known.before = {**before, **known.before}
            known.after = {**(known.after or {}), **after}


def _state(values: Mapping[str, Iterable[Any]]) -> State:
    return {name: values_from_json(each) for name, each in values.items()}
