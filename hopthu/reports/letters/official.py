"""An official letter (công văn) in the form that Decree 30/2020/NĐ-CP sets for them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hopthu.files.whole import write_whole
from hopthu.text.language import VIETNAMESE

from . import words

if TYPE_CHECKING:
    from docx.document import Document

_UNKNOWN = "……"
_HEADS = {
    "tổng cục": "Tổng cục trưởng",
    "cục": "Cục trưởng",
    "vụ": "Vụ trưởng",
    "bộ": "Bộ trưởng",
    "sở": "Giám đốc",
    "trung tâm": "Giám đốc",
}
_ANY_HEAD = "Thủ trưởng đơn vị"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTable:
    """``widths`` are in millimetres, and come to at most 165; a row has a cell for each head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: the post as it stands above the signature, and the name, which may be empty.

    A post may have several lines: who signs for another stands below that one.
    """

    post: str
    name: str = ""


def head_of(letterhead: Sequence[str], name: str = "") -> Signer:
    """Who signs unless somebody else is named: the head of the agency that writes."""
    kind = (letterhead[-1] if letterhead else "").casefold()
    found = (post for start, post in _HEADS.items() if kind.startswith(f"{start} "))
    return Signer(post=next(found, _ANY_HEAD), name=name)


def write_letter(
    path: Path,
    *,
    letterhead: Sequence[str],
    number: str,
    date: datetime.date | None,
    to: str,
    subject: str,
    paragraphs: Sequence[str],
    table: LetterTable | None = None,
    closing: Sequence[str] = (),
    signer: Signer,
    copies: Sequence[str] = (),
    place: str = "Hà Nội",
    language: str = VIETNAMESE,
    mode: int = 0o644,
) -> None:
    """Write a letter as .docx; the same arguments give the same bytes.

    ``letterhead``: the agency above, then the one that writes. ``number`` may be empty and ``date``
    None: the registry fills them in. ``paragraphs`` come before the table, ``closing`` after it.
    ``language`` (``vi``, ``en``) is of the words that every letter has, ``mode`` that of a new
    file. Raises HopthuError where the file cannot be written.
    """
    import docx

    from . import layout

    document = docx.Document()
    layout.set_page(document)
    _set_properties(document, subject, letterhead)
    day = {
        "place": place,
        "day": f"{date.day:02}" if date else _UNKNOWN,
        # The decree has a zero before 1 and 2 alone, where somebody could write a 1 before it.
        "month": (f"{date.month:02}" if date.month < 3 else date.month) if date else _UNKNOWN,
        "year": date.year if date else _UNKNOWN,
    }
    layout.add_head(
        document,
        agencies=[name.upper() for name in letterhead],
        number=words.NUMBER.render({"number": number or f"{_UNKNOWN}/{_UNKNOWN}"}, language),
        subject=words.SUBJECT.render({"subject": subject}, language),
        nation=(words.NATION.render(language=language), words.MOTTO.render(language=language)),
        day=words.DAY.render(day, language),
    )
    layout.add_addressee(document, words.TO.render({"to": to}, language))
    for text in paragraphs:
        layout.add_paragraph(document, text)
    if table is not None:
        layout.add_table(document, table.head, table.rows, table.widths)
    for text in closing:
        layout.add_paragraph(document, text)
    layout.add_foot(
        document,
        copies=(words.COPIES.render(language=language), _listed(copies)),
        signer=(signer.post.upper().split("\n"), signer.name),
    )
    write_whole(path, _bytes(document), mode)


def _listed(copies: Sequence[str]) -> list[str]:
    """A line each; the last one ends with a full stop."""
    last = len(copies)
    return [f"- {copy}{'.' if n == last else ';'}" for n, copy in enumerate(copies, 1)]


def _set_properties(document: Document, subject: str, letterhead: Sequence[str]) -> None:
    """Say what the document is; the times are those of the empty one that python-docx brings."""
    properties = document.core_properties
    properties.title = subject
    properties.author = properties.last_modified_by = letterhead[-1] if letterhead else ""
    properties.comments = ""


def _bytes(document: Document) -> bytes:
    """The file, packed again without the times at which its parts were packed."""
    packed, again = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(again, "w") as archive:
        for name in parts.namelist():
            archive.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()
