"""The board as one HTML page: no network, for a telephone and for paper, in both languages."""

from __future__ import annotations

from pathlib import Path

from hopthu.text.document.page import both, templates
from hopthu.text.language import VIETNAMESE, Text
from hopthu.text.sentences import short_day
from hopthu.text.sizes import size_in_words

from ..board import Board, BoardProvince, FormStatus, percent
from ..words import STATUS
from . import words
from .chart import Chart

_FOLDER = Path(__file__).parent
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_MIDDLE = 8  # a row where the country is narrow, on either map
_ON_SCREEN, _ON_PAPER = 12, 20  # late provinces beside the map; the table has them all
_SVG = '<tspan lang="vi">{}</tspan><tspan lang="en">{}</tspan>'
_STEPS = (1, 40, 80, 100)  # percent from which a tile has the next colour


def page(board: Board) -> str:
    """The page; it opens in Vietnamese and turns to English without a script."""
    environment = templates(_FOLDER)
    environment.filters["svg_both"] = lambda value: both(value, _SVG)
    template = environment.get_template("page.html.j2")
    return template.render(
        language=VIETNAMESE,
        board=board,
        words=words,
        statuses=STATUS,
        FormStatus=FormStatus,
        step=step,
        percent=percent,
        size=size_in_words,
        growth=_growth,
        short=lambda day: short_day(day, board.day),
        most_late=_most_late,
        on_screen=_ON_SCREEN,
        on_paper=_ON_PAPER,
        columns=max(province.column for province in board.provinces) + 1,
        numeral=_numeral,
        legend=_legend(board),
        charts=(
            (words.CHART_AGENCIES, Chart.of([(p.day, p.agencies) for p in board.progress])),
            (words.CHART_PEOPLE, Chart.of([(p.day, p.people) for p in board.progress])),
        ),
    )


def step(share: int) -> int:
    """Which of the five colours a share has: nothing, begun, 40 and 80 percent, all."""
    return sum(share >= edge for edge in _STEPS)


def _growth(size: int) -> Text:
    """A size with its sign."""
    words_ = size_in_words(size)
    return Text.literal(*(f"+{text}" for text in words_)) if size > 0 else words_


def _legend(board: Board) -> int:
    """The row above which the map leaves room at its left, beside the narrow middle."""
    rows = (province.row for province in board.provinces if province.column < 2)
    return min((row for row in rows if row > _MIDDLE), default=_MIDDLE)


def _most_late(province: BoardProvince) -> str:
    """Days late as a tile has room for."""
    return str(province.days_late) if province.days_late < 1000 else "999+"


def _numeral(index: int) -> str:
    """What the phase of that index is called for short."""
    return _NUMERALS[index] if index < len(_NUMERALS) else str(index + 1)
