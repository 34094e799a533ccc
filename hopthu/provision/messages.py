"""What an apply says when it cannot go on, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

OF_SUBJECT = Message(
    "apply.refused",
    Text("{id} ({label}): {what}", "{id} ({label}): {what}"),
    Text("{remedy}", "{remedy}"),
)
REQUIRED_FAILED = Message(
    "apply.required-failed",
    Text(
        "{required}, which the agencies here hang from, is not in place: {what}",
        "{required}, cấp trên của các cơ quan ở đây, chưa có: {what}",
    ),
    Text("{remedy}", "{remedy}"),
)
FULL_AT_ONCE = Message(
    "quota.full-at-once",
    Text(
        "{address} holds {used}: with {after} nothing arrives there any more",
        "{address} đang chứa {used}: với {after} sẽ không nhận được thư nữa",
    ),
    Text(
        "give it a quota: of its own, or have it cleaned up first",
        "đặt quota: riêng, hoặc dọn bớt thư trước",
    ),
)
USE_UNKNOWN = Message(
    "quota.use-unknown",
    Text(
        "{count} mailboxes get less, and what they hold is not known ({why}): {names}",
        "{count} hộp thư bị giảm mà không biết đang chứa bao nhiêu ({why}): {names}",
    ),
    Text(
        "if in doubt, run again when the mail servers answer",
        "nếu chưa chắc, hãy chạy lại khi máy chủ thư trả lời",
    ),
)
NOT_LEFT_YET = Message(
    "retire.not-left-yet",
    Text(
        "{id} ({label}) left and the time of the box is over, but the directory says {state}",
        "{id} ({label}) đã nghỉ và hết hạn giữ hộp thư, nhưng thư mục ghi {state}",
    ),
    Text(
        "run playbooks/provision.yml for the province first",
        "chạy playbooks/provision.yml cho tỉnh trước",
    ),
)
NO_ARCHIVE_SERVER = Message(
    "retire.no-mail-server",
    Text(
        "the inventory has no mail server that could archive the boxes",
        "kho dữ liệu không có máy chủ thư để lưu trữ hộp thư",
    ),
    Text("name the hosts in the group mail_servers", "khai báo các máy trong nhóm mail_servers"),
)
NOT_ARCHIVED = Message(
    "retire.not-archived",
    Text(
        "{id} ({label}): no archive of the box is sure, {server}: {reason}",
        "{id} ({label}): chưa chắc hộp thư đã được lưu trữ, {server}: {reason}",
    ),
    Text(
        "look after it on the mail server, then run again; nothing was lost",
        "xử lý trên máy chủ thư rồi chạy lại; chưa mất gì",
    ),
)
NEVER_USED = Message(
    "retire.never-used",
    Text(
        "{id} ({label}): no mail server has a box of theirs",
        "{id} ({label}): không máy chủ thư nào có hộp thư của người này",
    ),
)
TO_ARCHIVE = Message(
    "retire.to-archive",
    Text(
        "{id} ({label}): {messages} letters, {size} on {server} to be archived",
        "{id} ({label}): sẽ lưu trữ {messages} thư, {size} trên {server}",
    ),
)
ARCHIVED = Message(
    "retire.archived",
    Text(
        "{id} ({label}): {messages} letters, {size} archived on {server}: {archive} ({sha256})",
        "{id} ({label}): đã lưu trữ {messages} thư, {size} trên {server}: {archive} ({sha256})",
    ),
)
NO_MOVING_SERVER = Message(
    "mail-hosts.no-mail-server",
    Text(
        "the inventory has no mail server that could say where the letters are",
        "kho dữ liệu không có máy chủ thư để cho biết thư đang ở đâu",
    ),
    Text("name the hosts in the group mail_servers", "khai báo các máy trong nhóm mail_servers"),
)
SERVER_SILENT = Message(
    "mail-hosts.silent",
    Text(
        "{server} does not say which letters it has: {reason}",
        "{server} không cho biết đang có thư nào: {reason}",
    ),
    Text("look after it, then run again", "xử lý máy đó rồi chạy lại"),
)
NOT_COPIED = Message(
    "mail-hosts.not-copied",
    Text(
        "{id} ({label}): the letters on {server} are not all at the new host: {reason}",
        "{id} ({label}): thư trên {server} chưa có đủ ở máy mới: {reason}",
    ),
    Text(
        "look after it on that server, then run again; nothing was lost",
        "xử lý trên máy đó rồi chạy lại; chưa mất gì",
    ),
)
TO_MOVE = Message(
    "mail-hosts.to-move",
    Text(
        "{id} ({label}): {messages} letters, {size} to move from {server} to {host}",
        "{id} ({label}): sẽ chuyển {messages} thư, {size} từ {server} sang {host}",
    ),
)
COPIED = Message(
    "mail-hosts.copied",
    Text(
        "{id} ({label}): {messages} letters, {size} copied from {server} to {host}",
        "{id} ({label}): đã sao chép {messages} thư, {size} từ {server} sang {host}",
    ),
)
MOVED = Message(
    "mail-hosts.moved",
    Text(
        "{id} ({label}): {messages} letters, {size} moved from {server} to {host}; the old copy: "
        "{aside}",
        "{id} ({label}): đã chuyển {messages} thư, {size} từ {server} sang {host}; bản cũ: {aside}",
    ),
)
OTHER_SCRIPTS = Message(
    "mail-hosts.other-scripts",
    Text(
        "{id} ({label}): {host} has other Sieve scripts than {server}; those of {host} count",
        "{id} ({label}): bộ lọc Sieve ở {host} khác ở {server}; bộ lọc ở {host} có hiệu lực",
    ),
    Text(
        "ask the owner which are right; nothing was deleted",
        "hỏi người dùng bộ lọc nào đúng; chưa xoá gì",
    ),
)
UNKNOWN_HOST = Message(
    "mail-hosts.unknown-host",
    Text(
        "{host}, which is to keep {count} mailboxes ({ids}), is no mail server; there are: {known}",
        "{host}, nơi phải giữ {count} hộp thư ({ids}), không phải là máy chủ thư; hiện có: {known}",
    ),
    Text(
        "correct mail_host of the records or mail_hosts of the policy, or add the host to the "
        "group mail_servers",
        "sửa mail_host của bản ghi hoặc mail_hosts trong policy, hoặc thêm máy vào nhóm "
        "mail_servers",
    ),
)
