"""Who is suspended, leaves or comes back: one line, with the day until which the box is kept."""

from __future__ import annotations

from hopthu.servers.directory.attributes import SINCE, STATE
from hopthu.text.language import Text

from . import words
from .change import Action, Change

STATE, SINCE = STATE, SINCE
_WORDS = {Action.SUSPEND: Text("suspend", "khoá"), Action.RESUME: Text("resume", "mở lại")}
_NAMES = {
    "active": Text("active", "đang làm việc"),
    "suspended": Text("suspended", "tạm khoá"),
    "left": Text("left", "đã nghỉ"),
}
_SINCE = {
    "active": Text("active since {since}", "đang làm việc từ {since}"),
    "suspended": Text("suspended since {since}", "tạm khoá từ {since}"),
    "left": Text("left {since}", "nghỉ từ {since}"),
}


def changes_state(change: Change) -> bool:
    """Whether somebody's state is other than before."""
    return any(field.attribute == STATE for field in change.fields)


def state_line(change: Change, address: str, language: str) -> str:
    """What becomes of somebody: the operation and the address, then the state, since and until."""
    fields = {field.attribute: field for field in change.fields}
    before, after = (
        "".join(each.decode("utf-8", "replace") for each in side) for side in fields[STATE][1:]
    )
    state = _named(_NAMES, after, language)
    if SINCE in fields and fields[SINCE].after and after in _SINCE:
        since = fields[SINCE].after[0].decode("utf-8", "replace")
        state = _SINCE[after].render({"since": since}, language)
    if change.subject.kept_until and after == "left":
        values = {"state": state, "until": change.subject.kept_until}
        state = words.KEPT.render(values, language)
    word = _WORDS.get(change.action)
    if word is None:
        label = words.LABEL.render(language=language)
        return f"{address:<34} {label:<28} {_named(_NAMES, before, language)} → {state}"
    head = f"{word.render(language=language)} {address}"
    if change.action is Action.RESUME:
        state = f"{_named(_NAMES, before, language)} → {state}"
    return f"{head:<34} {state}"


def _named(names: dict[str, Text], state: str, language: str) -> str:
    return names.get(state, Text.literal(state, state) if state else words.STATES_NONE).render(
        language=language
    )
