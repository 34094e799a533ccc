"""Decode sheets: by their fonts, else by a vote, else by what the clerk says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from hopthu.text.errors import Problem
from hopthu.text.names import clean, without_look_alikes
from hopthu.text.names.alphabet import Repair

from .. import messages
from ..sheet import TEXT, Cell, Run, Sheet
from .alike import Alike, look_alikes
from .kinds import CP1258, MIXED, UNICODE, VIQR, VISCII, Font, font_of
from .lost import lost_letters
from .mixed import misread
from .signs import put_together, taken_apart, without_joints, without_unseen
from .symbols import drawn, is_private, of_unknown_font
from .viqr import from_viqr, is_telling, may_be
from .vote import WESTERN, Votes, fits, fitting, is_unicode, likelier
from .western import from_utf8, is_western, read_as

_SYMBOLS = {0xF000 + code: chr(code) for code in range(0x20, 0x100)}  # as Word stores such fonts
_BLANKS = re.compile(r"(\s+)")
_REFERENCE = re.compile(r"&#(\d{2,5});")  # a web form that knew no Unicode
_EXAMPLE = 40  # characters of a text that is shown
_IN_NO_CODE_PAGE = re.compile(f"[^{re.escape(bytes(range(256)).decode('cp1258', 'ignore'))}]")


# What the reading of a cell depends on: text, font, runs and column. Most come again and again.
_Written = tuple[str, str, tuple[Run, ...], int]


@dataclass(slots=True)
class Decoder:
    """Decodes sheets and remembers which encodings it met; one for a form.

    ``forced`` is the encoding of all text without a telling font (empty: the votes tell).
    ``doubts`` has a problem for each sheet whose text can be read in several ways, in none,
    or has lost letters; ``notices`` tell the cells with letters of another alphabet.
    """

    forced: str = ""
    found: set[str] = field(default_factory=set)
    either: bool = False  # there is text that is the same in Unicode and in code page 1258
    foreign_font: str = ""
    doubts: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    _read_as: dict[_Written, Repair] = field(default_factory=dict)
    _votes: Votes = field(default_factory=Votes)
    _doubted: str = ""
    _alike: list[Alike] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The encoding of all texts that are not plain ASCII, or ``mixed``."""
        plain = {UNICODE} if self.either and CP1258 not in self.found else set()
        found = self.found | plain
        return MIXED if len(found) > 1 else next(iter(found), UNICODE)

    def decode(self, sheet: Sheet) -> Sheet:
        """Return the sheet with every text in clean Unicode; cells without text are left out."""
        written = {
            _written(cell)
            for cells in sheet.rows.values()
            for cell in cells.values()
            if cell.kind == TEXT
        }
        self._read_as, self._votes, self._doubted = {}, _votes(written), ""
        left = [gone._replace(cell=self._decoded_cell(gone.cell, sheet)) for gone in sheet.left_out]
        decoded = replace(sheet, rows={}, left_out=left)
        self._alike = []
        for row, cells in sheet.rows.items():
            readable = {
                column: cell if cell.kind != TEXT else self._decoded_cell(cell, sheet)
                for column, cell in cells.items()
            }
            decoded.rows[row] = {column: cell for column, cell in readable.items() if cell.text}
        self._read_as = {}
        self.doubts += lost_letters(decoded)
        self.notices += look_alikes(self._alike, sheet)
        return decoded

    def _decoded_cell(self, cell: Cell, sheet: Sheet) -> Cell:
        written = _written(cell)
        known = self._read_as.get(written)
        if known is None:
            known = self._read_as[written] = self._repaired(written)
        text, letters = known
        if letters:
            self._alike.append(Alike(cell, text, letters))
        if self._doubted and not any(doubt.place.sheet == sheet.name for doubt in self.doubts):
            self.doubts.append(_doubt(self._doubted, sheet, cell))
        same = text == cell.text and not cell.runs  # as most are: copying costs more than asking
        return cell if same else cell._replace(text=text, runs=())

    def _repaired(self, written: _Written) -> Repair:
        text = "".join([self._run(run, written[-1]) for run in _runs(written)])
        if text.isascii():
            return Repair(clean(text), ())
        return without_look_alikes(clean(without_unseen(text)))

    def _run(self, run: Run, column: int) -> str:
        if "&#" in run.text:
            run = run._replace(text=_REFERENCE.sub(_letter, run.text))
        font = font_of(run.font)
        if run.text.isascii() and not (may_be(run.text) or font.capitals or font.symbols):
            return run.text
        return self._read(run, font, column)

    def _read(self, run: Run, font: Font, column: int) -> str:
        if font.symbols:
            return drawn(run.text, run.font)
        if not font.kind and is_private(run.text):
            return of_unknown_font(run.text)
        text = run.text.translate(_SYMBOLS) if font.kind else run.text
        if (joined := without_joints(text)) != text:
            decoded = self._decoded(Run(joined, run.font), font, column)
            if decoded != joined and is_unicode(decoded):
                return decoded
        text, signs = taken_apart(text)
        return put_together(self._decoded(Run(text, run.font), font, column), signs)

    def _decoded(self, run: Run, font: Font, column: int) -> str:
        text = run.text if font.kind else from_utf8(run.text)
        if text.isascii():
            if font.capitals:
                return text.upper()
            return self._seven_bits(text, font, column)
        if font.foreign and is_western(text):
            self.foreign_font = self.foreign_font or run.font
            return text
        if not is_western(text):
            return self._mixed(text, font, column)
        repaired = not font.kind and text != run.text
        kind = UNICODE if repaired else self._kind(text, font, column)
        decoded = read_as(kind, text)
        if kind == UNICODE:
            self._note_form(text)
        elif decoded != text:  # more than dashes and quotes
            self.found.add(kind)
        return decoded.upper() if font.capitals and kind == font.kind else decoded

    def _mixed(self, text: str, font: Font, column: int) -> str:
        """Return a text with letters that are in no Western code page."""
        self._note_form(text)
        if is_unicode(text):
            return text
        if kind := self._kind_of_misread(text, font):
            self.found.add(kind)
            decoded = read_as(kind, misread(text))
            return decoded.upper() if font.capitals else decoded
        words = (self._word(word, font, column) for word in _BLANKS.split(text))
        return "".join(words)

    def _word(self, word: str, font: Font, column: int) -> str:
        """Return a word of a text in several encodings: Unicode stays, if it can be that."""
        if word.isascii():
            return word
        if not is_western(word):
            kind = self._kind_of_misread(word, font)
            return read_as(kind, misread(word)) if kind and not is_unicode(word) else word
        known = fitting(word)
        kind = font.kind if font.kind in known else self._kind(word, Font(), column)
        votes = self._votes.sheet
        alone = kind != font.kind and votes[UNICODE] > votes[kind]  # a letter that somebody typed
        if UNICODE in known or not known or alone:
            return word
        self.found.add(kind)
        return read_as(kind, word)

    def _kind_of_misread(self, text: str, font: Font) -> str:
        """Return the encoding of a text that was taken for code page 1258; empty where it was not.

        Without a font that tells it, one that alone makes Vietnamese of it.
        """
        western = misread(text)
        if not western or western == text:
            return ""
        if font.kind:
            return font.kind if fits(font.kind, western) else ""
        known = fitting(western)
        votes = self._votes.sheet
        is_sure = len(known) == 1 and votes[known[0]] > votes[UNICODE]
        return known[0] if is_sure and known[0] not in (UNICODE, CP1258) else ""

    def _note_form(self, text: str) -> None:
        """Note a text that is Unicode by now: only code page 1258 has ``ê`` and its tone apart."""
        if _IN_NO_CODE_PAGE.search(text):
            self.found.add(UNICODE)
        elif any(unicodedata.normalize(form, text) == text for form in ("NFC", "NFD")):
            self.either = True
        else:
            self.found.add(CP1258)

    def _seven_bits(self, text: str, font: Font, column: int) -> str:
        if self.forced and not font.kind:
            is_viqr = self.forced == VIQR
        else:
            is_viqr = is_telling(text) or self._votes.is_viqr(column)
        decoded = from_viqr(text) if is_viqr else text
        if decoded != text:
            self.found.add(VIQR)
        return decoded

    def _kind(self, text: str, font: Font, column: int) -> str:
        """Return the encoding of a text that is not ASCII."""
        if not is_western(text):
            return UNICODE
        if self.forced and not font.kind:
            return UNICODE if self.forced == VIQR else self.forced
        known = fitting(text)
        if font.kind:
            # Unicode pasted into a cell keeps the font; it is told by what the font makes of it.
            return UNICODE if UNICODE in known and not fits(font.kind, text) else font.kind
        if self._votes.is_viscii and UNICODE not in known and fits(VISCII, text):
            return VISCII
        known = tuple(kind for kind in known if kind != VISCII)  # a single text is too little
        if len(known) == 1:
            return known[0]
        leader = self._votes.leader(known or WESTERN, column)
        if not leader and (UNICODE in known or not known):
            leader = UNICODE
        leader = likelier(text, known, leader) or leader
        if self._votes.is_unknown or not leader:
            self._doubted = self._doubted or text
        return leader or UNICODE


def _letter(reference: re.Match[str]) -> str:
    code = int(reference[1])
    return chr(code) if 0x20 <= code < 0xD800 else reference[0]


def _written(cell: Cell) -> _Written:
    return cell.text, cell.font, cell.runs, cell.column


def _votes(written: Iterable[_Written]) -> Votes:
    """Let every different text without a telling font vote, once a column."""
    votes = Votes()
    runs = {
        (run, each[-1])
        for each in written
        for run in _runs(each)
        if not run.text.isascii() or may_be(run.text)
    }
    texts = {
        (from_utf8(taken_apart(run.text)[0]), column)
        for run, column in runs
        if not ((font := font_of(run.font)).kind or font.symbols)
    }
    for text, column in texts:
        votes.count(text, column)
    return votes


def _runs(written: _Written) -> tuple[Run, ...]:
    """Return the runs of a cell; neighbours whose fonts tell the same are one: no letter is cut."""
    text, font, written_runs, _ = written
    if not written_runs:
        return (Run(text, font),)
    groups = groupby(written_runs, key=lambda run: font_of(run.font))
    same = (list(group) for _, group in groups)
    return tuple(Run("".join(run.text for run in runs), runs[0].font) for runs in same)


def _doubt(text: str, sheet: Sheet, cell: Cell) -> Problem:
    readings = {kind: clean(read_as(kind, text))[:_EXAMPLE] for kind in fitting(text) or WESTERN}
    shown = "; ".join(f"{kind} “{reading}”" for kind, reading in readings.items())
    place = sheet.place("", cell.row, cell.column)
    return messages.UNSURE_ENCODING.at(place, readings=shown)
