"""Why a wish for an address is not met, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

_CHANGE_LATER = Text(
    "tell the sender; another wish needs another form",
    "báo cho nơi gửi; muốn địa chỉ khác thì gửi mẫu khác",
)
WISH_UNFIT = Message(
    "registration.wish-unfit",
    Text(
        "{name} wishes “{wish}”, which cannot be an address here: given {mailbox}",
        "{name} muốn “{wish}”, không thể là địa chỉ ở đây: đã cấp {mailbox}",
    ),
    Text(
        "an address has {least} to {most} small letters, digits and single . - between them",
        "địa chỉ gồm {least} đến {most} chữ thường, chữ số, ở giữa có thể có dấu . hoặc -",
    ),
)
WISH_RESERVED = Message(
    "registration.wish-reserved",
    Text(
        "{name} wishes “{wish}”, which the ministry keeps for itself: given {mailbox}",
        "{name} muốn “{wish}”, là địa chỉ dành riêng của Bộ: đã cấp {mailbox}",
    ),
    _CHANGE_LATER,
)
WISH_TAKEN = Message(
    "registration.wish-taken",
    Text(
        "{name} wishes “{wish}”, which is or was somebody else's: given {mailbox}",
        "{name} muốn “{wish}”, đã có người dùng hoặc từng dùng: đã cấp {mailbox}",
    ),
    _CHANGE_LATER,
)
