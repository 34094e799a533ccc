"""What can be wrong with aliases, roles and mailing lists, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

LIST_ID = Message(
    "lists.id",
    Text(
        "the id {id} looks like that of a list of the tree, or is an agency's",
        "id {id} giống id danh sách của cây cơ quan, hoặc là id của một cơ quan",
    ),
    Text("choose another, thanh-hoa.du-an for example", "chọn id khác, ví dụ thanh-hoa.du-an"),
)
UNKNOWN_MEMBER = Message(
    "lists.unknown-member",
    Text("{id}: the member {member} is nobody here", "{id}: không có thành viên {member}"),
    Text("correct the id, or take it out", "sửa id, hoặc bỏ ra"),
)
NO_MAILBOX = Message(
    "lists.no-mailbox",
    Text("{id}: {member} has no mailbox", "{id}: {member} không có hộp thư"),
    Text("give the agency a mailbox:, or take it out", "thêm mailbox: cho cơ quan, hoặc bỏ ra"),
)
UNKNOWN_WRITER = Message(
    "lists.unknown-writer",
    Text(
        "{id}: the writer {writer} is no person, agency or list",
        "{id}: người gửi {writer} không phải người, cơ quan hay danh sách",
    ),
    Text("correct the id; or write members or anybody", "sửa id; hoặc ghi members hay anybody"),
)
WRITER_WORD = Message(
    "lists.writer-word",
    Text(
        "{id}: {writer} means nothing for a list that is not an agency's",
        "{id}: {writer} không có nghĩa với danh sách không thuộc cơ quan nào",
    ),
    Text("name the agency by its id", "ghi id của cơ quan"),
)
NO_WRITER = Message(
    "lists.no-writer",
    Text("nobody may write to the list {id}", "không ai được gửi đến danh sách {id}"),
    Text(
        "add writers: [members], or ids of people and agencies that are active",
        "thêm writers: [members], hoặc id của người và cơ quan đang hoạt động",
    ),
)
EMPTY_LIST = Message(
    "lists.empty",
    Text("the list {id} reaches nobody", "danh sách {id} không đến ai"),
    Text(
        "add members, or end it: state: ended and since:",
        "thêm thành viên, hoặc chấm dứt: state: ended và since:",
    ),
)
LIST_SINCE = Message(
    "lists.since-missing",
    Text("{id}: state: ended needs the date since:", "{id}: state: ended cần ngày since:"),
    Text('add the line since: "2025-07-01"', 'thêm dòng since: "2025-07-01"'),
)
LIST_LOOP = Message(
    "lists.loop",
    Text("{chain} is a circle of lists", "{chain} là vòng tròn danh sách"),
    Text("take one list out of the other", "bỏ một danh sách ra khỏi danh sách kia"),
)
OUTSIDE_OWN = Message(
    "lists.outside-own",
    Text("{id}: {address} is not outside", "{id}: {address} không phải ở ngoài"),
    Text(
        "name its owner under people:, agencies: or lists:",
        "ghi id của chủ địa chỉ vào people:, agencies: hoặc lists:",
    ),
)
OUTSIDE_FORBIDDEN = Message(
    "lists.outside-forbidden",
    Text(
        "{id}: the policy lets no list reach {address}",
        "{id}: chính sách không cho danh sách gửi đến {address}",
    ),
    Text(
        "take it out, or have its domain added to lists.outside in group_vars/all/policy.yml",
        "bỏ ra, hoặc đề nghị thêm tên miền vào lists.outside trong group_vars/all/policy.yml",
    ),
)
ALIAS_OWN = Message(
    "lists.alias-own",
    Text(
        "{id}: the alias {mailbox} is its own mailbox", "{id}: bí danh {mailbox} chính là hộp thư"
    ),
    Text("take the alias out", "bỏ bí danh"),
)
ALIAS_NOWHERE = Message(
    "lists.alias-nowhere",
    Text(
        "{id} has the alias {mailbox} and no mailbox that it could lead to",
        "{id} có bí danh {mailbox} nhưng không có hộp thư để chuyển đến",
    ),
    Text(
        "give it a mailbox:, or give the alias to whoever took over",
        "thêm mailbox:, hoặc đặt bí danh ở nơi kế thừa",
    ),
)
ROLE_TWICE = Message(
    "lists.role-twice",
    Text("{id} names the role {role} twice", "{id} ghi vai trò {role} hai lần"),
    Text("put all holders into one", "ghi mọi người giữ vào một chỗ"),
)
ROLE_EMPTY = Message(
    "lists.role-empty",
    Text(
        "{id}: nobody active holds the role {role}, and there is no mailbox of the agency: letters "
        "to {mailbox} would come back",
        "{id}: không có ai đang làm việc giữ vai trò {role}, cơ quan lại không có hộp thư: "
        "thư đến {mailbox} sẽ bị trả lại",
    ),
    Text("name a holder, or take the role out", "chỉ định người giữ, hoặc bỏ vai trò"),
)
UNKNOWN_HOLDER = Message(
    "lists.unknown-holder",
    Text(
        "{id}: {holder}, who is to hold the role {role}, is nobody here",
        "{id}: không có {holder} để giữ vai trò {role}",
    ),
    Text("correct the id of the person", "sửa id của người đó"),
)
LONG_ADDRESS = Message(
    "lists.long-address",
    Text(
        "{id}: the address {mailbox} has more than 64 characters",
        "{id}: địa chỉ {mailbox} dài hơn 64 ký tự",
    ),
    Text("shorten its pattern or the name of the role", "rút ngắn mẫu địa chỉ hoặc tên vai trò"),
)

# -- notices: nothing is refused because of them -----------------------------------------------

CLOSED_TO_ALL = Message(
    "lists.closed-to-all",
    Text(
        "{count} lists have nobody active who may write to them: {names}",
        "{count} danh sách không có ai đang làm việc được gửi đến: {names}",
    ),
    Text(
        "give their agencies managers, or change writers: (lists.yml; for lists of the tree "
        "group_vars/all/policy.yml)",
        "chỉ định người quản lý cho cơ quan, hoặc sửa writers: (lists.yml; với danh sách của cây "
        "cơ quan là group_vars/all/policy.yml)",
    ),
)
ROLE_VACANT = Message(
    "lists.role-vacant",
    Text(
        "{count} roles have no active holder; their letters go to the agency's mailbox: {names}",
        "{count} vai trò không có người đang làm việc giữ, thư chuyển về hộp thư cơ quan: {names}",
    ),
    Text(
        "name a holder under roles: in agencies.yml",
        "chỉ định người giữ trong roles: của agencies.yml",
    ),
)
REACHES_NOBODY = Message(
    "lists.reaches-nobody",
    Text(
        "{count} lists have members, none of whom is active: {names}",
        "{count} danh sách có thành viên nhưng không ai đang làm việc: {names}",
    ),
    Text(
        "add members in lists.yml, or end the list: state: ended",
        "thêm thành viên trong lists.yml, hoặc chấm dứt danh sách: state: ended",
    ),
)
