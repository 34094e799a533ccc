"""The words of the reports about addresses, and of what ends soon."""

from __future__ import annotations

from hopthu.changes.holdings import What
from hopthu.text.document.model import Section, columns
from hopthu.text.language import Text

ADDRESSES = Text("Who has which addresses", "Ai đang giữ địa chỉ nào")
DAY = Text("As of", "Ngày")
COUNT = Text("Addresses", "Số địa chỉ")
DOMAIN = Text("Addresses are in", "Địa chỉ thuộc")
FROM_GIT = Text("Before the first change", "Trước thay đổi đầu tiên")
GIT = Text("as git knows it", "theo lịch sử git")
NO_GIT = Text(
    "not known: git says nothing of this environment ({reason})",
    "không rõ: git không cho biết gì về môi trường này ({reason})",
)
NEVER_COMMITTED = Text(
    "not known: no record of this environment is in git",
    "không rõ: chưa bản ghi nào của môi trường này có trong git",
)
SHALLOW = Text(
    "as git knows it, whose history is cut off here: what is older bears the date of the cut "
    "(git fetch --unshallow)",
    "theo lịch sử git, nhưng lịch sử ở đây bị cắt: những gì cũ hơn mang ngày của chỗ cắt "
    "(git fetch --unshallow)",
)
WHAT = {
    What.BOX: Text("mailbox", "hộp thư"),
    What.SUSPENDED: Text("mailbox, suspended", "hộp thư, tạm khoá"),
    What.KEPT: Text("mailbox, kept", "hộp thư, còn giữ"),
    What.PAST: Text("mailbox, its kept time is over", "hộp thư, đã hết thời gian giữ"),
    What.ALIAS: Text("alias", "bí danh"),
    What.FORMER: Text("former address", "địa chỉ cũ"),
    What.OVER: Text("former address, over", "địa chỉ cũ, hết hạn"),
    What.ROLE: Text("role", "vai trò"),
    What.LIST: Text("list", "danh sách"),
    What.ENDED: Text("list, ended", "danh sách, đã đóng"),
}
_ADDRESS, _WHAT, _WHOSE = ("address", "địa chỉ"), ("what", "là"), ("whose", "của")
_SINCE, _UNTIL, _WHY = ("since", "từ ngày"), ("until", "đến ngày"), ("why", "lý do")
COLUMNS = columns(_ADDRESS, _WHAT, _WHOSE, _SINCE, _UNTIL, _WHY)
FOLLOWS = Text("follows from the tree of agencies", "theo cây cơ quan")
CHANGE = Text("change {why}", "thay đổi {why}")
COMMIT = Text("commit {why}", "commit {why}")

DUE = Text("What ends soon", "Sắp hết hạn")
FROM_TO = Text("From, to", "Từ, đến")
BUNDLES = Text("First passwords read from", "Mật khẩu lần đầu đọc từ")
ENDING = Section(Text("Ends", "Hết hạn"), columns(_UNTIL, _WHAT, _ADDRESS, _WHOSE, _WHY))
LOCKED = Section(
    Text("Suspended, without an end", "Tạm khoá, chưa có ngày kết thúc"),
    columns(_SINCE, _ADDRESS, _WHOSE, _WHY),
)
HOLDS = Section(
    Text("Legal holds", "Lệnh giữ nguyên hộp thư"),
    columns(_SINCE, _UNTIL, _WHAT, _ADDRESS, _WHOSE, _WHY),
)
HOLD_ON = Text("on", "đang có hiệu lực")
HOLD_OVER = Text(
    "over, stops nothing: lift it (scripts/change lift)",
    "đã hết hạn, không còn giữ gì: hãy gỡ (scripts/change lift)",
)
HELD_BOX = Text("mailbox, stays by legal hold", "hộp thư, ở lại theo lệnh giữ nguyên")
LIST_ADDRESS = Text("former address of a list", "địa chỉ cũ của danh sách")
PASSWORD = Text(
    "first password, unless it was replaced by one's own", "mật khẩu lần đầu, nếu chưa đổi"
)
