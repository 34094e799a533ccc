"""What can go wrong with ``scripts/handover``, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

NO_TERMINAL = Message(
    "handover.no-terminal",
    Text("a passphrase must be typed, and nobody is there", "cần nhập mật khẩu bảo vệ khoá"),
    Text("run this in a terminal", "chạy lệnh này trong cửa sổ dòng lệnh"),
)
DIFFER = Message(
    "handover.passphrases-differ",
    Text("the two passphrases differ", "hai lần nhập khác nhau"),
    Text("try again", "thử lại"),
)
NO_BUNDLE = Message(
    "handover.no-bundle",
    Text("there is no bundle {name} in {folder}", "không có gói {name} trong {folder}"),
    Text("scripts/handover status lists them", "xem danh sách: scripts/handover status"),
)
NOT_IN_IT = Message(
    "handover.not-in-bundle",
    Text("{name} has no slip for {person}", "{name} không có phiếu của {person}"),
    Text("its people: {people}", "những người trong gói: {people}"),
)
ALL_HANDED = Message(
    "handover.all-handed",
    Text("all slips of {name} were handed over", "mọi phiếu của {name} đã được giao"),
    Text("name the people whose slips changed hands", "nêu tên những người có phiếu được giao lại"),
)
BAD_DAY = Message(
    "handover.bad-day",
    Text("{day} is not a day", "{day} không phải là ngày"),
    Text("write it as 2026-11-24", "viết như 2026-11-24"),
)
