"""A plan as lines for the terminal and for Ansible's diff, in the operator's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hopthu.servers.directory import attributes
from hopthu.servers.directory.entry import Values
from hopthu.servers.directory.operation import Delete
from hopthu.text.language import Text
from hopthu.text.sizes import read_stored, size_text

from . import words
from .change import Action, Change, FieldChange
from .plan import Plan
from .states import changes_state, state_line

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
    "mail_hosts": Text("mail hosts of mailboxes", "máy chủ của hộp thư"),
    "aliases": Text("aliases and lists", "bí danh và danh sách"),
}
_FEW = 8  # values that are shown as they were and will be; of more, what is different
_TAKING = (Action.SUSPEND, Action.SHRINK, Action.REMOVE)
# What a change is to the entry as a whole; of the others the fields are shown.
_WHOLE = {Action.ADD: "+", Action.REISSUE: "~"}


def summary(plan: Plan, language: str = "", seconds: float | None = None) -> str:
    """One line: counts, totals and digest; in the past tense where ``seconds`` is given."""
    head = f"{plan.title}, {noun(plan.resource).render(language=language)}: "
    if not plan.changes and not plan.refusals:
        return head + words.NOTHING.render({"now": plan.existing - plan.unmanaged}, language)
    tense = _FUTURE if seconds is None else _PAST
    counts = [
        tense[action].render({"n": plan.counts[action]}, language)
        for action in Action
        if plan.counts[action] or action in _ALWAYS[plan.resource]
    ]
    parts = [", ".join(counts)]
    totals = {"now": plan.existing, "after": plan.after}
    if seconds is None:
        parts.append(words.TALLY.render(totals, language))
    else:
        parts.append(words.NOW.render(totals, language))
        parts.append(words.TIME.render({"seconds": seconds}, language))
    parts.append(words.PLAN.render({"digest": plan.short_digest}, language))
    return head + "   ".join(parts)


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
    shown = plan.changes if most is None or len(plan.changes) <= most else plan.changes[:most]
    lines = [line for change in shown for line in _lines(change, language)]
    if len(shown) < len(plan.changes):
        lines.append("  " + words.MORE.render({"n": len(plan.changes) - len(shown)}, language))
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
    sign = "-" if change.action in _TAKING else "~"
    lines = []
    if changes_state(change):
        lines.append(f"{sign} {state_line(change, change.was or address, language)}")
    for label, field in shown_fields(change):
        if lines and field.attribute in (attributes.STATE, attributes.SINCE):
            continue  # said already
        name = label.render(language=language)
        lines.append(f"{sign} {change.was or address:<34} {name:<28} {_values(field, language)}")
    return lines


def shown_fields(change: Change) -> Iterator[tuple[Text, FieldChange]]:
    """The fields that people look at, with their names: none that follows from another one."""
    changed = {field.attribute for field in change.fields}
    for field in change.fields:
        if attributes.follows(field.attribute) not in changed:
            yield attributes.label(field.attribute), field


def _values(field: FieldChange, language: str) -> str:
    none = words.RENDER_NONE.render(language=language)
    if len(field.before) + len(field.after) > _FEW:
        return _difference(field)
    before, after = (joined(field.attribute, side) for side in (field.before, field.after))
    return f"{before or none} → {after or none}"


def joined(attribute: str, values: Values) -> str:
    """All values of one attribute on one line."""
    show = _size if attribute == attributes.QUOTA else _short
    return ", ".join(map(show, values))


def _difference(field: FieldChange) -> str:
    """What comes and what goes of many values, and how many there were and will be."""
    before, after = set(field.before), set(field.after)
    parts = [f"-{_short(value)}" for value in field.before if value not in after]
    parts += [f"+{_short(value)}" for value in field.after if value not in before]
    more = len(parts) - _FEW
    shown = " ".join(parts[:_FEW]) + (f" … {more}" if more > 0 else "")
    return f"{shown} ({len(before)} → {len(after)})"


def _short(value: bytes) -> str:
    """A value as people know it: of a DN only the first RDN's value."""
    text = value.decode("utf-8", "replace")
    # What others wrote into the directory neither breaks the line nor paints the terminal.
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    if text.startswith("dc="):
        return "*"  # the suffix, which as a writer is anybody
    is_dn = text.startswith(("uid=", "ou=", "cn=")) and "," in text
    return text.split(",", 1)[0].partition("=")[2] if is_dn else text


def _size(value: bytes) -> str:
    """A number of bytes as people write it; anything else as it is."""
    size = read_stored(value)
    return _short(value) if size is None else size_text(size)
