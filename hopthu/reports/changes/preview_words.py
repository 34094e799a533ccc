"""The words of a report of a change."""

from __future__ import annotations

from hopthu.text.document.model import Column
from hopthu.text.language import Text

CHANGE = Text("Change", "Thay đổi")
DAY = Text("As of", "Từ ngày")
BY = Text("Ordered by", "Theo yêu cầu của")
RECORDS = Text("Records that change", "Số bản ghi thay đổi")
DOMAIN = Text("Addresses are in", "Địa chỉ thuộc")
STATE = Text("State", "Tình trạng")
READY = Text("ready to be applied", "sẵn sàng áp dụng")
TO_DECIDE = Text("something has to be decided first", "còn điều phải quyết định trước")
REFUSED = Text("cannot be applied as it is", "chưa thể áp dụng")

KIND_NAMES = {
    "ministry": Text("ministries", "bộ"),
    "department": Text("departments", "cục thuộc bộ"),
    "province": Text("agencies of provinces", "cơ quan cấp tỉnh"),
    "district": Text("agencies of districts", "cơ quan cấp huyện"),
    "region": Text("regional offices", "cơ quan khu vực"),
}
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

_BEFORE = Column(Text("before", "trước"))
_AFTER = Column(Text("after", "sau"))
_CODE = Column(Text("code", "mã"))
_PEOPLE = Column(Text("people", "người"), number=True)
_ADDRESS = Column(Text("address", "địa chỉ"))
_OWNER = Column(Text("whose", "của"))
_UNTIL = Column(Text("until", "đến ngày"))
_NAME = Column(Text("name", "họ và tên"))
_NAME_OF_LIST = Column(Text("list", "danh sách"))
_AGENCY = Column(Text("agency", "cơ quan"))

PROBLEMS = Text("Mistakes", "Lỗi")
PROBLEM_COLUMNS = (Column(Text("what", "nội dung")), Column(Text("what to do", "cách xử lý")))
CONFLICTS = Text("To be decided", "Phải quyết định")
CONFLICT_COLUMNS = (Column(Text("what", "nội dung")), Column(Text("proposed step", "bước đề xuất")))
COUNTS = Text("Counts", "Số lượng")
COUNT_COLUMNS = (
    Column(Text("", "")),
    Column(_BEFORE.title, number=True),
    Column(_AFTER.title, number=True),
    Column(Text("difference", "chênh lệch"), number=True),
)
AGENCIES = Text("Agencies before and after", "Cơ quan trước và sau")
AGENCY_COLUMNS = (_BEFORE, _CODE, _PEOPLE, Column(Text("what", "việc")), _AFTER, _CODE, _PEOPLE)
MOVES = Text("People who change their agency", "Người chuyển cơ quan")
MOVE_COLUMNS = (Column(Text("from", "từ")), Column(Text("to", "đến")), _PEOPLE)
LEAVERS = Text("People who leave", "Người nghỉ")
LEAVER_COLUMNS = (
    _NAME,
    Column(Text("id", "id")),
    Column(Text("title", "chức danh")),
    _AGENCY,
    _ADDRESS,
    Column(Text("box kept until", "giữ hộp thư đến")),
)
READDRESSED = Text("Addresses that change", "Địa chỉ thay đổi")
READDRESSED_COLUMNS = (
    _OWNER,
    _BEFORE,
    _AFTER,
    Column(Text("the one before receives until", "địa chỉ cũ nhận đến")),
)
NEW = Text("New addresses", "Địa chỉ mới")
NEW_COLUMNS = (_ADDRESS, _OWNER)
ELSEWHERE = Text("Addresses that go to another mailbox", "Địa chỉ chuyển sang hộp thư khác")
ELSEWHERE_COLUMNS = (_ADDRESS, _BEFORE, _AFTER, _UNTIL)
KEPT = Text("Mailboxes of agencies that end", "Hộp thư của cơ quan giải thể")
KEPT_COLUMNS = (
    _ADDRESS,
    _AGENCY,
    Column(Text("read by the managers of", "người đọc: quản lý hộp thư của")),
    Column(Text("kept until", "giữ đến")),
)
ENDING = Text("Addresses that receive no more", "Địa chỉ ngừng nhận thư")
ENDING_COLUMNS = (_ADDRESS, _OWNER)
MANAGERS = Text("Who manages the agencies' mailboxes", "Người quản lý hộp thư cơ quan")
MANAGER_COLUMNS = (_AGENCY, _ADDRESS, _BEFORE, _AFTER)
NOTICES = Text("To look after", "Lưu ý")

LISTS = Text("Mailing lists", "Danh sách phân phối")
LIST_COLUMNS = (
    _ADDRESS,
    _NAME_OF_LIST,
    Column(Text("what", "việc")),
    Column(Text("members before", "thành viên trước"), number=True),
    Column(Text("after", "sau"), number=True),
)
LIST_OPENS = Text("new", "mới")
LIST_CLOSES = Text("reaches nobody any more", "không còn ai nhận")
LIST_CHANGES = Text("other members", "đổi thành viên")
