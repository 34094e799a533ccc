"""What can be wrong with inventory files, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

NO_FOLDER = Message(
    "inventory.no-folder",
    Text("there is no folder provinces/ here", "không có thư mục provinces/ ở đây"),
    Text(
        "name the folder of an environment, inventory/lab for example",
        "chỉ đúng thư mục của môi trường, ví dụ inventory/lab",
    ),
)
NO_RECORDS = Message(
    "inventory.no-records",
    Text("the inventory holds no province", "kho dữ liệu không có tỉnh nào"),
    Text(
        "run scripts/intake on a registration form first", "hãy chạy scripts/intake với mẫu đăng ký"
    ),
)
NO_PROVINCE = Message(
    "inventory.no-province",
    Text("province {province} has no records", "tỉnh {province} chưa có dữ liệu"),
    Text(
        "run scripts/intake on its form, or leave it out with --limit; known: {known}",
        "chạy scripts/intake với mẫu của tỉnh, hoặc bỏ tỉnh ra bằng --limit; đã có: {known}",
    ),
)
NO_LIST = Message(
    "inventory.no-list",
    Text("the file has no list {key}", "tệp không có danh sách {key}"),
    Text(
        "an empty file never means “remove everyone”: restore it from git",
        "tệp trống không bao giờ có nghĩa là “xoá tất cả”: khôi phục tệp từ git",
    ),
)
UNKNOWN_KEY = Message(
    "inventory.unknown-key",
    Text("unknown key {key}", "khoá không biết: {key}"),
    Text("{hint}", "{hint}"),
)
MISSING_KEY = Message(
    "inventory.missing-key",
    Text("{key} is missing", "thiếu {key}"),
    Text("add the line {key}: …", "thêm dòng {key}: …"),
)
WRONG_TYPE = Message(
    "inventory.wrong-type",
    Text("{key} must be {expected}", "{key} phải là {expected}"),
    Text("see docs/inventory.schema.json", "xem docs/inventory.schema.json"),
)
AMBIGUOUS = Message(
    "inventory.ambiguous",
    Text(
        "{value} without quotes is read differently by different programs",
        "{value} không có dấu nháy thì mỗi chương trình đọc một khác",
    ),
    Text('write "{value}"', 'viết "{value}"'),
)
EMPTY_VALUE = Message(
    "inventory.empty-value",
    Text("{key} is empty", "{key} để trống"),
    Text("fill it in, or delete the line", "điền vào, hoặc xoá dòng"),
)
BAD_VALUE = Message(
    "inventory.bad-value",
    Text("{key}: “{value}” is not {expected}", "{key}: “{value}” không phải là {expected}"),
    Text("correct it", "sửa lại"),
)
DUPLICATE_ID = Message(
    "inventory.duplicate-id",
    Text("the id {id} is already used at {other}", "id {id} đã dùng ở {other}"),
    Text(
        "of two new records: scripts/intake --reallocate; an id is never reused",
        "nếu là hai bản ghi mới: scripts/intake --reallocate; id không bao giờ dùng lại",
    ),
)
DUPLICATE_ADDRESS = Message(
    "inventory.duplicate-address",
    Text(
        "the address {mailbox} already belongs to {owner} ({other})",
        "địa chỉ {mailbox} đã thuộc về {owner} ({other})",
    ),
    Text(
        "of two new records: scripts/intake --reallocate; else choose another: an address is never "
        "given to somebody else",
        "nếu là hai bản ghi mới: scripts/intake --reallocate; nếu không thì chọn địa chỉ khác: "
        "địa chỉ không bao giờ cấp lại cho người khác",
    ),
)
RESERVED_ADDRESS = Message(
    "inventory.reserved-address",
    Text("the address {mailbox} is reserved", "địa chỉ {mailbox} được dành riêng"),
    Text("choose another", "chọn địa chỉ khác"),
)
UNKNOWN_PARENT = Message(
    "inventory.unknown-parent",
    Text("the parent {parent} is no agency", "không có cơ quan cấp trên {parent}"),
    Text("correct the id, or add that agency", "sửa id, hoặc thêm cơ quan đó"),
)
NO_PARENT = Message(
    "inventory.no-parent",
    Text("{id} has no parent, and only the ministry has none", "{id} không có cơ quan cấp trên"),
    Text("add the line parent: …", "thêm dòng parent: …"),
)
CYCLE = Message(
    "inventory.cycle",
    Text("{chain} is a circle", "{chain} là một vòng tròn"),
    Text("one of these parents is wrong", "một trong các parent này sai"),
)
SAME_ENTRY = Message(
    "inventory.same-entry",
    Text(
        "{id} and {other} would have the same name under {parent} in the directory",
        "{id} và {other} trùng tên dưới {parent} trong thư mục",
    ),
    Text("end one id differently", "đặt phần cuối của id khác đi"),
)
UNKNOWN_AGENCY = Message(
    "inventory.unknown-agency",
    Text(
        "{id} belongs to {agency}, which is no agency", "{id} thuộc {agency}, cơ quan này không có"
    ),
    Text("correct the id, or add that agency", "sửa id, hoặc thêm cơ quan đó"),
)
UNKNOWN_MANAGER = Message(
    "inventory.unknown-manager",
    Text("the manager {manager} is nobody here", "không có người quản lý {manager}"),
    Text("correct the id of the person", "sửa id của người đó"),
)
NO_MANAGER = Message(
    "inventory.no-manager",
    Text(
        "{count} agencies have a mailbox that nobody manages: {names}",
        "{count} cơ quan có hộp thư mà không ai quản lý: {names}",
    ),
    Text(
        "name somebody active under managers: in agencies.yml",
        "chỉ định người đang làm việc trong managers: của agencies.yml",
    ),
)
MANAGER_GONE = Message(
    "inventory.manager-gone",
    Text(
        "{count} managers are not there any more, and the mailboxes pass on to the others: {names}",
        "{count} người quản lý không còn ở đó, hộp thư chuyển cho những người còn lại: {names}",
    ),
    Text("take them out of managers: in agencies.yml", "bỏ khỏi managers: của agencies.yml"),
)
SINCE_MISSING = Message(
    "inventory.since-missing",
    Text("state: left needs the date since:", "state: left cần ngày since:"),
    Text('add the line since: "2008-11-15"', 'thêm dòng since: "2008-11-15"'),
)
ENDED_SINCE = Message(
    "inventory.ended-since",
    Text("{id}: state: ended needs the date since:", "{id}: state: ended cần ngày since:"),
    Text('add the line since: "2025-07-01"', 'thêm dòng since: "2025-07-01"'),
)
UNKNOWN_SUCCESSOR = Message(
    "inventory.unknown-successor",
    Text("the successor {successor} is no agency", "không có cơ quan kế thừa {successor}"),
    Text("correct the id", "sửa id"),
)
PARENT_ENDED = Message(
    "inventory.parent-ended",
    Text("{id} hangs from {parent}, which has ended", "{id} thuộc {parent}, cơ quan đã giải thể"),
    Text(
        "move it to what took over, or end it too (scripts/change)",
        "chuyển về cơ quan kế thừa, hoặc cho giải thể theo (scripts/change)",
    ),
)
AGENCY_ENDED = Message(
    "inventory.agency-ended",
    Text(
        "{id} belongs to {agency}, which has ended", "{id} thuộc {agency}, cơ quan này đã giải thể"
    ),
    Text(
        "say where the person works now: scripts/change transfer {id} --to …",
        "cho biết nay làm việc ở đâu: scripts/change transfer {id} --to …",
    ),
)
INTERRUPTED = Message(
    "inventory.interrupted",
    Text(
        "a change was interrupted while its files were written",
        "một thay đổi bị ngắt khi đang ghi tệp",
    ),
    Text(
        "finish it: scripts/change resume --into {root}",
        "hoàn tất: scripts/change resume --into {root}",
    ),
)
SECRET_KEY = Message(
    "inventory.secret-key",
    Text(
        "{key}: this is a private key, which nobody but its holder may have",
        "{key}: đây là khoá riêng, chỉ chủ khoá mới được giữ",
    ),
    Text(
        "it is lost: have its holder make a new pair (scripts/handover key) and write the public "
        "one here",
        "khoá này đã lộ: chủ khoá phải tạo cặp khoá mới (scripts/handover key), ghi khoá công khai "
        "vào đây",
    ),
)
QUOTA_OVER_CAP = Message(
    "inventory.quota-over-cap",
    Text(
        "{id}: the quota {quota} is more than a record may ask for ({cap})",
        "{id}: quota {quota} nhiều hơn mức cho phép của một bản ghi ({cap})",
    ),
    Text(
        "ask for less, or raise {key} in group_vars/all/policy.yml",
        "giảm quota, hoặc tăng {key} trong group_vars/all/policy.yml",
    ),
)
QUOTA_OF_NOTHING = Message(
    "inventory.quota-of-nothing",
    Text("{id} has a quota and no mailbox", "{id} có quota nhưng không có mailbox"),
    Text("add the line mailbox: …, or take quota: out", "thêm dòng mailbox: …, hoặc bỏ quota:"),
)
