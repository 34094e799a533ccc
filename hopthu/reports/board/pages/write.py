"""Leave the board in a folder: the page, the workbook, the data, a letter a late province."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.files.whole import unwritable, write_whole

from ..board import Board
from .data import as_json
from .page import page
from .reminder import write_reminder
from .workbook import workbook

PAGE, BOOK, DATA = "board.html", "board.xlsx", "board.json"


@dataclass(slots=True)
class Written:
    """The files that were written (or, in a check, would be), and the data before and after."""

    paths: list[Path] = field(default_factory=list)
    before: str = ""
    after: str = ""


def write_board(board: Board, folder: Path, *, check: bool = False) -> Written:
    """Write what is not there as it is to be; raises HopthuError where that cannot be done.

    A workbook holds the time of its making, so whether it is right is told by the data and the
    page. A letter that is there is left alone: somebody may have written in it.
    """
    html, text = page(board), as_json(board)
    done = Written(before=_text(folder / DATA), after=text)
    for province in board.late:
        path = letters_of(folder, board) / f"{province.code}_{province.name}.docx"
        if not path.exists():
            done.paths.append(path)
            if not check:
                write_reminder(province, board, path)
    same = (done.before, _text(folder / PAGE)) == (text, html)
    # The data last: as long as they are the old ones, the next run writes the others again.
    files: dict[str, Callable[[], str | bytes]] = {
        PAGE: lambda: html,
        BOOK: lambda: workbook(board),
        DATA: lambda: text,
    }
    for name, content in files.items():
        path = folder / name
        if not same or not path.exists():
            done.paths.append(path)
            if not check:
                write_whole(path, content())
    return done


def letters_of(folder: Path, board: Board) -> Path:
    """Where the letters of the board's day are."""
    return folder / "letters" / board.day.isoformat()


def _text(path: Path) -> str:
    """What is there; nothing where it is not text. Raises HopthuError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return ""
    except OSError as error:
        raise unwritable(path, error) from error
