"""What can be wrong with files, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

UNREADABLE = Message(
    "inventory.unreadable",
    Text("the file cannot be read: {reason}", "không đọc được tệp: {reason}"),
    Text("check that it exists and its permissions", "kiểm tra tệp và quyền đọc"),
)
NOT_YAML = Message(
    "inventory.not-yaml",
    Text("this is not YAML: {reason}", "đây không phải YAML: {reason}"),
    Text(
        "mend the line; two spaces a level, no tabs",
        "sửa dòng này; thụt hai dấu cách, không dùng tab",
    ),
)
NOT_UTF8 = Message(
    "inventory.not-utf8",
    Text("the file is not UTF-8", "tệp không phải UTF-8"),
    Text("save it as UTF-8", "lưu lại tệp bằng UTF-8"),
)
NO_ANCHORS = Message(
    "inventory.no-anchors",
    Text("anchors, aliases and tags are not read", "không dùng anchor, alias và tag"),
    Text("write the value out", "viết giá trị ra đầy đủ"),
)
TOO_DEEP = Message(
    "inventory.too-deep",
    Text("brackets within brackets without end", "ngoặc lồng trong ngoặc quá nhiều tầng"),
    Text("restore the file from git", "khôi phục tệp từ git"),
)
DUPLICATE_KEY = Message(
    "inventory.duplicate-key",
    Text("{key} stands twice in one record", "{key} xuất hiện hai lần trong một bản ghi"),
    Text("keep one of the two", "giữ lại một"),
)
EDITED_MEANWHILE = Message(
    "change.edited-meanwhile",
    Text(
        "the file was edited after change {name} was interrupted",
        "tệp đã bị sửa sau khi thay đổi {name} bị ngắt",
    ),
    Text(
        "restore it (git checkout), run scripts/change resume, then edit again",
        "khôi phục (git checkout), chạy scripts/change resume, rồi sửa lại",
    ),
)
UNWRITABLE = Message(
    "edit.unwritable",
    Text("the file cannot be written: {reason}", "không ghi được tệp: {reason}"),
    Text(
        "check the disk and the permissions; this file is as it was",
        "kiểm tra đĩa và quyền ghi; tệp này vẫn như cũ",
    ),
)
