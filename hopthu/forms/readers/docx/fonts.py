"""The fonts of a .docx document: of runs, of the styles that they inherit from, of the theme."""

from __future__ import annotations

import zipfile

from ..archive import Attributes, LocalNames, walk

_LEVELS = 20  # of styles that inherit from each other; a circle ends there


class Fonts:
    """Fonts by style; ``major`` and ``minor`` are the theme's, for headings and for text."""

    def __init__(self) -> None:
        self.theme: dict[str, str] = {}
        self.default = ""
        self.paragraph_style = ""  # of paragraphs that name none
        self.parents: dict[str, str] = {}
        self.styles: dict[str, str] = {}

    def named(self, attributes: Attributes, local: LocalNames) -> str:
        """Return the font that ``rFonts`` names for letters beyond ASCII, empty for none."""
        values = {local[name]: value for name, value in attributes.items()}
        for name in ("hAnsi", "ascii"):
            theme = values.get(f"{name}Theme", "")[:5]  # minorHAnsi, majorAscii
            if font := self.theme.get(theme) or values.get(name, ""):
                return font
        return ""

    def of(self, *styles: str) -> str:
        """Return the font of the first of these styles that has one, else the default."""
        return next((font for style in styles if (font := self._inherited(style))), self.default)

    def _inherited(self, style: str) -> str:
        for _ in range(_LEVELS):
            if not style or self.styles.get(style):
                break
            style = self.parents.get(style, "")
        return self.styles.get(style, "")


def read_fonts(archive: zipfile.ZipFile, styles: str, theme: str) -> Fonts:
    """Return the fonts of a document whose parts have these names; empty: there is none."""
    fonts = Fonts()
    if theme:
        _read_theme(archive, theme, fonts)
    if styles:
        _read_styles(archive, styles, fonts)
    return fonts


def _read_theme(archive: zipfile.ZipFile, part: str, fonts: Fonts) -> None:
    local = LocalNames()
    current = ""

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal current
        tag = local[tag]
        if tag in ("majorFont", "minorFont"):
            current = tag.removesuffix("Font")
        elif tag == "latin" and current:
            fonts.theme.setdefault(current, attributes.get("typeface", ""))

    walk(archive, part, start)


def _read_styles(archive: zipfile.ZipFile, part: str, fonts: Fonts) -> None:
    local = LocalNames()
    style = ""
    inside: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal style
        tag = local[tag]
        inside.append(tag)
        values = {local[name]: value for name, value in attributes.items()}
        if tag == "style":
            style = values.get("styleId", "")
            if values.get("type") == "paragraph" and values.get("default") in ("1", "true", "on"):
                fonts.paragraph_style = style
        elif tag == "basedOn":
            fonts.parents[style] = values.get("val", "")
        elif tag == "rFonts" and "tblStylePr" not in inside:
            font = fonts.named(attributes, local)
            if "docDefaults" in inside:
                fonts.default = font
            else:
                fonts.styles[style] = font

    def end(_: str) -> None:
        inside.pop()

    walk(archive, part, start, end)
