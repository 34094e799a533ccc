"""HTML: pages without a network or a script, for a telephone and for paper, in both languages."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..language import ENGLISH, VIETNAMESE, Text, current
from ..sentences import say, shown
from .model import Cell, Document, plain

_FOLDER = Path(__file__).parent
_READER = (_FOLDER / "reader.js").read_text(encoding="utf-8")
_HTML = '<span lang="vi">{}</span><span lang="en">{}</span>'


def templates(folder: Path) -> Environment:
    """The templates of a folder, which extend ``base.html.j2``; what they are given is text."""
    environment = Environment(
        loader=FileSystemLoader([folder, _FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"both": both, "css": css_text}
    # The policy of the page lets this one script run, by its digest, and no other.
    digest = base64.b64encode(hashlib.sha256(_READER.encode()).digest()).decode("ascii")
    script = Markup(_READER)  # noqa: S704 - our own file
    environment.globals |= {"reader": script, "reader_digest": f"sha256-{digest}"}
    return environment


def both(value: object, markup: str = _HTML, **values: object) -> Markup:
    """A text, a number or a day in both languages; the page shows the one that is chosen."""
    vietnamese, english = (escape(_in(value, values, code)) for code in (VIETNAMESE, ENGLISH))
    if vietnamese == english:
        return vietnamese
    return Markup(markup).format(vietnamese, english)  # noqa: S704 - the callers' own


def css_text(value: object, language: str) -> Markup:
    """A text in ``language`` as it stands between the quotes of a style."""
    text = _in(value, {}, language)
    safe = (c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
    return Markup("".join(safe))  # noqa: S704 - nothing is left that ends a string or an element


def _in(value: object, values: dict[str, object], language: str) -> str:
    if isinstance(value, Text) and values:
        value = say(value, **values)
    return "–" if value is None else shown(value, language)


def as_html(document: Document, language: str = "") -> str:
    """The report as one page, which opens in ``language`` (empty: the operator's)."""
    environment = templates(_FOLDER)
    environment.filters["cell"] = _cell
    template = environment.get_template("document.html.j2")
    language = language or current()
    return template.render(
        document=document, title=plain(document.title, language), language=language
    )


def _cell(cell: Cell) -> Markup:
    return both(Text.of(lambda language: plain(cell, language)))
