"""Tell texts that are about a table from people: totals, notes, signatures, groups."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from hopthu.records.service import any_of, shipped_service

_SERVICE = shipped_service()
_CALLED = any_of(_SERVICE.called)


class Words:
    """A pattern with marks, which a text in plain ASCII is compared to without them."""

    def __init__(self, pattern: str) -> None:
        self._marked = re.compile(pattern)
        letters = unicodedata.normalize("NFD", pattern.replace("đ", "d"))
        self._plain = re.compile(letters.encode("ascii", "ignore").decode("ascii"))

    def match(self, text: str) -> bool:
        """Whether a text begins so."""
        small = " ".join(text.lower().split())
        pattern = self._plain if small.isascii() else self._marked
        return bool(pattern.match(small))


# With marks: without them these are the beginnings of the names Tống and Công.
_TOTAL = Words(
    r"(?:tổng\s+(?:số|cộng)\b|cộng\s+(?:danh\s+sách|dồn|trang|mục)\b"
    r"|(?:tổng|cộng)\s*(?:[:(\d]|[ivx]+\b\s*[:+,]|[ivx]+\s*\Z|\Z)"
    r"|số (?:lượng|người|cán bộ)\b.*\d|tổng\s*\Z|sum\b"
    r"|trong đó\b.*\d|[-+*•]\s*[^\d:]{2,40}:\s*\d+\b"
    r"|(?:ấn định|danh sách)\s+(?:(?:này|trên|trên đây)\s+)?(?:có|gồm|danh sách)\b.*\d)"
)
_DATE_LINE = Words(r"[^\d]*\bngày\b.{0,9}\btháng\b.{0,9}\bnăm\b|[^\d]{2,40}, ngày \d{1,2}[/.-]\d")
_NOTE = Words(
    r"(?:ghi chú|lưu ý|chú ý|chú thích|hướng dẫn|nb|note|giải thích|đề nghị|yêu cầu|kính đề nghị)"
    r"\s*[:.\-(]|(?:\*|\(\*\)|\(\d\)|[-+•])\s*\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+\S"
    r"|trang\s+(?:số\s+)?\d|tờ\s+(?:số\s+)?\d|\(?(?:tiếp theo|xem tiếp|còn tiếp|tiếp trang)\b"
    r"|(?:ghi chú|lưu ý|chú ý)\b|(?:mọi|chi tiết)\b.{0,40}\bliên hệ\b|liên hệ\s*:"
    r"|(?:xin )?trân trọng\b|(?:rất|kính) mong\b|(?:xin )?(?:chân thành )?cảm ơn\b"
    r"|(?:điện thoại|đt|sđt|e-?mail|fax|địa chỉ)(?: liên hệ)?\s*:"
    r"|(?:page|trang)\s*\d+\s*(?:of|/)\s*\d|[-–—]\s*\d{1,3}\s*[-–—]\Z|\d{1,3}\s*/\s*\d{1,3}\Z"
    r"|(?:cộng )?mang sang\b|chuyển trang\b|chuyển sang trang\b"
    r"|(?:biểu )?mẫu(?: số)? \S*\d|biểu số\b"
    r"|phụ lục\b|(?:ban hành )?kèm theo\b|hotline\b|https?://|website\b"
    r"|\*{1,3}\s*\S|hết\b\.?\Z|-+\s*hết\s*-+"
)
_SIGNATURE = Words(
    r"(?:người|cán bộ|chuyên viên|kế toán)\s+(?:lập|ký|tổng hợp|kiểm tra|duyệt|báo cáo"
    r"|thực hiện|kê khai|"
    r"đăng ký|lập bảng|lập biểu|lập danh sách|liên hệ|phụ trách danh sách|giao|nhận)\b"
    r"|\(?ký\b.*\b(?:tên|dấu|rõ)\b.*[,)]|\(?ký,|\(ký|\(?ghi rõ|\(?đã ký\b|nơi nhận"
    r"|thủ trưởng\s+(?:cơ quan|đơn vị)\b"
    r"|thủ trưởng\Z|xác nhận\b|(?:tm|kt|tl|tuq|t/m|k/t)\.\s*|lập biểu\Z|lập bảng\Z"
    r"|duyệt\Z|lãnh đạo\s+(?:cục|chi cục|đơn vị|cơ quan|phòng)\Z"
    r"|đại diện\b|họ và tên người\s+|họ tên người\s+"
)
_SIGNATORY = Words(
    rf"(?:phó )?(?:q\. ?)?(?:quyền )?(?:trưởng (?:{_CALLED}|phòng)|(?:chi )?cục trưởng"
    r"|chánh văn phòng|giám đốc)"
)
_GROUP = Words(
    r"(?:các )?(?:cán bộ|công chức|viên chức|biên chế|hợp đồng|người lao động|lao động|lãnh đạo"
    r"|nhân viên|đảng viên|đoàn viên|chi bộ|đương chức|tập sự|danh sách|phần|mục|nhóm"
    rf"|{any_of(_SERVICE.officers)})\b"
)
_MANY = Words(
    rf"(?:các|khối)\s+(?:các\s+)?(?:chi cục|{any_of(_SERVICE.offices)}|huyện|quận"
    r"|đơn vị (?:trực thuộc|cấp huyện)"
    rf"|phòng {_CALLED})\b|(?:khối |đơn vị )?cấp huyện\b"
)
# “4. Lê Văn Bốn, sinh ngày 04/02/1980, Kế toán”: a person in a line of text.
_TOLD = re.compile(
    r"\s*(?:\d{1,4}\s*[.)/:\-]|[-+•*])?\s*((?:[^\W\d_]+['’ -]*){2,6}?)"
    r"(?:\s*[,;:(–-].*)?\s*\b(?:sinh|sn|\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4})\b",
    re.IGNORECASE,
)
_SUM_OF = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng)(?: của| cả)?\s+(?!số\b|cộng\b)([^\W\d][^:=\d(]*?)\s*"
    r"(?:[:=(]\s*.*|\d.*)?\Z",
    re.IGNORECASE,
)
_REGION = re.compile(r"\b(?:khu vực|k\.?v\.?)\s*(?:số\s*)?(?:\d|[ivx]+\b)")
_DEPARTMENT = re.compile(r"\s*(?:(?:[ivxlc]+|[a-h]|\d{1,3})\s*[.)/:\-–]\s*)?(?:các )?phòng\b")
_SENTENCE = 9  # words: nobody's name is as long, and no title of a section


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Whether a text counts what stands above it."""
    return _TOTAL.match(text)


@lru_cache(maxsize=4096)
def is_note(text: str) -> bool:
    """Whether a text is a remark about the table or the day it was made."""
    return _NOTE.match(text) or _DATE_LINE.match(text)


@lru_cache(maxsize=4096)
def is_sentence(text: str) -> bool:
    """Whether a text that stands alone is too long to be a name or a title."""
    return len(text.split()) >= _SENTENCE


@lru_cache(maxsize=4096)
def is_signature(text: str) -> bool:
    """Whether a text is of a signature's block: who made the list, who signs, who gets it."""
    return _SIGNATURE.match(text)


@lru_cache(maxsize=4096)
def is_signatory(text: str) -> bool:
    """Whether a text that stands alone is the post of who signs."""
    return _SIGNATORY.match(text)


@lru_cache(maxsize=4096)
def is_group(text: str) -> bool:
    """Whether a title of a section names a kind of people and no agency."""
    return _GROUP.match(text)


@lru_cache(maxsize=4096)
def is_of_many(text: str) -> bool:
    """Whether a title of a section names agencies below the sender's, but none of them."""
    return _MANY.match(text)


@lru_cache(maxsize=4096)
def told_person(text: str) -> str:
    """The words that a line of text begins with before a birth is told; empty for most."""
    told = _TOLD.match(text)
    return told[1].strip() if told else ""


@lru_cache(maxsize=4096)
def sum_of(text: str) -> str:
    """What a row sums up: “Cộng huyện Nga Sơn: 2 người” → “huyện Nga Sơn”; empty for no sum."""
    summed = _SUM_OF.match(" ".join(text.split()))
    return summed[1] if summed else ""


@lru_cache(maxsize=4096)
def names_region(text: str) -> bool:
    """Tell whether a title goes on to name the office of a region: “… khu vực 3”, “KV.3”."""
    return bool(_REGION.search(text.lower()))


def is_department(text: str) -> bool:
    """Tell whether a room is a department, which a district's agency hardly has."""
    return bool(_DEPARTMENT.match(text.lower()))
