"""Plans as a run recorded them in ``plan.json``: what :mod:`.document` wrote, read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hopthu.servers.directory.entry import Entry, values_from_json
from hopthu.servers.directory.operation import Modify
from hopthu.text.errors import Message, Problem
from hopthu.text.language import Text

from ..desired.subject import Desired
from .change import Action, Change, FieldChange
from .plan import Plan


@dataclass(frozen=True)
class RecordedPlan(Plan):
    """A plan to be shown. It cannot be applied: its operations are only names of entries.

    ``recorded`` is its digest, which cannot be worked out again from what is recorded.
    """

    recorded: str = ""

    @property
    def short_digest(self) -> str:
        """As :attr:`.Plan.short_digest`."""
        return f"{self.recorded[:4]} {self.recorded[4:8]}"


def recorded_plan(data: Mapping[str, Any]) -> RecordedPlan:
    """The plan of one element of ``plan.json``; raises KeyError or ValueError for what is none."""
    return RecordedPlan(
        resource=data["resource"],
        province=data["province"],
        title=data["title"],
        changes=tuple(_change(change) for change in data["changes"]),
        existing=data["existing"],
        unmanaged=data["unmanaged"],
        refusals=tuple(_problem(problem) for problem in data["refusals"]),
        notices=tuple(_problem(problem) for problem in data["notices"]),
        recorded=data["digest"],
    )


def _change(data: Mapping[str, Any]) -> Change:
    dn = data["dn"]
    subject = Desired(
        Entry(dn, {}),
        data["id"],
        data["name"],
        data["address"],
        data["agency"],
        data["detail"],
        kept_until=data.get("kept_until", ""),
        joins=tuple(data.get("joins", ())),
        leaves=tuple(data.get("leaves", ())),
    )
    fields = tuple(
        FieldChange(
            field["attribute"], values_from_json(field["before"]), values_from_json(field["after"])
        )
        for field in data["fields"]
    )
    after = tuple(data.get("after", ()))
    return Change(Action(data["action"]), subject, fields, Modify(dn, {}), data["was"], after)


def _problem(data: Mapping[str, Any]) -> Problem:
    message = Message(data["code"], Text("{text}", "{text}"), Text("{remedy}", "{remedy}"))
    texts = {key: Text.literal(**data[key]) for key in ("text", "remedy")}
    return message.at(**texts)
