"""The words of the workbook: its sheets, what their columns hold, and how wide these are."""

from __future__ import annotations

from hopthu.text.language import Text

TITLE = Text("Mailbox rollout", "Tiến độ triển khai hộp thư")
SUMMARY = Text("Summary", "Tổng hợp")
PROVINCES = Text("Provinces", "Các tỉnh")
PHASES = Text("Forms by phase", "Mẫu theo giai đoạn")
OVERDUE = Text("Forms not in", "Mẫu chưa nộp")
GAPS = Text("Agencies that lack something", "Cơ quan còn thiếu")
HISTORY = Text("Over time", "Theo thời gian")
WHOLE = Text("Country", "Cả nước")
YES, NO = Text("yes", "có"), Text("no", "chưa")

_PROVINCE = (Text("Province", "Tỉnh"), 22)
_CODE = (Text("Code", "Mã"), 8)
_PHASE = (Text("Phase", "Giai đoạn"), 40)
_DUE = (Text("Forms due", "Hạn nộp mẫu"), 13)
_DAYS = (Text("Days late", "Số ngày trễ"), 11)
_STATUS = (Text("Form", "Mẫu đăng ký"), 13)
_COUNTS = (
    (Text("Agencies", "Cơ quan"), 10),
    (Text("Agencies with an address", "Cơ quan có địa chỉ"), 14),
    (Text("Agencies with a mailbox", "Cơ quan có hộp thư"), 14),
    (Text("Agencies with a manager", "Cơ quan có người quản lý"), 14),
    (Text("People registered", "Cán bộ đăng ký"), 12),
    (Text("People with a mailbox", "Cán bộ có hộp thư"), 12),
    (Text("People who logged in", "Cán bộ đã đăng nhập"), 13),
)
SUMMARY_COLUMNS = (
    *(_PHASE, _DUE, (Text("Goal", "Ngày hoàn thành"), 13), *_COUNTS),
    (Text("Forms in", "Mẫu đã nhận"), 11),
    (Text("Provinces late", "Tỉnh trễ hạn"), 11),
)
PROVINCE_COLUMNS = (_PROVINCE, _CODE, (Text("Progress", "Tiến độ"), 10), *_COUNTS, _DAYS)
PHASE_COLUMNS = (
    *(_PROVINCE, _CODE, _PHASE, _STATUS, _DUE),
    *((Text("Received on", "Ngày nhận"), 13), _DAYS),
    (Text("Agencies named", "Số cơ quan có trong mẫu"), 13),
    (Text("Of agencies", "Trên tổng số cơ quan"), 13),
    *_COUNTS,
)
OVERDUE_COLUMNS = (_PROVINCE, _CODE, _PHASE, _STATUS, _DUE, _DAYS)
GAP_COLUMNS = (
    *((Text("Agency", "Cơ quan"), 48), _PROVINCE, _CODE),
    (Text("Mailbox", "Hộp thư"), 12),
    (Text("Manager", "Người quản lý"), 14),
)
HISTORY_COLUMNS = (
    (Text("Day", "Ngày"), 13),
    (Text("Agencies with an address", "Cơ quan có địa chỉ"), 16),
    (Text("People with an address", "Cán bộ có địa chỉ"), 16),
)
