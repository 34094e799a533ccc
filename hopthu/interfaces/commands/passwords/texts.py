"""What ``scripts/handover`` says, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

PASSPHRASE = Text("Passphrase of the key: ", "Mật khẩu bảo vệ khoá: ")
NEW_PASSPHRASE = Text(
    "Passphrase for the new key (empty: none): ", "Mật khẩu bảo vệ khoá mới (để trống: không có): "
)
NO_TERMINAL = Message(
    "handover.no-terminal",
    Text("a passphrase must be typed, and nobody is there", "cần nhập mật khẩu bảo vệ khoá"),
    Text("run this in a terminal", "chạy lệnh này trong cửa sổ dòng lệnh"),
)
AGAIN = Text("The same again: ", "Nhập lại: ")
DIFFER = Message(
    "handover.passphrases-differ",
    Text("the two passphrases differ", "hai lần nhập khác nhau"),
    Text("try again", "thử lại"),
)
KEY = Text(
    "Private key: {path}. Keep it, give it to nobody, and send the centre this public key:\n{key}",
    "Khoá riêng: {path}. Hãy giữ kín, không đưa cho ai, và gửi trung ương khoá công khai:\n{key}",
)
OPENED = Text(
    "{n} slips of {title}, valid until {until}:\n{paths}\n"
    "Print {sheets}, hand every slip to its owner, then delete these files.",
    "{n} phiếu của {title}, dùng được đến {until}:\n{paths}\n"
    "In {sheets}, giao từng phiếu tận tay, rồi xoá các tệp này.",
)
HEAD = Text("bundle|slips|handed|valid until|state", "gói|phiếu|đã giao|hạn dùng|tình trạng")
STATES = {
    "void": Text("replaced", "đã thay"),
    "sealed": Text(
        "interrupted: run provision again, or reissue",
        "bị ngắt giữa chừng: chạy lại provision, hoặc cấp lại",
    ),
    "send": Text("to hand over, sealed for {keys}", "cần giao, niêm phong cho {keys}"),
    "done": Text("handed over", "đã giao hết"),
    "late": Text("expired: reissue", "quá hạn: cấp lại"),
}
READ = Text("Read from {folder}.", "Đã đọc từ {folder}.")
NONE = Text("No bundles in {folder}.", "Chưa có gói phiếu nào trong {folder}.")
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
NOTED = Text(
    "{bundle}: {n} slips handed to {to}, {left} left.",
    "{bundle}: đã giao {n} phiếu cho {to}, còn {left}.",
)
