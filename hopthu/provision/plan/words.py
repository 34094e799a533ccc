"""What plans and their limits call things, in both languages."""

from __future__ import annotations

from hopthu.text.language import Text
from hopthu.text.tables import words_of

OPERATIONS = {
    "suspend": Text("suspend", "khoá"),
    "retire": Text("retire", "thôi giữ"),
    "readdress": Text("readdress", "đổi địa chỉ"),
    "unalias": Text("addresses given up", "địa chỉ bị bỏ"),
    "close": Text("lists closed", "danh sách bị đóng"),
    "rename": Text("people renamed", "đổi tên người"),
    "shrink": Text("quotas below use", "dung lượng thấp hơn mức đang dùng"),
}

__getattr__, __dir__ = words_of(__package__)
