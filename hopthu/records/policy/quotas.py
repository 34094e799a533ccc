"""The quotas of the policy, checked: every class can be reached, and none is over the cap."""

from __future__ import annotations

from collections import Counter

from hopthu.text.names.match import match_key
from hopthu.text.sizes import size_text

from ..kinds import AgencyKinds
from . import messages
from .kinds import require_kinds
from .quota_classes import Ladder, QuotaClass, QuotaRules
from .reader import PolicyReader


def read_quotas(reader: PolicyReader, kinds: AgencyKinds) -> QuotaRules:
    """Read ``hopthu_policy.quotas``; what is wrong is left with the ``reader``."""
    people = _ladder(reader, "quotas.people", "titles")
    agencies = _ladder(reader, "quotas.agencies", "kinds")
    for each in agencies.classes:
        require_kinds(reader, "quotas.agencies.classes", each.members, kinds)
    watch = reader.get("quotas.watch", int)
    if not 1 <= watch <= 100:
        reader.wrong("quotas.watch")
    return QuotaRules(people, agencies, watch)


def _ladder(reader: PolicyReader, path: str, members: str) -> Ladder:
    records = reader.get(f"{path}.classes", list)
    classes = tuple(
        _class(reader, f"{path}.classes.{index}", members) for index in range(len(records))
    )
    default = _class(reader, f"{path}.default")
    cap = reader.size(f"{path}.cap")
    for each in (*classes, default):
        if each.size > cap > 0:
            sizes = {"size": size_text(each.size), "cap": size_text(cap)}
            reader.say(messages.OVER_CAP, key=f"{path}.cap", name=each.name, **sizes)
    _once(reader, path, [each.name for each in (*classes, default)])
    _once(reader, f"{path}.classes", [member for each in classes for member in each.members])
    return Ladder(classes, default, cap)


def _class(reader: PolicyReader, path: str, members: str = "") -> QuotaClass:
    names = reader.names(f"{path}.{members}") if members else ()
    if members and not (names and all(names)):
        reader.wrong(f"{path}.{members}")
    return QuotaClass(reader.get(f"{path}.class", str), reader.size(f"{path}.size"), names)


def _once(reader: PolicyReader, path: str, names: list[str]) -> None:
    spelled = {match_key(name): name for name in reversed(names)}
    for key, count in Counter(map(match_key, names)).items():
        if key and count > 1:
            reader.say(messages.QUOTAS_TWICE, key=path, name=spelled[key])
