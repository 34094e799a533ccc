"""What is reviewed before an apply: the plans of a run, and on what they were made."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from hopthu.provision.plan.change import Action
from hopthu.provision.plan.recorded import RecordedPlan, recorded_plan
from hopthu.text.document.json_text import json_text
from hopthu.text.errors import HopthuError, Place

from . import messages

_FORMAT = 2


class Status(Enum):
    """What a plan comes to."""

    NOTHING = "no-change"
    CHANGE = "change"
    REFUSED = "refused"


@dataclass(frozen=True)
class Review:
    """``plans`` as ``plan.json`` of a run has them, with what policy hides hidden.

    ``day`` is the one that it is planned for, in the time zone ``zone``: by it former addresses
    end, at whatever time and place it is applied. ``commit`` and ``base`` are of git;
    ``provinces`` are titles by name; ``whole`` says that they are all there are; ``override`` is
    what the limits let pass for this once; ``lost`` are provinces whose records the change took
    away.
    """

    environment: str
    commit: str
    base: str
    provinces: dict[str, str]
    whole: bool
    made: str
    day: str
    zone: str
    plans: tuple[dict[str, Any], ...]
    override: dict[str, int] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Refused if anything is; nothing to do only where no plan has a change."""
        if self.lost or any(plan["refusals"] for plan in self.plans):
            return Status.REFUSED
        return Status.CHANGE if self.fingerprints else Status.NOTHING

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        """All changes that are reviewed here."""
        return frozenset(change["fingerprint"] for plan in self.plans for change in plan["changes"])

    @cached_property
    def recorded(self) -> tuple[RecordedPlan, ...]:
        """The plans that say something, to be shown."""
        says = ("changes", "refusals", "notices")
        return tuple(recorded_plan(plan) for plan in self.plans if any(map(plan.get, says)))

    @property
    def counts(self) -> Counter[Action]:
        """How many changes of each action."""
        return sum((plan.counts for plan in self.recorded), Counter())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what would be written and of the state it was planned on, in hex.

        Two runs that find the same to do on the same directory have the same digest, at whatever
        commit.
        """
        digest = hashlib.sha256()
        for plan in sorted(self.plans, key=lambda p: (p["resource"], p["province"])):
            if plan["changes"]:
                digest.update(
                    f"{plan['resource']}\0{plan['province']}\0{plan['digest']}\0".encode()
                )
        return digest.hexdigest()

    @property
    def short_digest(self) -> str:
        """The first eight digits in two groups, for people to compare."""
        return f"{self.digest[:4]} {self.digest[4:8]}"

    # -- as a file --------------------------------------------------------------------------

    def to_json(self) -> str:
        """The text of ``plan.json``; it seals itself, so that a change made later shows."""
        data = {"format": _FORMAT, **asdict(self), "status": self.status.value}
        data |= {"counts": {a.value: self.counts[a] for a in Action}, "digest": self.digest}
        data["seal"] = _seal(data)
        return json_text(data)

    @classmethod
    def read(cls, path: Path) -> Review:
        """Read ``plan.json``; raises HopthuError for another file, or one that was changed."""
        place = Place(str(path))
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != _FORMAT:
                raise ValueError(f"format {data['format']}")
            seal = data.pop("seal")
            if seal != _seal(data):
                raise HopthuError.of(messages.TAMPERED, place, digest=data["digest"][:8])
            return cls(**{field.name: _value(data[field.name]) for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            reason = getattr(error, "strerror", None) or repr(error)
            raise HopthuError.of(messages.NO_REVIEW, place, reason=reason) from error


def _seal(data: dict[str, Any]) -> str:
    canonical = json.dumps(data, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
