"""Cut a web page into tags and text, in one pass, however broken it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:_-]{0,40})")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']{1,80})\s{0,20}(?:=\s{0,20}("[^"]*"|'[^']*'|[^\s>"']+))?""")
_LONGEST_TAG = 1 << 16
_CLOSED = {"<!--": "-->", "<![CDATA[": "]]>", "<!": ">", "<?": ">"}
_RAW = frozenset({"script", "style", "textarea", "noscript"})  # no tags within, but their own end


class Token(NamedTuple):
    """A tag with its attributes, or (``name`` empty) a stretch of text."""

    name: str = ""
    is_end: bool = False
    attributes: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    text: str = ""


def tokens(page: str) -> Iterator[Token]:
    """Yield what a page is made of; the text of a style sheet comes as it is."""
    place = 0
    while place < len(page):
        begin = page.find("<", place)
        if begin < 0:
            begin = len(page)
        if begin > place:
            yield Token(text=html.unescape(page[place:begin]))
        if begin == len(page):
            return
        if mark := next((mark for mark in _CLOSED if page.startswith(mark, begin)), ""):
            place = _after(page, _CLOSED[mark], begin + len(mark))
            continue
        match = _TAG.match(page, begin)
        end = _end_of_tag(page, match.end()) if match else 0
        if not match or not end:
            yield Token(text="<")
            place = begin + 1
            continue
        name = match[2].lower()
        place = end + 1
        if match[1]:
            yield Token(name, is_end=True)
            continue
        yield Token(name, attributes=_attributes(page[match.end() : end]))
        if name in _RAW:
            stop = _found(page, f"</{name}", place)
            yield Token(text=page[place:stop])
            place = stop


def _after(page: str, mark: str, start: int) -> int:
    end = page.find(mark, start)
    return len(page) if end < 0 else end + len(mark)


def _found(page: str, mark: str, start: int) -> int:
    """Return where a mark begins, in whichever case it is written; the end where it is missing."""
    match = re.compile(re.escape(mark), re.IGNORECASE).search(page, start)
    return match.start() if match else len(page)


def _end_of_tag(page: str, start: int) -> int:
    """Return the place of the bracket that closes a tag; 0 where none does, in quotes or not."""
    quote = ""
    for place in range(start, min(start + _LONGEST_TAG, len(page))):
        character = page[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and page[place - 1] in "= \t\r\n":
            quote = character
        elif character == ">":
            return place
        elif character == "<":
            return 0
    return max(page.find(">", start, start + _LONGEST_TAG), 0)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), html.unescape(value.strip("\"'")))
    return found
