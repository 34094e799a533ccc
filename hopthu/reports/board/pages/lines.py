"""The board in a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hopthu.text.errors import printable
from hopthu.text.language import Text
from hopthu.text.sentences import say

from ..board import Board
from .write import Written

_MOST = 10  # late provinces; the page has them all
_HEAD = Text(
    "Board of {day}: {agencies} of {all_agencies} agencies and {people} of {all_people} registered "
    "people have a mailbox{logins}",
    "Bảng tiến độ ngày {day}: {agencies}/{all_agencies} cơ quan và {people}/{all_people} người đã "
    "đăng ký có hộp thư{logins}",
)
_HEAD_UNKNOWN = Text(
    "Board of {day}: {agencies} of {all_agencies} agencies have an address, {all_people} people "
    "are registered",
    "Bảng tiến độ ngày {day}: {agencies}/{all_agencies} cơ quan có địa chỉ, {all_people} người đã "
    "đăng ký",
)
_LOGINS = Text("; {n} logged in", "; {n} người đã đăng nhập")
_LATE = Text("{n} of {all} provinces are late:", "{n}/{all} tỉnh trễ hạn:")
_ONE_LATE = Text("  {title}: {n} days ({phases})", "  {title}: {n} ngày ({phases})")
_MORE = Text("  … {n} more, see the page", "  … còn {n} tỉnh nữa, xem trang")
_NONE_LATE = Text("No province is late.", "Không tỉnh nào trễ hạn.")
_WROTE = Text("Wrote {paths}", "Đã ghi {paths}")
_WOULD = Text("Would write {paths}", "Sẽ ghi {paths}")
_LETTERS = Text("{n} letters in {folder}", "{n} công văn trong {folder}")
_NOTHING = Text("Nothing changed.", "Không có gì thay đổi.")


def lines(board: Board, written: Written, folder: Path, *, check: bool, language: str) -> list[str]:
    """What the operator reads: the sum, who is late, what is not known, what was written."""
    found = [*_told(board), *_left(written, folder, check)]
    return [printable(text.render(language=language)) for text in found]


def _told(board: Board) -> Iterator[Text]:
    counts = board.totals
    logins: Text | str = ""
    if counts.logged_in is not None:
        logins = say(_LOGINS, n=counts.logged_in)
    yield say(
        _HEAD if counts.known else _HEAD_UNKNOWN,
        day=board.day,
        agencies=counts.agencies_ready,
        all_agencies=counts.agencies,
        people=counts.people_made,
        all_people=counts.people,
        logins=logins,
    )
    late = board.late
    yield say(_LATE, n=len(late), all=len(board.provinces)) if late else _NONE_LATE
    titles = {each.phase.name: each.phase.title for each in board.phases}
    for province in late[:_MOST]:
        phases = _joined("; ", [titles[form.phase] for form in province.late])
        yield say(_ONE_LATE, title=province.title, n=province.days_late, phases=phases)
    if len(late) > _MOST:
        yield say(_MORE, n=len(late) - _MOST)
    yield from board.unknown


def _left(written: Written, folder: Path, check: bool) -> Iterator[Text]:
    if not written.paths:
        yield _NOTHING
        return
    names = [str(path) for path in written.paths if path.parent == folder]
    letters = [path for path in written.paths if path.parent != folder]
    parts = [Text.literal(name, name) for name in names]
    if letters:
        parts.append(say(_LETTERS, n=len(letters), folder=letters[0].parent))
    yield say(_WOULD if check else _WROTE, paths=_joined(", ", parts))


def _joined(sign: str, texts: list[Text]) -> Text:
    return Text.of(lambda code: sign.join(text.render(language=code) for text in texts))
