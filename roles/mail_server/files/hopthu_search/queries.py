"""What Dovecot asks, as it asks Solr: conditions joined by AND or by OR, never both."""

from __future__ import annotations

import re
from typing import NamedTuple

from .folding import fold

FIELDS = ("hdr", "body", "subject", "from", "to", "cc", "bcc")
_QUOTED = r'"(?:[^"\\]|\\.)*"|(?:[^\s()"\\]|\\.)+'
_CONDITION = re.compile(
    rf"(?P<denied>-?)(?:\(hdr:(?P<any>{_QUOTED}) OR body:(?:{_QUOTED})\)"
    rf"|(?P<field>[a-z-]+):(?P<value>{_QUOTED}))",
    re.DOTALL,
)
_JOINED = re.compile(r" (AND|OR) ")
_PARSER = "{!lucene q.op=AND}"
_BOX = re.compile(r"\+?box:([0-9a-f]{32})(?= )")


class NotUnderstood(Exception):
    """Dovecot asked for something else; it then looks into the letters itself."""


class Query(NamedTuple):
    """A condition of SQL, and what stands for its question marks."""

    where: str
    values: tuple[str, ...]


def folder_of(text: str) -> str:
    """The folder (its GUID in hex) that a question is about; NotUnderstood for none or several."""
    found = _BOX.findall(text)
    if len(found) != 1:
        raise NotUnderstood(f"which folder? {text}")
    return str(found[0])


def read_query(text: str) -> Query:
    """Read conditions; NotUnderstood for others than Dovecot's plugin makes."""
    at, parts, values, joints = 0, [], [], set()
    text = text.removeprefix(_PARSER)
    while True:
        found = _CONDITION.match(text, at)
        if found is None:
            raise NotUnderstood(text)
        fields = ("hdr", "body") if found["any"] else (found["field"],)
        if not set(fields) <= set(FIELDS):
            raise NotUnderstood(f"no field {found['field']}")
        asked = _folded(found["any"] or found["value"])
        condition = " OR ".join(f'instr("{field}", ?)' for field in fields)
        parts.append(f"{'NOT ' if found['denied'] else ''}({condition})")
        values += [asked] * len(fields)
        at = found.end()
        if at == len(text):
            break
        joint = _JOINED.match(text, at)
        if joint is None:
            raise NotUnderstood(text)
        joints.add(joint[1])
        at = joint.end()
    if len(joints) > 1:
        raise NotUnderstood(text)
    return Query(f" {''.join(joints)} ".join(parts), tuple(values))


def _folded(quoted: str) -> str:
    bare = quoted[1:-1] if quoted.startswith('"') else quoted
    return fold(re.sub(r"\\(.)", r"\1", bare, flags=re.DOTALL))
