"""The arithmetic and the tables of the bench."""

from __future__ import annotations

import pytest

from tests.bench.book import (
    EMPTY,
    FIRST,
    HOPTHU,
    LDAPADD,
    LDAPADD_WHOLE,
    LDAPSEARCH,
    NOTHING,
    PLAY_ONE,
    WITH_YAML,
    Book,
    Key,
)
from tests.bench.table import results, targets


@pytest.fixture
def book() -> Book:
    """A bench of 10 000 people."""
    made = Book()
    for seconds in (2.0, 1.0, 4.0):
        made.add(Key(10_000, FIRST, HOPTHU), 10_000, seconds, 90_000_000)
    made.add(Key(10_000, FIRST, LDAPADD), 10_000, 18.0, 9_000_000)
    return made


def test_median_and_peak(book: Book) -> None:
    """Repeated runs count by their median, memory by the worst run."""
    book.add(Key(10_000, FIRST, LDAPADD), 10_000, 20.0, 12_000_000)
    row = book.get(10_000, FIRST, HOPTHU)
    other = book.get(10_000, FIRST, LDAPADD)
    assert row is not None
    assert other is not None
    assert (row.median, row.rate) == (2.0, 5000.0)
    assert (other.median, other.peak) == (19.0, 12_000_000)


def test_sample_is_extrapolated_but_for_its_start() -> None:
    """What no entry costs is counted once; a sample of everything is no sample."""
    book = Book()
    book.add(Key(1000, FIRST, "loop"), 1000, 31.0, sample=20, fixed=1.0)
    book.add(Key(1000, FIRST, "all"), 1000, 5.0, sample=1000)
    loop, everything = book.rows()
    assert (loop.median, loop.sample) == (1.0 + 30.0 * 50, 20)
    assert (everything.median, everything.sample) == (5.0, 0)


def test_ratio_is_to_hopthu_at_the_same_task(book: Book) -> None:
    """A peer's ratio is its time by hopthu's; hopthu itself has none, nor has another task."""
    book.add(Key(10_000, NOTHING, LDAPSEARCH), 10_000, 0.1)
    ratios = [book.ratio(row) for row in book]
    assert ratios == [None, 9.0, None]


def test_table_says_what_is_extrapolated(book: Book) -> None:
    """A star at the row and a line below the table."""
    book.add(Key(10_000, FIRST, "slow"), 10_000, 2.0, sample=1000)
    text = results(book, markdown=False)
    assert "slow *" in text
    assert text.endswith("* extrapolated from a sample of 1 000\n")
    assert "*" not in results(Book(), markdown=False)


def test_markdown_has_the_same_cells(book: Book) -> None:
    """Both forms have the same rows; Markdown's has a rule with the alignment."""
    plain = results(book, markdown=False).splitlines()
    marked = results(book, markdown=True).splitlines()
    assert len(plain) == len(marked) == 4
    assert set(marked[1]) <= set("|-: ")
    assert "-: |" in marked[1]
    for one, other in zip(plain[2:], marked[2:], strict=True):
        assert one.split() == other.replace("|", " ").split()


def test_rows_are_grouped() -> None:
    """By size and then by task, in whatever order they were measured."""
    book = Book()
    for size, task, who in (
        (20, FIRST, "a"),
        (20, NOTHING, "a"),
        (10, FIRST, "a"),
        (20, FIRST, "b"),
    ):
        book.add(Key(size, task, who), size, 1.0)
    assert [(row.key.people, row.key.task, row.key.who) for row in book] == [
        (10, FIRST, "a"),
        (20, FIRST, "a"),
        (20, FIRST, "b"),
        (20, NOTHING, "a"),
    ]


def test_targets_reached_and_missed(book: Book) -> None:
    """A fifth of a transaction of ldapadd is enough; 4.5 times an empty play is too much."""
    book.add(Key(10_000, FIRST, LDAPADD_WHOLE), 10_000, 10.0)
    book.add(Key(10_000, NOTHING, PLAY_ONE), 150, 9.0)
    book.add(Key(10_000, NOTHING, EMPTY), 150, 2.0)
    lines = targets(book, markdown=False).splitlines()[2:]
    assert [line.split()[-1] for line in lines] == ["yes", "NO"]
    assert " 0.2 " in lines[0]
    assert "≤ 0.65" in lines[0]
    assert " 4.5 " in lines[1]
    assert "≤ 2.6" in lines[1]


def test_memory_target_looks_at_growth() -> None:
    """Memory that grows faster for more people is seen."""
    book = Book()
    for size, peak in ((1_000, 40e6), (10_000, 67e6), (100_000, 877e6)):
        book.add(Key(size, FIRST, WITH_YAML), size, 1.0, int(peak))
    lines = targets(book, markdown=False).splitlines()[2:]
    assert [line.split()[-1] for line in lines] == ["yes", "NO"]
    assert " 3 " in lines[1]


def test_nothing_measured_nothing_said() -> None:
    """Without the sizes that the targets speak of there is no table of them."""
    assert targets(Book(), markdown=False) == ""
