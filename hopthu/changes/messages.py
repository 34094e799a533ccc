"""What can be wrong with changes, and what they tell, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

_CORRECT = Text("correct the id", "sửa id")

# --- change files --------------------------------------------------------------------------------

BAD_NAME = Message(
    "change.name",
    Text("a change file is named NNNN-words.yml", "tệp thay đổi phải có tên NNNN-tu-ngu.yml"),
    Text("call it 0007-sap-nhap.yml, for example", "ví dụ đặt tên 0007-sap-nhap.yml"),
)
NO_STEPS = Message(
    "change.no-steps",
    Text("the change has no steps", "thay đổi không có bước nào"),
    Text(
        "write a list “steps:” of “- change: …”, see docs/operating.md",
        "viết danh sách “steps:” gồm “- change: …”, xem docs/van-hanh.md",
    ),
)
EMPTY_LIST = Message(
    "change.empty-list",
    Text("{key} names nobody", "{key} không nêu ai"),
    Text("fill it in, or delete the step", "điền vào, hoặc xoá bước này"),
)
SAME_NUMBER = Message(
    "change.same-number",
    Text("{other} has the same number", "{other} trùng số"),
    Text(
        "rename the later one (and its .jsonl) to the next free number",
        "đổi tên tệp sau (và .jsonl của nó) sang số tiếp theo",
    ),
)
NO_CHANGE = Message(
    "change.unknown",
    Text("{number} is no change in {folder}", "{number} không phải thay đổi nào trong {folder}"),
    Text(
        "name it by its number or its path; scripts/change log shows which there are",
        "gọi bằng số hoặc đường dẫn; xem các thay đổi bằng scripts/change log",
    ),
)
NOT_AS_MEANT = Message(
    "change.not-as-meant",
    Text(
        "{id} cannot be edited by line as it is written: {key} would read “{value}”",
        "không sửa được {id} theo dòng như đang viết: {key} sẽ thành “{value}”",
    ),
    Text(
        "write the record one key a line, as scripts/intake does; nothing was changed",
        "viết bản ghi mỗi dòng một khoá như scripts/intake; chưa thay đổi gì",
    ),
)

# --- people --------------------------------------------------------------------------------------

NO_PERSON = Message(
    "change.no-person",
    Text("{id} is nobody in the inventory", "{id} không có trong kho dữ liệu"),
    _CORRECT,
)
WRONG_STATE = Message(
    "change.wrong-state",
    Text("{id} is {state} (since {since})", "{id} đang ở trạng thái {state} (từ {since})"),
    Text(
        "leave this person out of the step, or correct the id",
        "bỏ người này khỏi bước, hoặc sửa id",
    ),
)
ALREADY_THERE = Message(
    "change.already-there",
    Text("{id} works in {agency} already", "{id} đã làm việc ở {agency}"),
    Text("correct the id or the agency", "sửa id hoặc cơ quan"),
)
TOO_LATE = Message(
    "change.too-late",
    Text("the box of {id} was kept until {until}", "hộp thư của {id} chỉ giữ đến {until}"),
    Text(
        "if it is ordered: write state: active without since: in people.yml by hand, run "
        "playbooks/provision.yml, and bring the archive back with hopthu-mailbox restore "
        "(docs/operating.md)",
        "nếu có lệnh: tự ghi state: active, bỏ since: trong people.yml, chạy "
        "playbooks/provision.yml, rồi khôi phục bản lưu trữ bằng hopthu-mailbox restore "
        "(docs/van-hanh.md)",
    ),
)
ADDRESS_REFUSED = Message(
    "change.address-refused",
    Text(
        "{mailbox} is or was somebody else's, is reserved, or does not fit the policy",
        "{mailbox} đã có hoặc từng có người dùng, được dành riêng, hoặc trái chính sách",
    ),
    Text("{free} is free", "{free} còn trống"),
)
NOBODY_READS = Message(
    "change.nobody-reads",
    Text(
        "while {id} is suspended nobody reads the mailbox of {agency}",
        "khi {id} bị tạm dừng, không ai đọc hộp thư của {agency}",
    ),
    Text(
        "name somebody: scripts/change managers {agency} ID",
        "chỉ định: scripts/change managers {agency} ID",
    ),
)
# --- agencies ------------------------------------------------------------------------------------

NO_AGENCY = Message(
    "change.no-agency", Text("{id} is no agency", "{id} không phải cơ quan nào"), _CORRECT
)
ENDED = Message(
    "change.ended",
    Text("the agency {id} ended on {since}", "cơ quan {id} đã giải thể từ {since}"),
    Text("name what took over, perhaps {successor}", "ghi cơ quan kế thừa, có thể là {successor}"),
)
ID_TAKEN = Message(
    "change.id-taken",
    Text("the id {id} is or was another agency's", "id {id} đã hoặc từng là của cơ quan khác"),
    Text("choose another: an id is never reused", "chọn id khác: id không bao giờ dùng lại"),
)
CIRCLE = Message(
    "change.circle",
    Text("{parent} hangs from {agency} itself", "{parent} lại thuộc chính {agency}"),
    Text("name another parent", "chọn cấp trên khác"),
)
INTO_ITSELF = Message(
    "change.into-itself",
    Text(
        "{into} is or hangs from {agency}, which ends",
        "{into} chính là hoặc thuộc {agency}, cơ quan giải thể",
    ),
    Text("move {into} elsewhere in a step before", "chuyển {into} đi nơi khác ở bước trước"),
)
NOT_OF = Message(
    "change.not-of",
    Text("{id} works in {other}, not in {agency}", "{id} làm việc ở {other}, không phải {agency}"),
    Text("leave this person out of the step", "bỏ người này khỏi bước"),
)
STILL_CHILD = Message(
    "change.still-child",
    Text("{child} hangs from {agency}, which ends", "{child} còn thuộc {agency}, cơ quan giải thể"),
    Text(
        "move, merge or abolish {child} in a step before",
        "chuyển, sáp nhập hoặc giải thể {child} ở bước trước",
    ),
)
NO_BOX = Message(
    "change.no-box",
    Text(
        "the address of {agency} has no mailbox to go to: {heir} has none",
        "địa chỉ của {agency} không có hộp thư nhận: {heir} không có hộp thư",
    ),
    Text("write mailboxes: keep", "viết mailboxes: keep"),
)
SAME_CODE = Message(
    "change.same-code",
    Text(
        "{agency} and {other} would both bear the code {code}",
        "{agency} và {other} cùng mang mã {code}",
    ),
    Text("give one of them another: change: recode", "cấp mã khác cho một cơ quan: change: recode"),
)

# --- conflicts: somebody decides, a step is proposed ---------------------------------------------

STILL_PEOPLE = Message(
    "change.still-people",
    Text("{agency} ends, and {n} people work there", "{agency} giải thể mà còn {n} người"),
    Text("proposed: all of them to {parent}", "đề xuất: chuyển tất cả về {parent}"),
)
NO_MANAGER = Message(
    "change.no-manager",
    Text(
        "nobody would manage the mailbox of {agency} any more",
        "không còn ai quản lý hộp thư của {agency}",
    ),
    Text(
        "proposed: {who}; in a command --manager {agency}={id}, in a file “change: managers”",
        "đề xuất: {who}; trong lệnh --manager {agency}={id}, trong tệp “change: managers”",
    ),
)
NO_CANDIDATE = Message(
    "change.no-candidate",
    Text(
        "nobody would manage the mailbox of {agency}, and nobody active works there",
        "không có ai quản lý hộp thư của {agency}, và không ai đang làm việc ở đó",
    ),
    Text("name somebody in a step “change: managers”", "chỉ định ở bước “change: managers”"),
)
HEADS = Message(
    "change.heads",
    Text("{agency} has {n} heads now: {who}", "{agency} nay có {n} người đứng đầu: {who}"),
    Text("retitle those who head it no more", "đổi chức vụ của người không còn đứng đầu"),
)

# --- undo ----------------------------------------------------------------------------------------

NOT_APPLIED = Message(
    "change.not-applied",
    Text("change {number} was never applied", "thay đổi {number} chưa từng áp dụng"),
    Text("scripts/change log shows which were", "xem các thay đổi bằng scripts/change log"),
)
RECORD_GONE = Message(
    "change.record-gone",
    Text("the record {id} is not there any more", "bản ghi {id} không còn"),
    Text("restore it from git", "khôi phục từ git"),
)
CHANGED_SINCE = Message(
    "change.changed-since",
    Text(
        "{id}: {key} is “{now}” now; change {number} wrote “{then}”",
        "{id}: {key} nay là “{now}”; thay đổi {number} đã ghi “{then}”",
    ),
    Text(
        "undo the later change first, or edit by hand", "hoàn tác thay đổi sau trước, hoặc sửa tay"
    ),
)
