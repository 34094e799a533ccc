"""The words of plans in a pull request, in both languages; problems stand with what finds them."""

from __future__ import annotations

from hopthu.text.language import Text

NOTHING = Text("Nothing to do", "Không có gì phải làm")
REFUSED = Text("Refused", "Bị từ chối")
WOULD_CHANGE = Text("What would change", "Những gì sẽ thay đổi")
PROVINCES = Text("Provinces", "Các tỉnh")
EVERY_PROVINCE = Text("all {n}", "tất cả {n}")
COMMIT = Text("Commit", "Commit")
BASE = Text("Changes since", "Thay đổi kể từ")
DIGEST = Text("Plan", "Kế hoạch")
MADE = Text("Made", "Lập lúc")
ENVIRONMENT = Text("Environment", "Môi trường")
OVERRIDE = Text(
    "Allowed for this once, beyond the limits: {override}",
    "Cho phép riêng lần này, vượt giới hạn: {override}",
)
LOST = Text(
    "{province}: its records are gone from the inventory. Its accounts would be left alone, but "
    "nobody would look after them: restore the files. People who leave are declared (state: left).",
    "{province}: các bản ghi không còn trong kho dữ liệu. Tài khoản sẽ được giữ nguyên nhưng không "
    "ai quản lý nữa: hãy khôi phục tệp. Người nghỉ việc phải được khai báo (state: left).",
)
CUT = Text(
    "Cut to {limit} characters. The whole plan is in plan.html and plan.json.",
    "Đã cắt còn {limit} ký tự. Toàn bộ kế hoạch nằm trong plan.html và plan.json.",
)
CUT_HERE = Text("… {n} more lines", "… còn {n} dòng nữa")
LIMITS_HOLD = Text(
    "Within the limits of the policy. An apply does what is listed here and nothing else.",
    "Trong giới hạn của chính sách. Khi áp dụng chỉ làm đúng những gì liệt kê ở đây.",
)
NOT_APPLIED = Text("Nothing of this can be applied.", "Không thể áp dụng kế hoạch này.")
QUIET = Text("{n} more plans have nothing to do.", "{n} kế hoạch khác không có gì phải làm.")
MORE_REFUSALS = Text("… {n} more reasons", "… còn {n} lý do nữa")
PROVINCE = Text("Province", "Tỉnh")
WHAT = Text("What", "Đối tượng")
NOW = Text("Now", "Hiện có")
AFTER = Text("After", "Sau đó")
ADDRESS = Text("Address", "Địa chỉ")
WHO = Text("Who", "Ai")
CHANGE = Text("Change", "Thay đổi")
NONE = Text("none", "không có")
