"""What a probe may find, in both languages. The place is the mailbox and the layer."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

_APPLY = Text(
    "ansible-playbook playbooks/provision.yml --limit {province}",
    "chạy ansible-playbook playbooks/provision.yml --limit {province}",
)
NO_ENTRY = Message(
    "probe.no-entry", Text("{label} is not in the directory", "thư mục không có {label}"), _APPLY
)
OTHER_VALUE = Message(
    "probe.other-value",
    Text(
        "{attribute} is {actual}, the inventory says {wanted}",
        "{attribute} là {actual}, còn kho dữ liệu ghi {wanted}",
    ),
    _APPLY,
)
NOT_DELIVERED_TO = Message(
    "probe.postfix-unknown",
    Text("Postfix knows no such mailbox", "Postfix không biết hộp thư này"),
    Text(
        "on {server}: postmap -q {address} $(postconf -hx {maps}), and the mail log",
        "trên {server}: chạy postmap -q {address} $(postconf -hx {maps}), và xem nhật ký thư",
    ),
)
OTHER_TARGET = Message(
    "probe.postfix-target",
    Text("letters to {alias} go to {actual}", "thư gửi đến {alias} lại đi đến {actual}"),
    Text(
        "on {server}: postmap -q {alias} $(postconf -hx {maps}); find who else has the address",
        "trên {server}: chạy postmap -q {alias} $(postconf -hx {maps}); tìm xem ai có địa chỉ này",
    ),
)
NO_TARGET = Message(
    "probe.postfix-alias",
    Text(
        "Postfix does not know its address {alias}",
        "Postfix không biết địa chỉ {alias} của hộp thư",
    ),
    Text(
        "on {server}: postmap -q {alias} $(postconf -hx {maps}), and the mail log",
        "trên {server}: chạy postmap -q {alias} $(postconf -hx {maps}), và xem nhật ký thư",
    ),
)
NO_USER = Message(
    "probe.dovecot-unknown",
    Text("Dovecot knows no such mailbox", "Dovecot không biết hộp thư này"),
    Text(
        "on {server}: doveadm user {address}, and the mail log",
        "trên {server}: chạy doveadm user {address}, và xem nhật ký thư",
    ),
)
NO_QUOTA = Message(
    "probe.dovecot-unreadable",
    Text("its quota cannot be read", "không đọc được dung lượng"),
    Text(
        "on {server}: doveadm quota get -u {address}",
        "trên {server}: chạy doveadm quota get -u {address}",
    ),
)
OTHER_QUOTA = Message(
    "probe.dovecot-quota",
    Text(
        "Dovecot lets it hold {actual}, the inventory says {wanted}",
        "Dovecot cho chứa {actual}, còn kho dữ liệu ghi {wanted}",
    ),
    Text(
        "on {server}: doveadm auth cache flush {address}; if that changes nothing, apply the"
        " inventory with playbooks/provision.yml",
        "trên {server}: chạy doveadm auth cache flush {address}; nếu vẫn vậy thì áp dụng kho dữ"
        " liệu bằng playbooks/provision.yml",
    ),
)
REFUSED = Message(
    "probe.letter-refused",
    Text("the probe letter was refused: {reply}", "thư thử bị từ chối: {reply}"),
    Text("the mail log of {server} says why", "xem nguyên nhân trong nhật ký thư của {server}"),
)
NOT_ARRIVED = Message(
    "probe.letter-lost",
    Text(
        "the probe letter {letter} was accepted and has not arrived after {seconds} s",
        "thư thử {letter} đã được nhận nhưng sau {seconds} giây vẫn chưa tới hộp thư",
    ),
    Text(
        "on {server}: postqueue -p, and the mail log",
        "trên {server}: chạy postqueue -p, và xem nhật ký thư",
    ),
)
TOOL_FAILED = Message(
    "probe.tool-failed",
    Text("{tool} failed: {output}", "{tool} bị lỗi: {output}"),
    Text(
        "put right what it names on {server}, then probe again",
        "sửa điều nêu trên ở {server}, rồi thử lại",
    ),
)
SMTP_FAILED = Message(
    "probe.smtp-failed",
    Text(
        "Postfix does not take the probe letter: {reason}", "Postfix không nhận thư thử: {reason}"
    ),
    Text(
        "on {server}: systemctl status postfix, and the mail log",
        "trên {server}: chạy systemctl status postfix, và xem nhật ký thư",
    ),
)
UNKNOWN_NAME = Message(
    "probe.unknown-name",
    Text(
        "nobody in the provinces of this run has the mailbox or the id {name}",
        "trong các tỉnh của lần chạy này không ai có hộp thư hay mã {name}",
    ),
    Text(
        "hopthu_probe is `changed`, a number, or mailboxes and ids with commas between them",
        "hopthu_probe là `changed`, một con số, hoặc các hộp thư và mã cách nhau bằng dấu phẩy",
    ),
)
