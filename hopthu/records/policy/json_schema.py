"""The policy as others read it: a JSON Schema for editors, and a page that names every key.

Both are what the code asks for: the policy of a catalogue is read once, and each question noted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hopthu.text.language import VIETNAMESE, Text

from .model import Policy
from .reader import Limit, PolicyReader

_TYPES = {str: "string", int: "integer", list: "array", dict: "object"}
_SIZE = r"^[0-9]+[MG]$"
_DAY = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"
_HEAD = Text(
    """\
# The policy

[Tiếng Việt](../../vi/reference/policy.md)

*For the operator, when a rule is to be another.*

Every key of `hopthu_policy` in `group_vars/all/policy.yml` of an environment, as the code asks for
it; the file itself has a comment over each. A key that is missing or wrong is refused, and so is
one that nobody asks for; [policy.schema.json](../../policy.schema.json) tells editors the same.
The values are those of the catalogue {catalogue}; `…` stands for each item of a list. Written by
`scripts/docs reference`.

| key | what it holds | value |
|---|---|---|
""",
    """\
# Chính sách

[English](../../en/reference/policy.md)

*Dành cho người vận hành, khi cần đổi một quy định.*

Mọi khoá của `hopthu_policy` trong `group_vars/all/policy.yml` của môi trường, đúng như mã nguồn hỏi
đến; trong tệp, mỗi khoá có chú thích ở trên. Khoá thiếu hoặc sai bị từ chối, khoá không ai hỏi đến
cũng vậy; [policy.schema.json](../../policy.schema.json) nói cùng điều đó với trình soạn thảo.
Giá trị trong bảng là của danh mục {catalogue}; `…` là từng mục của một danh sách. Trang do
`scripts/docs reference` tạo.

| khoá | nội dung | giá trị |
|---|---|---|
""",
)
_ONE_OF = Text("one of ", "một trong ")
_LIST = Text("a list of texts", "danh sách chữ")
_OF = Text(" of ", " gồm ")
_A_SIZE = Text("a size: `500M`, `2G`", "dung lượng: `500M`, `2G`")
_A_DAY = Text('a day: `"2008-11-20"`, or `""`', 'ngày: `"2008-11-20"`, hoặc `""`')
_FROM = Text(" from ", " từ ")
_KINDS = {
    "string": Text("a text", "chữ"),
    "integer": Text("a whole number", "số nguyên"),
    "number": Text("a number", "số"),
    "array": Text("a list", "danh sách"),
    "object": Text("a table", "bảng"),
}


class _Noted(PolicyReader):
    """Notes what is asked for, with what may be there."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.asked: dict[str, dict[str, Any]] = {}
        # What may be missing, and what holds nothing but such things.
        self.optional: set[str] = set()
        self.open: set[str] = set()

    def value(self, path: str) -> Any:
        """What the policy has there."""
        return self._value(path)

    def note(self, path: str, **more: Any) -> None:
        """Say more of a question."""
        self.asked.setdefault(path, {}).update(more)

    def has(self, path: str) -> bool:
        self.optional.add(path)
        return super().has(path)

    def get(self, path: str, kind: type | tuple[type, ...]) -> Any:
        self.note(path, type=_TYPES[kind] if isinstance(kind, type) else "number")
        if kind is dict:
            self.open.add(path)
        return super().get(path, kind)

    def choice(self, path: str, choices: tuple[str, ...]) -> str:
        self.note(path, enum=list(choices))
        return super().choice(path, choices)

    def positive(self, path: str) -> int:
        self.note(path, minimum=1)
        return super().positive(path)

    def names(self, path: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        item: dict[str, Any] = {"type": "string"}
        self.note(path, items=item | ({"enum": list(known)} if known else {}))
        return super().names(path, known)

    def day(self, path: str) -> Any:
        self.note(path, pattern=_DAY)
        return super().day(path)

    def size(self, path: str) -> int:
        self.note(path, pattern=_SIZE)
        return super().size(path)

    def limit(self, path: str) -> Limit:
        found = super().limit(path)
        for part in ("count", "share"):
            self.note(f"{path}.{part}", minimum=0)
        return found


def _noted(data: Mapping[str, Any]) -> _Noted:
    reader = _Noted(data)
    Policy.read(reader)
    return reader


def policy_schema(data: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of ``group_vars/all/policy.yml``; ``data`` is a policy that has every part."""
    reader = _noted(data)
    root = _object()
    for path, schema in reader.asked.items():
        _put(root, path.split("."), schema, "", reader)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hopthu: the ministry's policy",
        "type": "object",
        "additionalProperties": False,
        "required": ["hopthu_policy"],
        "properties": {"hopthu_policy": root},
    }


def _object() -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": [], "properties": {}}


def _put(
    node: dict[str, Any], parts: list[str], schema: dict[str, Any], above: str, asked: _Noted
) -> None:
    """Enter a schema at its path below ``above``; a number stands for every item of a list."""
    first, rest = parts[0], parts[1:]
    path = f"{above}.{first}" if above else first
    if first.isdecimal():
        _put(node.setdefault("items", _object()), rest, schema, path, asked)
        return
    node["additionalProperties"] = False
    known = node.setdefault("properties", {})
    inner = known.setdefault(first, {})
    required = node.setdefault("required", [])
    if not rest:
        inner.update(schema)
        if schema.get("type") == "object" and not inner.get("properties"):
            inner["additionalProperties"] = True  # unless keys of it are asked for
    elif rest[0].isdecimal():
        inner.setdefault("type", "array")
        _put(inner, rest, schema, path, asked)
    else:
        if not inner:
            inner.update(_object())
        _put(inner, rest, schema, path, asked)
    optional = path in asked.optional or above in asked.open
    if not optional and first not in required:
        required.append(first)


def policy_page(data: Mapping[str, Any], catalogue: str, language: str) -> str:
    """A table of all keys, in the order in which they are asked for, as a catalogue has them."""
    reader = _noted(data)
    rows: dict[str, str] = {}
    for path, schema in reader.asked.items():
        value = reader.value(path)
        shown = "" if isinstance(value, dict) else _shown(value)
        name = ".".join("…" if part.isdecimal() else part for part in path.split("."))
        rows.setdefault(name, f"| `{name}` | {_told(schema, language)} | {shown} |\n")
    return _HEAD.render({"catalogue": catalogue}, language) + "".join(rows.values())


def _in(text: Text, language: str) -> str:
    return text.vi if language == VIETNAMESE else text.en


def _told(schema: Mapping[str, Any], language: str) -> str:
    def listed(values: Sequence[str]) -> str:
        return ", ".join(f"`{each}`" for each in values)

    if "enum" in schema:
        return _in(_ONE_OF, language) + listed(schema["enum"])
    if "items" in schema:
        known = schema["items"].get("enum")
        return _in(_LIST, language) + (_in(_OF, language) + listed(known) if known else "")
    for pattern, text in ((_SIZE, _A_SIZE), (_DAY, _A_DAY)):
        if schema.get("pattern") == pattern:
            return _in(text, language)
    told = _in(_KINDS[schema["type"]], language) if schema["type"] in _KINDS else ""
    least = f"{_in(_FROM, language)}{schema['minimum']}" if "minimum" in schema else ""
    return told + least


def _shown(value: Any) -> str:
    if isinstance(value, list):
        texts = [str(each) for each in value if not isinstance(each, dict)]
        return ", ".join(f"`{each}`" for each in texts[:3]) + (" …" if len(texts) > 3 else "")
    return f"`{value}`" if value not in ("", None) else '`""`'
