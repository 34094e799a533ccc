"""Bring the text of a sheet to Unicode: as it is, or from the TCVN3 fonts of the years before.

TCVN3 text is stored as if it were Western European; only the font (``.VnTime``, ``.VnArialH``)
draws Vietnamese. So the font decides, run by run: one cell may hold both.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from ..names import clean
from ..reference.data import load
from .sheet import TEXT, Cell, Run, Sheet

UNICODE = "Unicode"
TCVN3 = "TCVN3"
MIXED = "mixed"

_TCVN3_FONTS = ".vn"
_CAPITALS = "h"  # .VnTimeH draws capitals for the codes of small letters
_FOREIGN_FONTS = ("vni-", "vni ", ".vni", "viware", "vps ")


@dataclass(slots=True)
class Decoder:
    """Decodes sheets and remembers which encodings it met; one for a form."""

    found: set[str] = field(default_factory=set)
    foreign_font: str = ""
    _seen: dict[Run, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """``Unicode``, ``TCVN3`` or ``mixed``: of all texts that are not plain ASCII."""
        if len(self.found) > 1:
            return MIXED
        return next(iter(self.found), UNICODE)

    def decode(self, sheet: Sheet) -> Sheet:
        """Return the sheet with every text in clean Unicode; cells without text are left out."""
        decoded = replace(sheet, rows={})
        for row, cells in sheet.rows.items():
            readable = {
                column: cell if cell.kind != TEXT else self._decoded_cell(cell)
                for column, cell in cells.items()
            }
            decoded.rows[row] = {column: cell for column, cell in readable.items() if cell.text}
        return decoded

    def _decoded_cell(self, cell: Cell) -> Cell:
        text = self._text(cell)
        same = text == cell.text and not cell.runs  # as most are: copying costs more than asking
        return cell if same else cell._replace(text=text, runs=())

    def _text(self, cell: Cell) -> str:
        if cell.runs:
            return clean("".join(map(self._run, cell.runs)))
        return clean(self._run(Run(cell.text, cell.font)))

    def _run(self, run: Run) -> str:
        if run.text.isascii() and not _draws_capitals(run.font):
            return run.text
        known = self._seen.get(run)
        if known is None:
            known = self._seen[run] = self._decoded(run)
        return known

    def _decoded(self, run: Run) -> str:
        font = run.font.casefold()
        if run.text.isascii():
            return run.text.upper()
        if font.startswith(_FOREIGN_FONTS):
            self.foreign_font = self.foreign_font or run.font
        # Text pasted from elsewhere keeps the font and is Unicode all the same.
        if not font.startswith(_TCVN3_FONTS) or not _is_western(run.text):
            self.found.add(UNICODE)
            return run.text
        self.found.add(TCVN3)
        text = from_tcvn3(run.text)
        return text.upper() if _draws_capitals(run.font) else text


def _draws_capitals(font: str) -> bool:
    font = font.casefold()
    return font.startswith(_TCVN3_FONTS) and font.endswith(_CAPITALS)


def _is_western(text: str) -> bool:
    """Tell whether a text could be typed in a Western code page, as TCVN3 text can."""
    return all(character < "\u0100" or character in _CP1252 for character in text)


_CP1252 = frozenset(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore"))


def from_tcvn3(text: str) -> str:
    """Return the Vietnamese of a text that a TCVN3 font draws; what has no meaning stays."""
    singles, pairs = _tables()
    # A toned capital may be typed as the plain capital and the small toned letter: one letter.
    result = []
    position = 0
    while position < len(text):
        pair = pairs.get(text[position : position + 2])
        result.append(pair or singles.get(text[position], text[position]))
        position += 2 if pair else 1
    return "".join(result)


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return letters by character and by pair of characters (their codes are those of Latin-1)."""
    table = load("tcvn3.json")
    singles = {bytes.fromhex(code).decode("latin-1"): to for code, to in table["bytes"].items()}
    pairs = {
        bytes.fromhex(code).decode("latin-1"): to for code, to in table["uppercase_pairs"].items()
    }
    return singles, pairs
