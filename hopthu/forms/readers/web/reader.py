"""Read web pages, alone or in an archive of one file (.mht), as workbooks."""

from __future__ import annotations

import codecs
import email
import html
import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple
from urllib.parse import unquote

from hopthu.text.errors import HopthuError

from ... import messages
from ...sheet import Sheet
from .. import plain_text
from ..limits import Budget
from .page import read_page

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
# Its sheets are said to be in files of their own.
_SHEETS = re.compile(r"<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"<x:Name>([^<]*)</x:Name>", re.IGNORECASE)
_SOURCE = re.compile(r"<x:WorksheetSource\s[^>]*HRef=[\"']?([^\"'>\s]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden", re.IGNORECASE)
_FRAMES = re.compile(r"<frame\s[^>]*src=", re.IGNORECASE)


class _Listed(NamedTuple):
    """A sheet as the page of the workbook lists it."""

    name: str
    source: str
    hidden: bool


def read(data: bytes) -> list[Sheet]:
    """Return a page as one sheet; raises ``HopthuError`` where its sheets are in other files."""
    page = decoded(data)
    listed = list(_listed(page))
    sheet = read_page(page, listed[0].name if len(listed) == 1 else "", Budget())
    in_files = any(each.source for each in listed) or _FRAMES.search(page)
    if in_files and not any(len(cells) > 1 for cells in sheet.rows.values()):
        raise HopthuError.of(messages.PAGE_WITHOUT_SHEETS)
    return [sheet]


def read_archive(data: bytes) -> list[Sheet]:
    """Return the pages of an archive as sheets; raises ``HopthuError``."""
    try:
        pages = dict(_pages(email.message_from_bytes(data)))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise HopthuError.of(messages.NO_PAGE) from error
    listed = {
        each.source.rpartition("/")[2].lower(): each
        for page in pages.values()
        for each in _listed(page)
        if each.source
    }
    named = [(listed[place], page) for place, page in pages.items() if place in listed]
    budget = Budget()
    if named:
        return [read_page(page, each.name, budget, hidden=each.hidden) for each, page in named]
    sheets = [read_page(page, "", budget) for page in pages.values()]
    if not sheets:
        raise HopthuError.of(messages.NO_PAGE)
    return sheets[:1] if len(sheets) == 1 else [sheet for sheet in sheets if sheet.rows][:1]


def _pages(message: Message) -> Iterator[tuple[str, str]]:
    """Yield the pages in a message by the end of the place that they say they were at."""
    for number, part in enumerate(message.walk()):
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        place = unquote(str(part.get("Content-Location", ""))).replace("\\", "/").rpartition("/")[2]
        if isinstance(content, bytes):
            charset = part.get_content_charset() or ""
            yield place.lower() or str(number), decoded(content, charset)


def _listed(page: str) -> Iterator[_Listed]:
    for match in _SHEETS.finditer(page):
        name, source = _NAME.search(match[1]), _SOURCE.search(match[1])
        yield _Listed(
            html.unescape(name[1]) if name else "",
            unquote(source[1]).replace("\\", "/") if source else "",
            bool(_HIDDEN.search(match[1])),
        )


def decoded(data: bytes, charset: str = "") -> str:
    """Return a page's characters, as it declares them or, where that is not so, as they are."""
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    charset = charset or (declared[1].decode("ascii") if declared else "")
    is_marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        known = codecs.lookup(charset).name if charset and not is_marked else ""
    except LookupError:
        known = ""
    try:
        if known in ("utf-8", "cp1258"):
            return data.decode(known)
    except UnicodeDecodeError:
        pass
    try:
        return plain_text.decoded(data)
    except ValueError:  # control characters: a page is a page all the same
        return data.decode("utf-8", "replace")
