"""The letter to a province that is late: which form, by how many days, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hopthu.forms.blank import file_name
from hopthu.forms.model import FormKind
from hopthu.records.policy.rollout import Phase
from hopthu.records.reference import provinces
from hopthu.text.language import VIETNAMESE

from ...letters.official import LetterTable, head_of, write_letter
from ..board import Board, BoardProvince, PhaseForm

_SUBJECT = "đôn đốc gửi mẫu đăng ký hộp thư điện tử"
_HEAD = ("TT", "Mẫu đăng ký", "Hạn nộp", "Số ngày quá hạn")
_WIDTHS = (12, 93, 30, 30)


def write_reminder(province: BoardProvince, board: Board, path: Path) -> None:
    """Write the letter, in Vietnamese, its number left open; raises HopthuError if it cannot."""
    phases = {each.phase.name: each.phase for each in board.phases}
    late = [(phases[form.phase], form) for form in province.late]
    write_letter(
        path,
        letterhead=board.sender,
        number="",
        date=board.day,
        to=province.agency,
        subject=_SUBJECT,
        paragraphs=tuple(_paragraphs(province, board)),
        table=LetterTable(head=_HEAD, rows=tuple(_rows(late)), widths=_WIDTHS),
        closing=tuple(_closing(province, board, late)),
        signer=head_of(board.sender),
        copies=("Như trên", "Lưu: VT"),
    )


def _paragraphs(province: BoardProvince, board: Board) -> Iterator[str]:
    us = board.sender[-1] if board.sender else "Chúng tôi"
    yield (
        f"Để cấp hộp thư điện tử cho các cơ quan và cán bộ trực thuộc, {us} đã đề nghị các đơn vị "
        "gửi mẫu đăng ký theo từng giai đoạn."
    )
    yield f"Đến ngày {board.day:%d/%m/%Y}, {us} chưa nhận được của {province.agency}:"


def _rows(late: list[tuple[Phase, PhaseForm]]) -> Iterator[tuple[str, str, str, str]]:
    for number, (phase, form) in enumerate(late, 1):
        due = f"{phase.due:%d/%m/%Y}" if phase.due else ""
        yield str(number), phase.title.render(language=VIETNAMESE), due, str(form.days or 0)


def _closing(
    province: BoardProvince, board: Board, late: list[tuple[Phase, PhaseForm]]
) -> Iterator[str]:
    goals = [phase.goal for phase, _ in late if phase.goal and phase.goal >= board.day]
    by = f"trước ngày {min(goals):%d/%m/%Y}" if goals else "trong thời gian sớm nhất"
    yield f"Đề nghị Quý cơ quan gửi mẫu đăng ký còn thiếu {by}."
    if files := _files(province, late):
        yield (
            f"Mẫu trống của {province.full_name} gửi kèm công văn này ({', '.join(files)}): cơ "
            "quan và chức vụ chọn từ danh sách có sẵn, ngày sinh và số điện thoại được kiểm tra "
            "ngay khi nhập."
        )
    yield (
        "Nếu đã gửi trước ngày của công văn này, đề nghị Quý cơ quan cho biết ngày gửi và "
        "người gửi để đối chiếu."
    )
    if board.contact:
        yield f"Mọi vướng mắc xin liên hệ: {board.contact}."
    yield "Trân trọng./."


def _files(province: BoardProvince, late: list[tuple[Phase, PhaseForm]]) -> list[str]:
    """The empty forms that ``scripts/form`` writes: of the province of 2008 whose folder it is."""
    kinds = (FormKind.STAFF if phase.staff else FormKind.MAILBOXES for phase, _ in late)
    folder = province.name.replace("_", "-")
    own = [unit for unit in provinces().values() if unit.slug == folder]
    return list(dict.fromkeys(file_name(unit, kind) for kind in kinds for unit in own))
