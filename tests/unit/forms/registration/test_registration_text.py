"""Records as YAML text: whatever a name holds, every library reads it back as it was."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hopthu.records.edits.edit import RecordFile
from hopthu.records.edits.yaml_text import record_lines, scalar
from hopthu.records.inventory.fields import PATTERNS, PERSON_FIELDS
from hopthu.records.inventory.records import read_records
from hopthu.text.errors import Problem

_LINE = next(PATTERNS[field.pattern] for field in PERSON_FIELDS if field.name == "name")
TEXTS = (
    st.one_of(
        st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=40),
        st.text("abĐểng 0123456789:#-{}[]\"'\\,&*!|>%@`?~.=/()’", max_size=20),
        st.sampled_from(
            [
                *("no", "Yes", "null", "~", "000008", "1:30", "2008-11-15", "...", "<<", "---"),
                *("- a", "a: b", "a #b", "a:", "Lê “An”", "H'Blum Êban", "👩 💻", "\\n", "%YAML"),
                *("{{ lookup('pipe', 'id') }}", "=cmd|' /C calc'!A0", "../../x", "<script>"),
            ]
        ),
    )
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(lambda text: _LINE.match(text) is not None)
)


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example("no", "000008")
@example('"', "\\")
@given(TEXTS, TEXTS)
def test_what_is_written_is_read_back(tmp_path: Path, name: str, title: str) -> None:
    """Our strict reader, YAML 1.1 and YAML 1.2 all read the very record that was written."""
    record: dict[str, str | tuple[str, ...]] = {
        "id": "a-0001",
        "name": name,
        "agency": "a",
        "title": title,
        "mailbox": "no",
        "aliases": ("off", "12", "a.b"),
        "phone": "0373852123",
    }
    path = tmp_path / "people.yml"
    path.unlink(missing_ok=True)
    file = RecordFile(path, "people", "Thanh Hóa: cán bộ")
    file.append(record_lines(record, PERSON_FIELDS, file.indent))
    assert file.save()
    text = path.read_text(encoding="utf-8")
    plain = {
        key: list(value) if isinstance(value, tuple) else value for key, value in record.items()
    }
    assert yaml.safe_load(text) == {"people": [plain]}
    ruamel = pytest.importorskip("ruamel.yaml")
    assert ruamel.YAML(typ="safe", pure=True).load(io.StringIO(text)) == {"people": [plain]}
    problems: list[Problem] = []
    (found,) = read_records(path, "people.yml", "people", PERSON_FIELDS, problems)
    del found["place"]
    assert (found, problems) == (record, [])


QUOTED = {
    "Ứng Hoè Sơn": "Ứng Hoè Sơn",
    "thanh-hoa-0003": "thanh-hoa-0003",
    "H'Blum": '"H\'Blum"',
    "no": '"no"',
    "000008": '"000008"',
    "a: b": '"a: b"',
    "{{ x }}": '"{{ x }}"',
    '"': '"\\""',
    "a\u00a0b": '"a\\U000000a0b"',
}


def test_only_what_needs_quotes_has_them() -> None:
    """Reviewers read names, not quotes."""
    assert {text: scalar(text) for text in QUOTED} == QUOTED


def test_empty_values_leave_no_line() -> None:
    """A record has the lines it needs, in the order of the fields."""
    record: dict[str, Any] = {"name": "Lê An", "id": "a-0001", "phone": "", "aliases": ()}
    assert record_lines(record, PERSON_FIELDS, 2) == ["  - id: a-0001", "    name: Lê An"]


@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXTS, min_size=2, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_records_grow_one_file(tmp_path: Path, names: list[str], end: str) -> None:
    """Each edit leaves what was there, and adds exactly its own record."""
    path = tmp_path / "people.yml"
    path.write_bytes(f"people:  # all{end}- id: z{end}  name: Z{end}".encode())
    for number, name in enumerate(names):
        before = path.read_bytes()
        file = RecordFile(path, "people", "")
        file.append(record_lines({"id": f"a-{number}", "name": name}, PERSON_FIELDS, file.indent))
        assert file.save()
        assert path.read_bytes().startswith(before)
    found = yaml.safe_load(path.read_bytes())["people"]
    assert [record["name"] for record in found] == ["Z", *names]
    assert path.read_bytes().count(b"\r\n") == (3 + 2 * len(names) if end == "\r\n" else 0)
