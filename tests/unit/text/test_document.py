"""A report is shown whole in every form, and acts in none."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from rich.console import Console

from hopthu.text.document.csv_text import csv_text, flat_rows
from hopthu.text.document.markdown import Markdown, as_markdown
from hopthu.text.document.model import Cell, Document, Section, columns
from hopthu.text.document.page import as_html
from hopthu.text.document.terminal import plain_lines, print_document
from hopthu.text.document.workbook import as_workbook
from hopthu.text.language import Text

HEADS = columns(("who", "ai"), ("how many", "mấy"), numbers=(1,))
ROWS: list[tuple[Cell, ...]] = [("=1+1", 7), ("Ứng\x1b[31m", 1234), (Text("nobody", "không ai"), 0)]
DOCUMENT = Document(
    Text("Title", "Tựa"),
    [(Text("By", "Bởi"), "<b>")],
    [
        Section(
            Text("All", "Tất cả"), HEADS, ROWS, ["an item"], Text("a note", "ghi chú"), ["+ x"]
        ),
        Section("empty", HEADS),
    ],
    brief=True,
)


def test_markdown() -> None:
    """A blank line between two parts, none in the table; a section without anything is left out."""
    assert as_markdown(DOCUMENT, 2, "vi") == (
        "# Tựa\n\n- Bởi: \\<b\\>\n\n## Tất cả\n\nghi chú\n\n- an item\n```diff\n+ x\n```\n\n"
        "| ai | mấy |\n|---|--:|\n| =1+1 | 7 |\n| Ứng\N{REPLACEMENT CHARACTER}\\[31m | 1234 |\n\n"
        "… và 1 dòng nữa\n"
    )
    assert as_markdown(Document(Markdown("`a`"))) == "# `a`\n"


def test_page() -> None:
    """Everything is in the page, as text."""
    page = as_html(DOCUMENT, "en")
    for told in ("&lt;b&gt;", "an item", "+ x", "=1+1", "1234", ">a note<", ">ghi chú<", "nobody"):
        assert told in page
    assert "<b>" not in page
    assert "\x1b" not in page
    assert "<title>Title</title>" in page


def test_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In colours and as plain lines; numbers to the right."""
    monkeypatch.setenv("HOPTHU_LANG", "en")
    stream = io.StringIO()
    print_document(DOCUMENT, Console(file=stream, width=80), 1)
    assert [line.rstrip() for line in stream.getvalue().splitlines()] == [
        *("Title", "  By: <b>", "", "All (3)", "  a note", "  an item", "  + x"),
        *("who     how many", "=1+1           7", "  … and 2 more rows"),
    ]
    assert plain_lines(DOCUMENT, "en", 2) == [
        *("All", "  a note", "  an item", "  + x", "  who       how many", "  =1+1             7"),
        *("  Ứng\N{REPLACEMENT CHARACTER}[31m      1234", "  … and 1 more rows"),
    ]


def test_spreadsheets() -> None:
    """No text is a formula; every row bears the table's title."""
    text = csv_text(flat_rows(DOCUMENT)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1:] for row in rows[1:3]] == [
        ["'=1+1", "7"],
        ["Ứng\N{REPLACEMENT CHARACTER}[31m", "1234"],
    ]
    sheet = load_workbook(io.BytesIO(as_workbook(DOCUMENT))).worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].quotePrefix) == (
        "=1+1",
        "s",
        True,
    )
