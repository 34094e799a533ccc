"""Why a file cannot be edited by line, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

UNEDITABLE = Message(
    "edit.uneditable",
    Text("this is not written one value a line", "chỗ này không viết mỗi dòng một giá trị"),
    Text(
        "write records as “- id: …” lines, as the other provinces' files are, "
        "and a short list on one line",
        "viết bản ghi thành các dòng “- id: …” như tệp của tỉnh khác, danh sách ngắn trên một dòng",
    ),
)
NO_RECORD = Message(
    "edit.no-record",
    Text("{id} is in no record of this file", "tệp này không có bản ghi {id}"),
    Text(
        "move the record of {id} here from the other province's file",
        "chuyển bản ghi {id} từ tệp của tỉnh khác về đây",
    ),
)
NO_PLACE = Message(
    "hosts.no-place",
    Text(
        "there is no all: children: provinces: hosts: with a host in it",
        "không có all: children: provinces: hosts: với ít nhất một máy",
    ),
    Text("compare with inventory/lab/hosts.yml", "so với inventory/lab/hosts.yml"),
)
