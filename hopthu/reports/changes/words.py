"""The words of a report of a change."""

from __future__ import annotations

from hopthu.text.document.model import Section, columns
from hopthu.text.language import Text
from hopthu.text.tables import words_of

STATE_NAMES = {
    "active": Text("people in service", "người đang làm việc"),
    "suspended": Text("people suspended", "người tạm khoá"),
    "left": Text("people who left", "người đã nghỉ"),
}
WHAT = {
    "found": Text("new", "thành lập mới"),
    "merge": Text("becomes part of", "sáp nhập vào"),
    "abolish": Text("ends", "giải thể"),
    "name": Text("other name", "đổi tên"),
    "kind": Text("other kind", "đổi loại"),
    "code": Text("other code", "đổi mã"),
    "parent": Text("moves", "đổi cấp trên"),
    "state": Text("other state", "đổi trạng thái"),
}

_BEFORE, _AFTER = ("before", "trước"), ("after", "sau")
_CODE, _PEOPLE = ("code", "mã"), ("people", "người")
_ADDRESS, _OWNER = ("address", "địa chỉ"), ("whose", "của")
_UNTIL, _WHAT = ("until", "đến ngày"), ("what", "việc")
_AGENCY = ("agency", "cơ quan")

# What each table of the report is called, and its columns.
PROBLEMS = Section(
    Text("Mistakes", "Lỗi"), columns(("what", "nội dung"), ("what to do", "cách xử lý")), alarm=True
)
CONFLICTS = Section(
    Text("To be decided", "Phải quyết định"),
    columns(("what", "nội dung"), ("proposed step", "bước đề xuất")),
    alarm=True,
)
COUNTS = Section(
    Text("Counts", "Số lượng"),
    columns(("kind", "loại"), _BEFORE, _AFTER, ("difference", "chênh lệch"), numbers=range(1, 4)),
)
AGENCIES = Section(
    Text("Agencies before and after", "Cơ quan trước và sau"),
    columns(_BEFORE, _CODE, _PEOPLE, _WHAT, _AFTER, _CODE, _PEOPLE, numbers=(2, 6)),
)
MOVES = Section(
    Text("People who change their agency", "Người chuyển cơ quan"),
    columns(("from", "từ"), ("to", "đến"), _PEOPLE, numbers=(2,)),
)
LEAVERS = Section(
    Text("People who leave", "Người nghỉ"),
    columns(
        *(("name", "họ và tên"), ("id", "id"), ("title", "chức danh"), _AGENCY, _ADDRESS),
        ("box kept until", "giữ hộp thư đến"),
    ),
)
READDRESSED = Section(
    Text("Addresses that change", "Địa chỉ thay đổi"),
    columns(_OWNER, _BEFORE, _AFTER, ("the one before receives until", "địa chỉ cũ nhận đến")),
)
NEW = Section(Text("New addresses", "Địa chỉ mới"), columns(_ADDRESS, _OWNER))
ELSEWHERE = Section(
    Text("Addresses that go to another mailbox", "Địa chỉ chuyển sang hộp thư khác"),
    columns(_ADDRESS, _BEFORE, _AFTER, _UNTIL),
)
HOLDS = Section(
    Text("Legal holds", "Lệnh giữ nguyên hộp thư"), columns(_ADDRESS, _OWNER, _BEFORE, _AFTER)
)
KEPT = Section(
    Text("Mailboxes of agencies that end", "Hộp thư của cơ quan giải thể"),
    columns(
        *(_ADDRESS, _AGENCY, ("read by the managers of", "người đọc: quản lý hộp thư của")),
        ("kept until", "giữ đến"),
    ),
)
ENDING = Section(
    Text("Addresses that receive no more", "Địa chỉ ngừng nhận thư"), columns(_ADDRESS, _OWNER)
)
MANAGERS = Section(
    Text("Who manages the agencies' mailboxes", "Người quản lý hộp thư cơ quan"),
    columns(_AGENCY, _ADDRESS, _BEFORE, _AFTER),
)
NOTICES = Section(Text("To look after", "Lưu ý"), PROBLEMS.columns)
LISTS = Section(
    Text("Mailing lists", "Danh sách phân phối"),
    columns(
        *(_ADDRESS, ("list", "danh sách"), _WHAT, ("members before", "thành viên trước"), _AFTER),
        *(("added", "thêm"), ("taken off", "bớt")),
        numbers=(3, 4),
    ),
)

__getattr__, __dir__ = words_of(__package__)
