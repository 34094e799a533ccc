"""Why a plan is refused, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

FOREIGN_ENTRY = Message(
    "plan.foreign-entry",
    Text(
        "{id} ({label}): the entry {dn} exists and is not hopthu's",
        "{id} ({label}): mục {dn} đã có và không do hopthu tạo",
    ),
    Text(
        "find out who made it; rename or delete it by hand, or give the record another id",
        "hỏi người đã tạo; tự đổi tên hoặc xoá mục đó, hoặc đặt id khác cho bản ghi",
    ),
)
ADDRESS_TAKEN = Message(
    "plan.address-taken",
    Text(
        "{id} ({label}): the address {address} is already in the directory, at {dn}",
        "{id} ({label}): địa chỉ {address} đã có trong thư mục, tại {dn}",
    ),
    Text(
        "choose another mailbox: for the record, or free the address at that entry",
        "chọn mailbox: khác cho bản ghi, hoặc giải phóng địa chỉ ở mục kia",
    ),
)
NOT_THERE = Message(
    "plan.not-there",
    Text(
        "{count} entries are not in the directory yet: {names}",
        "{count} mục chưa có trong thư mục: {names}",
    ),
    Text(
        "run playbooks/provision.yml, which makes them first",
        "chạy playbooks/provision.yml, việc tạo các mục đi trước",
    ),
)
PROTECTED = Message(
    "plan.protected",
    Text(
        "{id} is protected: no province file may touch it",
        "{id} được bảo vệ: tệp của tỉnh không được động đến",
    ),
    Text("take the record out of the file", "bỏ bản ghi ra khỏi tệp"),
)
PLACE_TAKEN = Message(
    "plan.place-taken",
    Text(
        "{id} ({label}) is to move to {dn}, where another entry is",
        "{id} ({label}) cần chuyển đến {dn}, nơi đã có mục khác",
    ),
    Text(
        "find out whose it is; rename or delete it, then run again",
        "tìm hiểu mục đó của ai; đổi tên hoặc xoá nó, rồi chạy lại",
    ),
)
SMALL_SOURCE = Message(
    "plan.small-source",
    Text(
        "{file} names {found} of the {existing} entries in the directory: fewer than {share} %",
        "{file} chỉ có {found} trong {existing} mục của thư mục: dưới {share} %",
    ),
    Text(
        "a file was probably lost or cut: compare with git; if it is right: "
        "-e hopthu_override={override}",
        "có lẽ tệp bị mất hoặc bị cắt: so với git; nếu đúng: -e hopthu_override={override}",
    ),
)
# What the policy's limits are called in a sentence.
OVER_LIMIT = Message(
    "plan.over-limit",
    Text(
        "{operation} {count} of {existing} in {scope}, the limit is {limit} or {share} %: {names}",
        "{operation} {count} trong {existing} ở {scope}, giới hạn {limit} hoặc {share} %: {names}",
    ),
    Text(
        "if this is meant, for one run: -e hopthu_override={override}",
        "nếu đúng ý, cho một lần chạy: -e hopthu_override={override}",
    ),
)
BAD_OVERRIDE = Message(
    "plan.bad-override",
    Text(
        "hopthu_override: {key}={value} is no override",
        "hopthu_override: {key}={value} không hợp lệ",
    ),
    Text("use {known} with a number", "dùng {known} với một con số"),
)
