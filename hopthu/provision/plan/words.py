"""What plans and their limits call things, in both languages."""

from __future__ import annotations

from hopthu.text.language import Text

OPERATIONS = {
    "suspend": Text("suspend", "khoá"),
    "retire": Text("retire", "thôi giữ"),
    "readdress": Text("readdress", "đổi địa chỉ"),
    "unalias": Text("addresses given up", "địa chỉ bị bỏ"),
    "close": Text("lists closed", "danh sách bị đóng"),
    "shrink": Text("quotas below use", "dung lượng thấp hơn mức đang dùng"),
}
