"""The letter that goes with a form that is sent back, in Vietnamese: what it says, and as text.

As plain text it is pasted into a message, and opens everywhere; the official letter says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hopthu.records.agencies import name_of
from hopthu.records.model import Inventory
from hopthu.records.reference import FormerProvince
from hopthu.text.errors import Place, printable

from .outcome import Outcome

REFERENCE = "Mã mẫu: "
_REFERENCE_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes: the letterhead, whom to ask, until when the form is awaited, if it is said.

    ``names`` are those of all agencies, by their ids.
    """

    letterhead: tuple[str, ...]
    contact: str = ""
    reply_by: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, inventory: Inventory, contact: str, reply_by: date | None) -> Sender:
        """The centre of an inventory writes."""
        names = {agency.id: agency.name for agency in inventory.agencies.values()}
        return cls(
            letterhead=inventory.letterhead(), contact=contact, reply_by=reply_by, names=names
        )

    def name_of(self, province: FormerProvince) -> str:
        """The province's own agency as the inventory calls it, or as it will."""
        return self.names.get(province.id) or name_of(province)


class Fault(NamedTuple):
    """A problem as a letter tells it: where, what, and how it is mended."""

    where: str
    text: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterParts:
    """What a letter about a form says, whatever its look."""

    to: str
    faults: tuple[Fault, ...]
    subject: str
    reference: str
    state: str
    wanted: tuple[str, ...]
    contact: str


def letter_parts(outcome: Outcome, sender: Sender, copy_name: str = "") -> LetterParts:
    """Return what a letter says about a form with problems."""
    name = printable(outcome.path.name)
    form = outcome.form
    return LetterParts(
        to=sender.name_of(form.province) if form else "Cơ quan gửi mẫu đăng ký",
        subject=f"mẫu đăng ký hộp thư “{name}” cần sửa",
        reference=reference(outcome.digest),
        state=_state(outcome),
        faults=tuple(
            Fault(_where(problem.place), problem.text("vi"), problem.remedy("vi"))
            for problem in outcome.ordered
        ),
        wanted=tuple(_wanted(outcome, sender, copy_name)),
        contact=f"Mọi thắc mắc xin liên hệ: {sender.contact or 'người gửi thư này'}.",
    )


def reference(digest: str) -> str:
    """The line by which a letter is known to be about the file of that digest."""
    return f"{REFERENCE}{digest[:_REFERENCE_DIGITS]}"


def letter(outcome: Outcome, sender: Sender, today: date, copy_name: str = "") -> str:
    """Return the letter about a form with problems; ``copy_name`` is of the marked-up copy."""
    parts = letter_parts(outcome, sender, copy_name)
    paragraphs = [
        "\n".join(line.upper() for line in sender.letterhead),
        f"Ngày {today.day:02d} tháng {today.month:02d} năm {today.year}",
        f"Kính gửi: {parts.to}",
        f"Về việc: {parts.subject}\n{parts.reference}",
        parts.state,
        _problems(parts.faults),
        "\n".join(parts.wanted),
        parts.contact,
        "Trân trọng.",
    ]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def _state(outcome: Outcome) -> str:
    if not outcome.form:
        return "Chúng tôi đã nhận được mẫu đăng ký nhưng chưa đọc được danh sách, vì lý do sau:"
    rows, count = len(outcome.form.rows), len(outcome.problems)
    found = f"Mẫu đăng ký có {rows} dòng, có {count} lỗi."
    if not outcome.registration:
        return f"{found} Vì vậy chưa cán bộ nào trong mẫu được đăng ký. Các lỗi:"
    taken = f"Đã tiếp nhận {outcome.taken} cán bộ ở các dòng không có lỗi"
    return f"{found} {taken}; {outcome.refused_rows} dòng chưa được đăng ký. Các lỗi:"


def _problems(faults: tuple[Fault, ...]) -> str:
    lines = []
    for number, fault in enumerate(faults, 1):
        where = f"{fault.where}: " if fault.where else ""
        lines.append(f"{number}. {where}{fault.text}")
        if fault.remedy:
            lines.append(f"   Cách sửa: {fault.remedy}.")
    return "\n".join(lines)


def _where(place: Place) -> str:
    """The place without the file, which the letter has named: ``Trang “DS”, ô B13``."""
    parts = []
    if place.sheet:
        parts.append(f"trang “{printable(place.sheet)}”")
    if place.table:
        parts.append(f"bảng {place.table}")
    if place.cell:
        parts.append(f"ô {place.cell}")
    elif place.line:
        parts.append(f"dòng {place.line}")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}" if text else ""


def _wanted(outcome: Outcome, sender: Sender, copy_name: str) -> Iterator[str]:
    by = f" trước ngày {sender.reply_by:%d/%m/%Y}" if sender.reply_by else ""
    yield f"Đề nghị sửa các lỗi trên và gửi lại mẫu đăng ký{by}."
    if not copy_name:
        return
    marked = (
        f"Kèm theo là bản sao “{copy_name}”: các ô sai được tô màu, có ghi chú cách sửa; "
        "trang đầu liệt kê tất cả các lỗi. Có thể sửa ngay trên bản sao này rồi gửi lại."
    )
    again_known = (
        " Gửi lại cả mẫu cũng được: cán bộ đã tiếp nhận không bị đăng ký lần nữa."
        if outcome.registration
        else ""
    )
    yield f"{marked}{again_known}"
