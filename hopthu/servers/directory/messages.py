"""What can go wrong with the connection to a directory, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

_START = Text(
    "is it running? start it (the embedded one: scripts/directory start), or correct the address",
    "máy chủ có đang chạy không? khởi động (bản nhúng: scripts/directory start) hoặc sửa địa chỉ",
)
_AGAIN = Text(
    "look at the server's log, then run again: a second run finishes what is missing",
    "xem nhật ký máy chủ rồi chạy lại: lần chạy sau sẽ làm nốt phần còn thiếu",
)

WRONG_URI = Message(
    "directory.wrong-uri",
    Text("this is no address of a directory", "đây không phải địa chỉ của một thư mục LDAP"),
    Text(
        "write ldaps://server, ldap://server or ldapi://%2Fpath%2Fof%2Fsocket",
        "viết ldaps://máy-chủ, ldap://máy-chủ hoặc ldapi://%2Fđường%2Fdẫn%2Fsocket",
    ),
)
NO_NAME = Message(
    "directory.no-bind-dn",
    Text(
        "without a bind DN only a local socket (ldapi://) knows who connects",
        "không có bind DN thì chỉ socket cục bộ (ldapi://) biết ai đang kết nối",
    ),
    Text("give bind_dn and its password", "khai báo bind_dn và mật khẩu của nó"),
)
NO_PASSWORD = Message(
    "directory.no-password",
    Text(
        "{dn} has no password: the server would take the connection for an anonymous one",
        "{dn} không có mật khẩu: máy chủ sẽ coi đây là kết nối nặc danh",
    ),
    Text("give its password", "khai báo mật khẩu của nó"),
)
NO_SOCKET = Message(
    "directory.no-socket",
    Text("there is no socket at {path}", "không có socket tại {path}"),
    _START,
)
SOCKET_CLOSED_TO_US = Message(
    "directory.socket-permission",
    Text("permission to use the socket {path} is missing", "không có quyền dùng socket {path}"),
    Text(
        "run as the user who owns the directory server, or connect with ldaps://",
        "chạy bằng người dùng sở hữu máy chủ thư mục, hoặc kết nối qua ldaps://",
    ),
)
CONNECTION_REFUSED = Message(
    "directory.connection-refused",
    Text("nobody answers at this address", "không có ai trả lời tại địa chỉ này"),
    _START,
)
UNKNOWN_HOST = Message(
    "directory.unknown-host",
    Text("the name {host} is not known", "không tìm thấy tên máy {host}"),
    Text("correct the name, or look at the DNS", "sửa tên máy hoặc kiểm tra DNS"),
)
NO_ANSWER = Message(
    "directory.no-answer",
    Text("no answer within {seconds} s", "không có trả lời trong {seconds} giây"),
    Text(
        "look at the network and the firewall, or give a longer timeout",
        "kiểm tra mạng và tường lửa, hoặc tăng thời gian chờ",
    ),
)
UNREACHABLE = Message(
    "directory.unreachable",
    Text("the connection failed: {reason}", "kết nối không thành công: {reason}"),
    Text("look at the network and the server", "kiểm tra mạng và máy chủ"),
)
CA_UNREADABLE = Message(
    "directory.ca-unreadable",
    Text(
        "the CA certificates in {path} cannot be read: {reason}",
        "không đọc được chứng thư CA trong {path}: {reason}",
    ),
    Text("correct ca_file", "sửa ca_file"),
)
NOT_TRUSTED = Message(
    "directory.not-trusted",
    Text(
        "the server's certificate is not accepted: {reason}",
        "chứng thư của máy chủ không được chấp nhận: {reason}",
    ),
    Text(
        "name the server as its certificate does, and its CA in ca_file; nothing was sent to it",
        "dùng đúng tên máy trong chứng thư và chỉ CA của nó trong ca_file; chưa gửi gì tới máy chủ",
    ),
)
TLS_FAILED = Message(
    "directory.tls-failed",
    Text("no encrypted connection: {reason}", "không lập được kết nối mã hóa: {reason}"),
    Text(
        "give the server a certificate; a password crosses no network in the clear",
        "cấp chứng thư cho máy chủ; mật khẩu không được gửi qua mạng khi chưa mã hóa",
    ),
)
WRONG_PASSWORD = Message(
    "directory.wrong-password",
    Text(
        "the server refuses {dn} with this password ({answer})",
        "máy chủ từ chối {dn} với mật khẩu này ({answer})",
    ),
    Text("correct bind_dn or the password", "sửa bind_dn hoặc mật khẩu"),
)
NEEDS_TLS = Message(
    "directory.needs-tls",
    Text(
        "the server takes no password over this connection ({answer})",
        "máy chủ không nhận mật khẩu qua kết nối này ({answer})",
    ),
    Text(
        "use ldaps://, or name the CA in ca_file so that the connection is encrypted",
        "dùng ldaps://, hoặc chỉ CA trong ca_file để kết nối được mã hóa",
    ),
)
BIND_REFUSED = Message(
    "directory.bind-refused",
    Text(
        'the server does not let "{dn}" in ({answer})',
        'máy chủ không cho "{dn}" đăng nhập ({answer})',
    ),
    Text("look at the account and the server's log", "kiểm tra tài khoản và nhật ký máy chủ"),
)
MALFORMED = Message(
    "directory.malformed",
    Text(
        "the answer is not as LDAP prescribes: {detail}",
        "câu trả lời không đúng giao thức LDAP: {detail}",
    ),
    Text(
        "is it a directory server at this address, with nothing in between?",
        "địa chỉ này có đúng là máy chủ thư mục, không qua thiết bị trung gian nào không?",
    ),
)
WRONG_FILTER = Message(
    "directory.wrong-filter",
    Text(
        "the search filter {filter} is wrong at character {column}",
        "bộ lọc tìm kiếm {filter} sai tại ký tự thứ {column}",
    ),
    Text("write it as RFC 4515 prescribes", "viết theo RFC 4515"),
)
REFERENCE = Message(
    "directory.reference",
    Text(
        "a part of what was asked for is on another server: {servers}",
        "một phần dữ liệu cần đọc nằm ở máy chủ khác: {servers}",
    ),
    Text("connect to a server that holds everything", "kết nối tới máy chủ có đủ dữ liệu"),
)
LOST_CLOSED = Message(
    "directory.lost-closed",
    Text("the server closed the connection", "máy chủ đã đóng kết nối"),
    _AGAIN,
)
LOST_BROKEN = Message(
    "directory.lost-broken",
    Text("the connection broke: {reason}", "kết nối bị đứt: {reason}"),
    _AGAIN,
)
LOST_SILENT = Message(
    "directory.lost-silent",
    Text("the server was silent for {seconds} s", "máy chủ im lặng trong {seconds} giây"),
    _AGAIN,
)
LOST_NOTICE = Message(
    "directory.lost-notice",
    Text("the server ended the connection ({answer})", "máy chủ đã kết thúc kết nối ({answer})"),
    _AGAIN,
)
WRITTEN_SURELY = Message(
    "directory.written",
    Text(
        "{written} of {total} changes are written, the others are not",
        "đã ghi {written} trên {total} thay đổi, các thay đổi khác chưa được ghi",
    ),
)
WRITTEN_UNCERTAINLY = Message(
    "directory.written-uncertain",
    Text(
        "{written} of {total} changes are written, {unknown} perhaps, the others are not",
        "đã ghi {written} trên {total} thay đổi, {unknown} thay đổi chưa rõ, còn lại chưa được ghi",
    ),
)
