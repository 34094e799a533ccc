"""What ``scripts/handover`` says, in both languages."""

from __future__ import annotations

from hopthu.text.language import Text
from hopthu.text.tables import words_of

PASSPHRASE = Text("Passphrase of the key: ", "Mật khẩu bảo vệ khoá: ")
NEW_PASSPHRASE = Text(
    "Passphrase for the new key (empty: none): ", "Mật khẩu bảo vệ khoá mới (để trống: không có): "
)
AGAIN = Text("The same again: ", "Nhập lại: ")
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
NOTED = Text(
    "{bundle}: {n} slips handed to {to}, {left} left.",
    "{bundle}: đã giao {n} phiếu cho {to}, còn {left}.",
)

__getattr__, __dir__ = words_of(__package__)
