"""The words of the page alone."""

from __future__ import annotations

from hopthu.text.language import Text

TITLE = Text("Mailbox rollout", "Tiến độ triển khai hộp thư")
SERVICE = Text("Civil judgment enforcement", "Ngành thi hành án dân sự")
AS_OF = Text("As of {day}", "Đến ngày {day}")

LATE_PROVINCES = Text("provinces are late with a form", "tỉnh trễ hạn nộp mẫu")
OF_PROVINCES = Text(
    "of {all}; the longest by {days} days", "trong {all} tỉnh; lâu nhất {days} ngày"
)
NOBODY_LATE = Text("of {all}; nobody is late", "trong {all} tỉnh; không tỉnh nào trễ")
AGENCIES = Text("agencies have a mailbox", "cơ quan có hộp thư")
AGENCIES_ADDRESSED = Text("agencies have an address", "cơ quan có địa chỉ")
PEOPLE = Text("people have a mailbox", "cán bộ có hộp thư")
LOGINS = Text("people have logged in", "cán bộ đã đăng nhập")
OF_AGENCIES = Text("of {all}; {managed} with a manager", "trong {all}; {managed} có người quản lý")
OF_REGISTERED = Text("of {all} who are registered", "trong {all} người đã đăng ký")
OF_MADE = Text("of {all} who have a mailbox", "trong {all} người có hộp thư")
UNKNOWN = Text("not known", "chưa rõ")

NEXT = Text("What comes next", "Việc tiếp theo")
NOW = Text("now", "ngay")
ALL_DONE = Text("Nothing is left to do.", "Không còn việc gì.")

PHASES = Text("Phases", "Các giai đoạn")
FORMS_DUE = Text("forms due {day}", "hạn nộp mẫu {day}")
NO_DUE = Text("forms: no day set", "chưa định hạn nộp mẫu")
GOAL = Text("done by {day}", "hoàn thành {day}")
FORMS = Text("Forms: {n} of {all} provinces", "Mẫu đăng ký: {n}/{all} tỉnh")
PHASE_AGENCIES = Text("agencies with a mailbox", "cơ quan có hộp thư")
PHASE_ADDRESSED = Text("agencies with an address", "cơ quan có địa chỉ")
PHASE_MANAGED = Text("with a manager", "có người quản lý")
PHASE_PEOPLE = Text("people registered", "cán bộ đăng ký")
PHASE_MADE = Text("with a mailbox", "có hộp thư")
PHASE_MANAGERS_LOGINS = Text("managers logged in", "người quản lý đã đăng nhập")
PHASE_LOGINS = Text("logged in", "đã đăng nhập")

MAP = Text("Province by province", "Từng tỉnh")
MAP_NOTE = Text(
    "Mailboxes that are there, of those there are to be. Each phase counts alike; without its "
    "form it counts nothing.",
    "Tỷ lệ hộp thư đã có. Các giai đoạn tính ngang nhau; giai đoạn chưa có mẫu tính là 0.",
)
MAP_NOTE_PLAIN = Text(
    "Mailboxes that are there, of all agencies and of everybody registered.",
    "Tỷ lệ hộp thư đã có, trên mọi cơ quan và mọi cán bộ đã đăng ký.",
)
MAP_NOTE_UNKNOWN = Text(
    "Which are made is not known: whatever has an address counts.",
    "Chưa rõ hộp thư nào đã tạo: tính theo địa chỉ đã cấp.",
)
STEPS = (
    Text("nothing yet", "chưa có"),
    Text("below 40 %", "dưới 40 %"),
    Text("from 40 %", "từ 40 %"),
    Text("from 80 %", "từ 80 %"),
    Text("all", "đủ"),
)
LATE_TILE = Text("late {n}", "trễ {n}")
LATE_DAYS = Text("late, days", "trễ, số ngày")

LATE = Text("Late", "Trễ hạn")
LATE_MORE = Text("and {n} more: see the table", "và {n} tỉnh nữa: xem bảng dưới")
LATE_BY = Text("{n} days", "{n} ngày")
NONE_LATE = Text("No province is late.", "Không tỉnh nào trễ hạn.")

OVER_TIME = Text("Over time", "Theo thời gian")
CHART_AGENCIES = Text("Agencies with an address", "Cơ quan có địa chỉ")
CHART_PEOPLE = Text("People with an address", "Cán bộ có địa chỉ")
NO_CHART = Text(
    "The history begins today: there is no curve yet.", "Lịch sử mới bắt đầu: chưa có biểu đồ."
)

QUOTA = Text("Room in the mailboxes", "Dung lượng hộp thư")
QUOTA_USE = Text("{used} of {limit} in use", "đã dùng {used} trên {limit}")
QUOTA_WATCH = Text("{n} mailboxes use {watch} % or more", "{n} hộp thư đã dùng từ {watch} %")
QUOTA_GROWTH = Text("{growth} since {day}", "{growth} từ ngày {day}")
QUOTA_UNKNOWN = Text("{n} mailboxes: not known", "{n} hộp thư chưa rõ")

TABLE = Text("All provinces", "Tất cả các tỉnh")
TABLE_NOTE = Text(
    "the late ones first, then those with least; in brackets: agencies that a form names",
    "tỉnh trễ hạn trước, rồi tỉnh ít nhất; trong ngoặc: số cơ quan có trong mẫu",
)
PROVINCE = Text("Province", "Tỉnh")
COLUMN_AGENCIES = Text("Agencies", "Cơ quan")
COLUMN_MAILBOX = Text("with mailbox", "có hộp thư")
COLUMN_ADDRESS = Text("with address", "có địa chỉ")
COLUMN_MANAGED = Text("with manager", "có quản lý")
COLUMN_LOGINS = Text("logged in", "đăng nhập")
SHARE = Text("Progress", "Tiến độ")
NATION = Text("Country", "Cả nước")
FORMS_HEAD = Text("Forms", "Mẫu đăng ký")
STAFF = Text("Staff", "Cán bộ")
COLUMN_ALL = Text("all", "tất cả")
COLUMN_REGISTERED = Text("registered", "đăng ký")
BRIEF = Text(
    "{made} of {agencies} agencies · {people} staff", "{made}/{agencies} cơ quan · {people} cán bộ"
)
BRIEF_LOGINS = Text("{n} logged in", "{n} đã đăng nhập")
TIP_AGENCIES = Text("Agencies: {n} of {all} with a mailbox", "Cơ quan: {n}/{all} có hộp thư")
TIP_ADDRESSED = Text("Agencies: {n} of {all} with an address", "Cơ quan: {n}/{all} có địa chỉ")
TIP_PEOPLE = Text("Staff: {n} of {all} with a mailbox", "Cán bộ: {n}/{all} có hộp thư")
TIP_REGISTERED = Text("Staff: {all} registered", "Cán bộ: {all} người đăng ký")
TIP_LOGINS = Text("Logged in: {n}", "Đã đăng nhập: {n}")
FORM_LATE = Text("{n} days late", "trễ {n} ngày")
FORM_DUE = Text("in {n} days", "còn {n} ngày")
FORM_CAME = Text("{day}, {n} days late", "{day}, muộn {n} ngày")

NOT_KNOWN = Text("What is not known", "Điều chưa rõ")
FOOT = Text(
    "Counted from the inventory, its history and the directory. The centre is not counted. "
    "Agencies are those of November 2008 where a province has not been reorganised.",
    "Tính từ kho dữ liệu, lịch sử của nó và thư mục LDAP; không tính cơ quan trung ương. "
    "Cơ quan theo danh sách tháng 11/2008, nếu tỉnh chưa sắp xếp lại.",
)
