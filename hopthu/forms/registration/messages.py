"""What registration answers to the rows of a form, in both languages."""

from __future__ import annotations

from hopthu.records.messages import WISH_TAKEN
from hopthu.text.errors import Message
from hopthu.text.language import Text

WISH_FOREIGN = Message(
    "registration.wish-foreign",
    Text(
        "{name} wishes “{wish}”, which is not under {domain}: given {mailbox}",
        "{name} muốn “{wish}”, không thuộc {domain}: đã cấp {mailbox}",
    ),
    WISH_TAKEN.remedy,
)
WISH_LATE = Message(
    "registration.wish-late",
    Text(
        "{name} wishes “{wish}” and has {mailbox} already, which stays",
        "{name} muốn “{wish}” nhưng đã có {mailbox}, địa chỉ này được giữ nguyên",
    ),
    Text(
        "an address is changed in people.yml, by hand and on purpose",
        "chỉ đổi địa chỉ trong people.yml, bằng tay và có chủ ý",
    ),
)
ELSEWHERE = Message(
    "registration.elsewhere",
    Text(
        "{name} is {id}, registered at {theirs}; the form says {ours}",
        "{name} là {id}, đã đăng ký ở {theirs}; mẫu ghi {ours}",
    ),
    Text(
        "if the person has moved, change agency: in people.yml",
        "nếu người này đã chuyển, sửa agency: trong people.yml",
    ),
)
_ANSWER = Text(
    "the same person: scripts/intake {form} --same {id} --row {row}; "
    "another person: scripts/intake {form} --new --row {row}",
    "cùng một người: scripts/intake {form} --same {id} --row {row}; "
    "người khác: scripts/intake {form} --new --row {row}",
)
LIKE_NAME = Message(
    "registration.like-name",
    Text(
        "{name} ({agency}) has the date of birth of {id}, {theirs} ({where}): the same person?",
        "{name} ({agency}) cùng ngày sinh với {id}, {theirs} ({where}): có phải một người?",
    ),
    _ANSWER,
)
LIKE_DATE = Message(
    "registration.like-date",
    Text(
        "{name} ({agency}) has another date of birth than {id} ({where}), but a like one: "
        "the same person?",
        "{name} ({agency}) khác ngày sinh với {id} ({where}) nhưng gần giống: có phải một người?",
    ),
    _ANSWER,
)
NO_DATE = Message(
    "registration.no-date",
    Text(
        "{name} ({agency}) has the name of {id} ({where}), and not both have a date of birth: "
        "the same person?",
        "{name} ({agency}) trùng tên với {id} ({where}) mà không đủ ngày sinh để so: "
        "có phải một người?",
    ),
    _ANSWER,
)
UNASKED = Message(
    "registration.unasked",
    Text("nothing is asked about {row}", "không có câu hỏi nào về {row}"),
    Text("give the row as the question names it: FILE:ROW", "ghi dòng như trong câu hỏi: TỆP:DÒNG"),
)
NO_PERSON = Message(
    "registration.no-person",
    Text("{id} is nobody in the inventory", "{id} không có trong kho dữ liệu"),
    Text("give the id as the question names it", "ghi id như trong câu hỏi"),
)
KEEP_NOBODY = Message(
    "reallocate.keep-nobody",
    Text("--keep {name}: no record is that", "--keep {name}: không có bản ghi nào như vậy"),
    Text(
        "give the id, or file:line as scripts/validate says; nothing was changed",
        "ghi id, hoặc tệp:dòng như scripts/validate; chưa thay đổi gì",
    ),
)
KEEP_SEVERAL = Message(
    "reallocate.keep-several",
    Text("--keep {name} is several records: {places}", "--keep {name} là nhiều bản ghi: {places}"),
    Text(
        "name one of them by file:line; nothing was changed",
        "chỉ một bản ghi bằng tệp:dòng; chưa thay đổi gì",
    ),
)
WHICH_MANAGER = Message(
    "reallocate.which-manager",
    Text(
        "the manager {id} was two people; one of them is {new} now",
        "cán bộ quản lý {id} đã là hai người; một người nay là {new}",
    ),
    Text("write {new} here if that one is meant", "ghi {new} ở đây nếu là người này"),
)
