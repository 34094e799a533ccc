"""A guide on paper: the same HTML, laid out on A4 by WeasyPrint."""

from __future__ import annotations

import logging
from importlib import resources

from hopthu.text.errors import HopthuError

from . import messages

_FACES = (("DejaVuSans.ttf", "normal"), ("DejaVuSans-Bold.ttf", "bold"))
_FAMILY = "Guide"


def guide_pdf(html: str) -> bytes:
    """Return ``html`` as PDF, with the fonts that hopthu brings; the same text, the same bytes.

    Raises HopthuError where the library, or one of Debian's that it needs, is missing. Nothing is
    fetched: whatever is not inside the HTML is left out.
    """
    try:
        # Only here: it takes a second, and most modules make no PDF.
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as error:
        raise HopthuError.of(messages.NO_LIBRARY, reason=error) from error
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    folder = resources.files("hopthu").joinpath("provision", "handover", "fonts")
    with resources.as_file(folder) as fonts:
        faces = "".join(
            f"@font-face {{ font-family: {_FAMILY}; font-weight: {weight}; "
            f"src: url('{(fonts / name).as_uri()}') }}"
            for name, weight in _FACES
        )
        style = f"{faces} html {{ font-family: {_FAMILY} !important }}"
        known = FontConfiguration()
        pdf: bytes = HTML(string=html).write_pdf(
            stylesheets=[CSS(string=style, font_config=known)], font_config=known
        )
    return pdf
