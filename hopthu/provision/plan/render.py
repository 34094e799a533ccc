"""A plan as lines for the terminal and for Ansible's diff, in the operator's language."""

from __future__ import annotations

from collections import Counter

from hopthu.servers.directory import attributes
from hopthu.servers.directory.operation import Delete
from hopthu.text.language import Text

from . import words
from .change import TAKING, Action, Change
from .fields import difference_of, shown_fields
from .plan import WHOLE, Plan
from .states import changes_state, state_line
from .whole import entry_lines, words_of_kind

_FUTURE = {
    Action.ADD: Text("{n} to add", "thêm {n}"),
    Action.MOVE: Text("{n} to move", "chuyển {n}"),
    Action.CHANGE: Text("{n} to change", "sửa {n}"),
    Action.READDRESS: Text("{n} to readdress", "đổi địa chỉ {n}"),
    Action.RESUME: Text("{n} to resume", "mở lại {n}"),
    Action.SUSPEND: Text("{n} to suspend", "khoá {n}"),
    Action.RETIRE: Text("{n} to retire", "thôi giữ {n}"),
    Action.REISSUE: Text("{n} to get a new one", "cấp lại {n}"),
    Action.SHRINK: Text("{n} to shrink below use", "giảm dưới mức đang dùng {n}"),
    Action.REMOVE: Text("{n} to take away", "bỏ {n}"),
}
_PAST = {
    Action.ADD: Text("{n} added", "đã thêm {n}"),
    Action.MOVE: Text("{n} moved", "đã chuyển {n}"),
    Action.CHANGE: Text("{n} changed", "đã sửa {n}"),
    Action.READDRESS: Text("{n} readdressed", "đã đổi địa chỉ {n}"),
    Action.RESUME: Text("{n} resumed", "đã mở lại {n}"),
    Action.SUSPEND: Text("{n} suspended", "đã khoá {n}"),
    Action.RETIRE: Text("{n} retired", "đã thôi giữ {n}"),
    Action.REISSUE: Text("{n} got a new one", "đã cấp lại {n}"),
    Action.SHRINK: Text("{n} shrunk below use", "đã giảm dưới mức đang dùng {n}"),
    Action.REMOVE: Text("{n} taken away", "đã bỏ {n}"),
}
# Said even when it is none: what an operator looks for first.
_ALWAYS = {
    "agencies": (Action.ADD, Action.CHANGE),
    "accounts": (Action.ADD, Action.CHANGE, Action.SUSPEND),
    "first_passwords": (Action.REISSUE,),
    "quotas": (Action.ADD, Action.CHANGE),
    "retired": (Action.RETIRE,),
    "mail_hosts": (Action.ADD, Action.CHANGE),
    "aliases": (Action.ADD, Action.CHANGE, Action.REMOVE),
}
_NOUNS = {
    "agencies": Text("agencies", "cơ quan"),
    "accounts": Text("accounts", "hộp thư cán bộ"),
    "first_passwords": Text("first passwords", "mật khẩu lần đầu"),
    "quotas": Text("quotas", "dung lượng"),
    "retired": Text("mailboxes of leavers", "hộp thư người đã nghỉ"),
    WHOLE: Text("province", "tỉnh"),
    "mail_hosts": Text("mail hosts of mailboxes", "máy chủ của hộp thư"),
    "aliases": Text("aliases and lists", "bí danh và danh sách"),
}
# What a change is to the entry as a whole; of the others the fields are shown.
_WHOLE = {Action.ADD: "+", Action.REISSUE: "~"}


def summary(plan: Plan, language: str = "", seconds: float | None = None) -> str:
    """One line: counts, totals and digest; in the past tense where ``seconds`` is given."""
    if plan.resource == WHOLE:
        return _summary_of_whole(plan, language, seconds)
    head = f"{plan.title}, {noun(plan.resource).render(language=language)}: "
    if not plan.changes and not plan.refusals:
        return head + words.NOTHING.render({"now": plan.existing - plan.unmanaged}, language)
    tense = _FUTURE if seconds is None else _PAST
    counts = [
        tense[action].render({"n": plan.counts[action]}, language)
        for action in Action
        if plan.counts[action] or action in _ALWAYS[plan.resource]
    ]
    return head + _counted(plan, ", ".join(counts), language, seconds)


def _summary_of_whole(plan: Plan, language: str, seconds: float | None) -> str:
    """The same of a whole province: people first, then the agencies and lists that change."""
    tense = _FUTURE if seconds is None else _PAST
    groups = []
    for kind, counts in plan.kinds.items():
        told = [(action, counts[action]) for action in Action if counts[action]]
        if told:
            noun = words_of_kind(kind, told[0][1], language)
            first = tense[told[0][0]].render({"n": f"{told[0][1]} {noun}"}, language)
            others = (tense[action].render({"n": n}, language) for action, n in told[1:])
            groups.append(", ".join([first, *others]))
    head = f"{plan.title}: "
    if not groups and not plan.refusals:
        return head + words.NOTHING.render({"now": plan.existing - plan.unmanaged}, language)
    told_all = "; ".join(groups) or words.NONE_ALLOWED.render(language=language)
    return head + _counted(plan, told_all, language, seconds)


def _counted(plan: Plan, counts: str, language: str, seconds: float | None) -> str:
    """Counts with what follows them."""
    parts = [counts]
    totals = {"now": plan.existing, "after": plan.after}
    if seconds is None:
        parts.append(words.TALLY.render(totals, language))
    else:
        parts.append(words.NOW.render(totals, language))
        parts.append(words.TIME.render({"seconds": seconds}, language))
    parts.append(words.PLAN.render({"digest": plan.short_digest}, language))
    return "   ".join(parts)


def noun(resource: str) -> Text:
    """What people call the entries of a resource."""
    return _NOUNS[resource]


def counted(counts: Counter[Action], language: str = "") -> str:
    """What is to be done, as a few words: the actions that occur."""
    parts = [
        _FUTURE[action].render({"n": counts[action]}, language)
        for action in Action
        if counts[action]
    ]
    return ", ".join(parts)


def change_lines(plan: Plan, language: str = "", most: int | None = None) -> list[str]:
    """A line for each change (at most ``most``, then how many more), in the plan's order."""
    told = entry_lines(plan, language) if plan.resource == WHOLE else None
    each = told or [list(_lines(change, language)) for change in plan.changes[:most]]
    lines = [line for lines in each[:most] for line in lines]
    total = len(told) if told else len(plan.changes)
    if most is not None and most < total:
        lines.append("  " + words.MORE.render({"n": total - most}, language))
    if plan.unmanaged:
        lines.append("  " + words.UNMANAGED.render({"n": plan.unmanaged}, language))
    return lines


def _lines(change: Change, language: str) -> list[str]:
    subject = change.subject
    address = subject.address or subject.id
    if change.action in _WHOLE or isinstance(change.operation, Delete):
        sign = _WHOLE.get(change.action, "-")
        line = f"{sign} {address:<34} {subject.label:<28} {subject.agency:<22} {subject.detail}"
        return [line.rstrip()]
    sign = "-" if change.action in TAKING else "~"
    lines = []
    if changes_state(change):
        lines.append(f"{sign} {state_line(change, change.was or address, language)}")
    for label, field in shown_fields(change):
        if lines and field.attribute in (attributes.STATE, attributes.SINCE):
            continue  # said already
        name = label.render(language=language)
        lines.append(
            f"{sign} {change.was or address:<34} {name:<28} {difference_of(field, language)}"
        )
    return lines
