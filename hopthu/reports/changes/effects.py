"""What a change did to each record, in words for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hopthu.changes.apply import Trial
from hopthu.changes.effects import AGENCY, HOME, Effect
from hopthu.records.keeping import kept_until
from hopthu.records.model import Agency, Person
from hopthu.text.language import Text

from . import words

_KEYS = {
    HOME: Text("folder", "thư mục"),
    "name": Text("name", "tên"),
    "kind": Text("kind", "loại"),
    "parent": Text("hangs from", "trực thuộc"),
    "code": Text("code", "mã"),
    "valid_from": Text("code valid from", "mã dùng từ"),
    "valid_to": Text("code valid to", "mã dùng đến"),
    "mailbox": Text("address", "địa chỉ"),
    "managers": Text("managers", "người quản lý hộp thư"),
    "former_mailboxes": Text("former addresses", "địa chỉ cũ"),
    "state": Text("state", "trạng thái"),
    "since": Text("since", "từ ngày"),
    "successor": Text("successor", "cơ quan kế thừa"),
    "agency": Text("agency", "cơ quan"),
    "title": Text("title", "chức vụ"),
    "surname": Text("surname", "họ"),
    "given_name": Text("given name", "tên gọi"),
    "hold": Text("legal hold", "lệnh giữ nguyên"),
}
_NOTHING = "–"


def described(trial: Trial, most: int) -> Iterator[str]:
    """Yield the lines of ``most`` effects: each record, then what it was and is."""
    people = {person.id: person for person in trial.after.people()}
    for effect in trial.effects[:most]:
        record = trial.after.agencies[effect.id] if effect.kind == AGENCY else people[effect.id]
        new = f"  ({words.EFFECTS_NEW.render()})" if effect.founded else ""
        yield f"  {effect.id}  {record.name}{new}"
        yield from effect_lines(effect)
        yield from _kept(record, effect, trial)


def effect_lines(effect: Effect) -> Iterator[str]:
    """Yield a line for each value that an effect gave."""
    for key, value in effect.after.items():
        label = _KEYS[key].render() if key in _KEYS else key
        after = shown(value)
        change = after if effect.founded else f"{shown(effect.before.get(key))} → {after}"
        yield f"    {label}: {change}"


def _kept(record: Agency | Person, effect: Effect, trial: Trial) -> Iterator[str]:
    if (isinstance(record, Person) and effect.after.get("state") == "left") or (
        isinstance(record, Agency) and record.mailbox and effect.after.get("state") == "ended"
    ):
        yield "    " + words.EFFECTS_KEPT.render({"until": kept_until(record, trial.policy)})


def shown(value: Any) -> str:
    """A value of a record as people read it."""
    if value in (None, "", []):
        return _NOTHING
    if not isinstance(value, list):
        return str(value)
    return ", ".join(
        item if isinstance(item, str) else _hold(item) if "reason" in item else _former(item)
        for item in value
    )


def _hold(hold: dict[str, str]) -> str:
    values = {"until": words.OPEN.render(), **hold}
    return words.HOLD.render(values)


def _former(former: dict[str, str]) -> str:
    return words.UNTIL.render(former) if former.get("until") else former["mailbox"]
