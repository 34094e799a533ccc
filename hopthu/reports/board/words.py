"""What the board says, in both languages."""

from __future__ import annotations

from hopthu.text.language import Text

from .board import FormStatus

STATUS = {
    FormStatus.LATE: Text("late", "trễ hạn"),
    FormStatus.AWAITED: Text("awaited", "đang chờ"),
    FormStatus.CAME_LATE: Text("came late", "đến muộn"),
    FormStatus.RECEIVED: Text("received", "đã nhận"),
    FormStatus.NOT_APPLICABLE: Text("not asked for", "không phải nộp"),
}

DUE_SOON = Text(
    "Forms are due: {phase}. {missing} of {all} provinces have not sent theirs.",
    "Hạn nộp mẫu: {phase}. Còn {missing}/{all} tỉnh chưa gửi.",
)
GOAL = Text("All are to be done: {phase}.", "Hoàn thành: {phase}.")
GOAL_MISSED = Text(
    "The goal has passed and {open} mailboxes are missing: {phase}.",
    "Đã quá hạn hoàn thành mà còn thiếu {open} hộp thư: {phase}.",
)
FORMS_MISSING = Text(
    "The goal has passed and {n} provinces have not sent their forms: {phase}.",
    "Đã quá hạn hoàn thành mà {n} tỉnh chưa gửi mẫu: {phase}.",
)
REMIND = Text(
    "Remind the {n} provinces that are late; their letters are ready.",
    "Gửi công văn nhắc {n} tỉnh trễ hạn; công văn đã soạn sẵn.",
)
APPLY = Text(
    "Make {n} mailboxes that are registered and not there yet.",
    "Tạo {n} hộp thư đã đăng ký mà chưa có.",
)
MANAGERS = Text(
    "Have {n} agencies name who manages their mailbox.",
    "Đề nghị {n} cơ quan cử cán bộ quản lý hộp thư.",
)
FIRST_LOGIN = Text(
    "Have {n} people log in who have a mailbox and never did.",
    "Nhắc {n} người đã có hộp thư đăng nhập lần đầu.",
)
FULL = Text(
    "Look after {n} mailboxes that are {watch} % full or more.",
    "Xử lý {n} hộp thư đã dùng từ {watch} % dung lượng.",
)

NO_DIRECTORY = Text(
    "the directory cannot be asked, so mailboxes that are made and logins are not known: {reason}",
    "không hỏi được thư mục LDAP nên chưa rõ số hộp thư đã tạo và số người đã đăng nhập: {reason}",
)
NO_LOGINS = Text(
    "no login is noted in the directory; a server that does not note them (lastbind) has none",
    "thư mục LDAP chưa ghi nhận lượt đăng nhập nào; máy chủ không bật lastbind thì không ghi",
)
NO_SERVER = Text(
    "no mail server told what the mailboxes hold{why}",
    "chưa có máy chủ thư nào cho biết dung lượng đã dùng{why}",
)
SOME_SILENT = Text(
    "{server} did not tell all about the mailboxes: {why}",
    "{server} không trả lời đủ về các hộp thư: {why}",
)
NO_PHASES = Text(
    "the policy names no phases (hopthu_policy.rollout), so no form is late",
    "chính sách chưa nêu giai đoạn nào (hopthu_policy.rollout) nên không tính trễ hạn",
)
