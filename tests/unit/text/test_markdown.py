"""Text in Markdown is shown as it is, and no forge makes anything of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hopthu.text.document.markdown import as_markdown, escaped
from hopthu.text.document.model import Column, Document, Section
from hopthu.text.errors import printable

ENGINE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What GitHub, GitLab and Forgejo look for in the text of the page that was made.
FORGES = re.compile(
    r"@[\w.-]|\w://|\bwww\.\w|(?<!\w)[#!%]\d|\bGH-\d|\[\[|:[a-z_+-]+:|\$", re.IGNORECASE
)
PARTS = st.one_of(
    st.sampled_from(
        [
            *("son@moj.gov.vn", "@moj", "https://e.vn/?a=1&b=_2_", "www.e.vn", "#12", "moj/x#12"),
            *("GH-7", "!3", "[[x|y]]", "[[", ":tada:", "x.yml:100:", "$x$", "<b>", "<!-- -->"),
            *("&lt;", "&#64;", "*", "**", "__", "~~", "`", "``", "\\", "\\\\", "|", "[a](b)"),
            *("1.", "1)", "-", "---", "+", "# ", "> ", "    ", " ", "\n", "\t", "\x1b[31m", "\0"),
            *(".", ",", "(", ")", "Ứng Hoè Sơn", "“", "”", "[ ]", "ftp://", "mailto:a@b.vn"),
        ]
    ),
    st.text(max_size=6),
)
TEXTS = st.lists(PARTS, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ứng Hoè Sơn (thanh-hoa-0004), 25/11/2008: 5 %", None),
        ("a|b *c* `d` <e> &lt; ~~s~~ \\ # _i_", None),
        ("son@moj.gov.vn", "`son@moj.gov.vn`"),
        ("Sơn (son@moj.gov.vn), @moj.", "Sơn (`son@moj.gov.vn`), `@moj`."),
        ("[a](http://e.vn) www.e.vn", "\\[a\\](`http://e.vn`) `www.e.vn`"),
        ("a|*b*@moj.gov.vn", "a\\|`*b*@moj.gov.vn`"),
        ("#12, moj/x#12; # 12", "`#12`, `moj/x#12`; \\# 12"),
        ("1. a", "1\\. a"),
        ("- a", "\\- a"),
        ("-5", "-5"),
        ("a\nb\x1b[1m", "a b\N{REPLACEMENT CHARACTER}\\[1m"),
    ],
)
def test_what_is_written(text: str, written: str | None) -> None:
    """Names and numbers as they are, markup behind a backslash, what forges act on as code."""
    assert escaped(text) == (written or re.sub(r"[\\`*_<>|#&~]", r"\\\g<0>", text))


@pytest.mark.parametrize(
    ("frame", "blocks"),
    [
        ("{}", ["paragraph_open", "inline", "paragraph_close"]),
        ("- x {}", None),
        ("- {}", None),
        ("# {}", ["heading_open", "inline", "heading_close"]),
    ],
)
@settings(deadline=None)
@given(text=TEXTS)
def test_a_line_shows_exactly_the_text(frame: str, blocks: list[str] | None, text: str) -> None:
    """As a paragraph, an item, a title: whatever goes in, nothing else comes out."""
    line = printable(text).strip()
    if not line:
        return
    tokens = ENGINE.parse(frame.format(escaped(text)))
    item = ["bullet_list_open", "list_item_open", "paragraph_open", "inline"]
    item += ["paragraph_close", "list_item_close", "bullet_list_close"]
    assert [token.type for token in tokens] == (blocks or item)
    (inline,) = (token for token in tokens if token.type == "inline")
    assert shown(inline) == (f"x {line}" if "x" in frame else line)


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=2, max_size=2))
def test_a_cell_shows_exactly_the_text(texts: list[str]) -> None:
    """And stays one, in the head and below it."""
    columns = tuple(Column(text) for text in texts)
    document = Document("t", sections=[Section(columns=columns, rows=[texts])], brief=True)
    title, *cells = (each for each in ENGINE.parse(as_markdown(document)) if each.type == "inline")
    assert shown(title) == "t"
    assert [shown(cell) for cell in cells] == [printable(text).strip() for text in texts * 2]


def shown(inline: Token) -> str:
    """What a line shows; fails where a forge would act on it."""
    children = inline.children or []
    assert {child.type for child in children} <= {"text", "code_inline"}
    assert not [c.content for c in children if c.type == "text" and FORGES.search(c.content)]
    return "".join(child.content for child in children)
