"""What the board says, in both languages."""

from __future__ import annotations

from hopthu.text.language import Text
from hopthu.text.tables import words_of

from .board import FormStatus

STATUS = {
    FormStatus.LATE: Text("late", "quá hạn"),
    FormStatus.AWAITED: Text("awaited", "đang chờ"),
    FormStatus.CAME_LATE: Text("came late", "nộp quá hạn"),
    FormStatus.RECEIVED: Text("received", "đã nhận"),
    FormStatus.NOT_APPLICABLE: Text("not asked for", "không phải nộp"),
}

__getattr__, __dir__ = words_of(__package__)
