"""What a server's result codes mean to an operator, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

from . import words

NAMES = {
    1: "operationsError",
    2: "protocolError",
    3: "timeLimitExceeded",
    4: "sizeLimitExceeded",
    7: "authMethodNotSupported",
    8: "strongerAuthRequired",
    10: "referral",
    11: "adminLimitExceeded",
    12: "unavailableCriticalExtension",
    13: "confidentialityRequired",
    16: "noSuchAttribute",
    17: "undefinedAttributeType",
    18: "inappropriateMatching",
    19: "constraintViolation",
    20: "attributeOrValueExists",
    21: "invalidAttributeSyntax",
    32: "noSuchObject",
    33: "aliasProblem",
    34: "invalidDNSyntax",
    36: "aliasDereferencingProblem",
    48: "inappropriateAuthentication",
    49: "invalidCredentials",
    50: "insufficientAccessRights",
    51: "busy",
    52: "unavailable",
    53: "unwillingToPerform",
    54: "loopDetect",
    64: "namingViolation",
    65: "objectClassViolation",
    66: "notAllowedOnNonLeaf",
    67: "notAllowedOnRDN",
    68: "entryAlreadyExists",
    69: "objectClassModsProhibited",
    71: "affectsMultipleDSAs",
    80: "other",
    122: "assertionFailed",
    123: "authorizationDenied",
}


def name(code: int) -> str:
    """Return the standard's name of a result code; ``unknown`` for one that has none."""
    return NAMES.get(code, "unknown")


def answer(code: int, diagnostic: str) -> str:
    """Return what the server answered, exactly: name, code and its own words if any."""
    head = f"{name(code)} {code}"
    return f"{head}: {diagnostic}" if diagnostic else head


def message(code: int) -> Message:
    """Return the explanation of ``code``, a general one if there is no special one."""
    text, remedy = _EXPLANATIONS.get(code, _GENERAL)
    tail = " ({answer})"
    head = "{subject}: "
    return Message(
        f"directory.refused.{name(code)}",
        Text(head + text.en + tail, head + text.vi + tail),
        remedy,
    )


_GENERAL = (
    Text("the server refuses this", "máy chủ từ chối thao tác này"),
    Text("look at the server's log", "xem nhật ký máy chủ"),
)

_EXPLANATIONS = {
    3: (
        Text("the server's time limit is reached", "vượt giới hạn thời gian của máy chủ"),
        words.LIMIT,
    ),
    4: (
        Text("the server gives no more entries at once", "máy chủ không trả thêm mục"),
        words.LIMIT,
    ),
    10: (
        Text("this server does not take changes", "máy chủ này không nhận thay đổi"),
        Text("connect to the server it names", "kết nối tới máy chủ mà nó chỉ ra"),
    ),
    11: (Text("a limit of the server is reached", "vượt một giới hạn của máy chủ"), words.LIMIT),
    12: (
        Text(
            "the server cannot hold a condition that hopthu relies on",
            "máy chủ không hỗ trợ một điều kiện mà hopthu cần",
        ),
        Text(
            "use a server with LDAP assertions (RFC 4528)",
            "dùng máy chủ hỗ trợ LDAP assertion (RFC 4528)",
        ),
    ),
    17: (
        Text("the server does not know an attribute", "máy chủ không biết một thuộc tính"),
        words.SCHEMA,
    ),
    19: (
        Text(
            "a value breaks a rule of the server; an address may be in use already",
            "một giá trị vi phạm quy tắc của máy chủ; có thể địa chỉ đã được dùng",
        ),
        Text(
            "find who has the address, change one of the two, then run again",
            "tìm xem ai đang dùng địa chỉ, đổi một trong hai rồi chạy lại",
        ),
    ),
    21: (
        Text("a value has a form that its attribute forbids", "giá trị sai dạng của thuộc tính"),
        Text("correct the value in the inventory", "sửa giá trị trong kho dữ liệu YAML"),
    ),
    32: (
        Text(
            "the entry or the one above it is not there",
            "không có mục này hoặc mục cấp trên của nó",
        ),
        Text(
            "make the agencies first, then run again: somebody may have removed it",
            "tạo cơ quan trước rồi chạy lại: có thể ai đó đã xoá mục này",
        ),
    ),
    34: (
        Text("the server cannot read this name", "máy chủ không đọc được tên này"),
        Text("correct the id in the inventory", "sửa mã (id) trong kho dữ liệu YAML"),
    ),
    50: (
        Text("hopthu's account may not do this", "tài khoản của hopthu không được làm việc này"),
        Text(
            "give it the access rules of role directory_server",
            "cấp cho nó quyền truy cập theo role directory_server",
        ),
    ),
    51: (Text("the server is busy", "máy chủ đang bận"), words.LATER),
    52: (Text("the server is not ready", "máy chủ chưa sẵn sàng"), words.LATER),
    53: (
        Text("the server is not willing to do this", "máy chủ không chấp nhận làm việc này"),
        Text(
            "is it read-only or a replica? look at its log",
            "máy chủ chỉ đọc hay là bản sao? xem nhật ký của nó",
        ),
    ),
    65: (
        Text(
            "the entry does not fit its object classes",
            "mục không phù hợp với lớp đối tượng của nó",
        ),
        words.SCHEMA,
    ),
    66: (
        Text("there are entries below it", "vẫn còn mục con bên dưới"),
        Text("move or remove those first", "chuyển hoặc xoá các mục con trước"),
    ),
    68: (
        Text("the entry exists: somebody else made it", "mục đã có: người khác đã tạo nó"),
        Text(
            "run again to see it in the plan; hopthu changes no entry without its mark",
            "chạy lại để thấy nó trong kế hoạch; hopthu không sửa mục không mang dấu của mình",
        ),
    ),
    80: (
        Text(
            "the server could not write; its disk or its database may be full",
            "máy chủ không ghi được; có thể đĩa hoặc cơ sở dữ liệu đã đầy",
        ),
        Text(
            "look at the free space, olcDbMaxSize and the server's log, then run again",
            "kiểm tra dung lượng trống, olcDbMaxSize và nhật ký máy chủ rồi chạy lại",
        ),
    ),
    122: (
        Text(
            "somebody changed the entry after it was read",
            "có người đã sửa mục này sau khi nó được đọc",
        ),
        Text("run again: a new plan takes it in", "chạy lại: kế hoạch mới sẽ tính đến thay đổi đó"),
    ),
}
