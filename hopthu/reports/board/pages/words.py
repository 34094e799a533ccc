"""The words of the page alone."""

from __future__ import annotations

from hopthu.text.language import Text
from hopthu.text.tables import words_of

STEPS = (
    Text("nothing yet", "chưa có"),
    Text("below 40 %", "dưới 40 %"),
    Text("from 40 %", "từ 40 %"),
    Text("from 80 %", "từ 80 %"),
    Text("all", "đủ"),
)

__getattr__, __dir__ = words_of(__package__)
