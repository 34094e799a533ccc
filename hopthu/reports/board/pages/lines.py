"""The board in a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hopthu.text.errors import printable
from hopthu.text.language import Text
from hopthu.text.sentences import say

from ..board import Board
from . import words
from .write import Written

_MOST = 10  # late provinces; the page has them all


def lines(board: Board, written: Written, folder: Path, *, check: bool, language: str) -> list[str]:
    """What the operator reads: the sum, who is late, what is not known, what was written."""
    found = [*_told(board), *_left(written, folder, check)]
    return [printable(text.render(language=language)) for text in found]


def _told(board: Board) -> Iterator[Text]:
    counts = board.totals
    logins: Text | str = ""
    if counts.logged_in is not None:
        logins = say(words.LINES_LOGINS, n=counts.logged_in)
    yield say(
        words.HEAD if counts.known else words.HEAD_UNKNOWN,
        day=board.day,
        agencies=counts.agencies_ready,
        all_agencies=counts.agencies,
        people=counts.people_made,
        all_people=counts.people,
        logins=logins,
    )
    late = board.late
    yield (
        say(words.LINES_LATE, n=len(late), all=len(board.provinces))
        if late
        else words.LINES_NONE_LATE
    )
    titles = {each.phase.name: each.phase.title for each in board.phases}
    for province in late[:_MOST]:
        phases = _joined("; ", [titles[form.phase] for form in province.late])
        yield say(words.ONE_LATE, title=province.title, n=province.days_late, phases=phases)
    if len(late) > _MOST:
        yield say(words.MORE, n=len(late) - _MOST)
    if board.safety and board.safety.as_of:
        as_of = board.safety.as_of
        yield say(words.SAFE, time=f"{as_of:%H:%M}", day=as_of.date())
    elif board.safety:
        yield words.NOT_SAFE
    if of := board.reported:
        yield say(words.REPORTED, letters=of.letters, n=of.organisations, day=of.until.date())
        if of.strange:
            yield say(words.STRANGE, n=of.strange, addresses=of.addresses)
    yield from board.unknown
    if board.undated is not None:
        yield board.undated


def _left(written: Written, folder: Path, check: bool) -> Iterator[Text]:
    if not written.paths:
        yield words.NOTHING
        return
    names = [str(path) for path in written.paths if path.parent == folder]
    letters = [path for path in written.paths if path.parent != folder]
    parts = [Text.literal(name, name) for name in names]
    if letters:
        parts.append(say(words.LETTERS, n=len(letters), folder=letters[0].parent))
    yield say(words.WOULD if check else words.WROTE, paths=_joined(", ", parts))


def _joined(sign: str, texts: list[Text]) -> Text:
    return Text.of(lambda code: sign.join(text.render(language=code) for text in texts))
