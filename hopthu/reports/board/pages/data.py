"""The board as plain values: for programs, and to tell whether anything changed."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from hopthu.text.document.json_text import json_text
from hopthu.text.language import Text

from ..board import Board, BoardProvince, Counts

VERSION = 1


def data(board: Board) -> dict[str, Any]:
    """Numbers, ISO days, texts in both languages; ``null`` is what is not known."""
    return {
        "version": VERSION,
        "day": board.day.isoformat(),
        "totals": _counts(board.totals) | {"progress": board.share},
        "late": [province.name for province in board.late],
        "phases": [
            {
                "phase": each.phase.name,
                "title": each.phase.title._asdict(),
                "due": _plain(each.phase.due),
                "goal": _plain(each.phase.goal),
                "forms": {status.value: number for status, number in each.forms.items()},
                "counts": _counts(each.counts),
            }
            for each in board.phases
        ],
        "provinces": [_province(province) for province in board.provinces],
        "progress": [_plain(dataclasses.asdict(point)) for point in board.progress],
        "quota": _plain(dataclasses.asdict(board.quota)) if board.quota else None,
        "safety": _plain(dataclasses.asdict(board.safety)) if board.safety else None,
        "reported": _plain(dataclasses.asdict(board.reported)) if board.reported else None,
        "next": [
            {"day": _plain(step.day), "text": step.text._asdict(), "urgent": step.urgent}
            for step in board.steps
        ],
        "unknown": [text._asdict() for text in (*board.unknown, *filter(None, [board.undated]))],
    }


def as_json(board: Board) -> str:
    """The same as text."""
    return json_text(data(board))


def _counts(counts: Counts) -> dict[str, Any]:
    return dataclasses.asdict(counts)


def _province(province: BoardProvince) -> dict[str, Any]:
    return {
        "province": province.name,
        "code": province.code,
        "title": province.title,
        "progress": province.share,
        "days_late": province.days_late,
        "counts": _counts(province.counts),
        "forms": [_plain(dataclasses.asdict(form)) for form in province.forms.values()],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Text):
        return value._asdict()
    return value
