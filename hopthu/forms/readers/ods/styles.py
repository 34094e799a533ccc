"""What a form needs of an OpenDocument's styles: fonts, and which sheets are hidden."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...sheet import Why
from ..archive import Attributes

_LEVELS = 20  # of styles that inherit from each other; a circle ends there
_NAMESPACES = "urn:oasis:names:tc:opendocument:xmlns:"


class PrefixedNames(dict[str, str]):
    """Tags and attributes as the standard writes them, by full name: ``table:table-cell``."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        parts = space.removeprefix(_NAMESPACES).split(":")
        # urn:oasis:names:tc:opendocument:xmlns:table:1.0, urn:…:xmlns:calcext:1.0
        prefix = parts[-2] if len(parts) > 1 else ""
        prefixed = self[name] = f"{prefix.removeprefix('xsl-').removesuffix('-compatible')}:{local}"
        return prefixed

    def of(self, attributes: Attributes) -> Attributes:
        """Return attributes by their prefixed names."""
        return {self[name]: value for name, value in attributes.items()}


class _Style(NamedTuple):
    parent: str
    font: str = ""
    hidden: bool = False
    left_out: Why | None = None  # of its text


class StylesParser:
    """Collects styles wherever they are defined; later ones of the same name prevail."""

    def __init__(self) -> None:
        self._faces: dict[str, str] = {}
        self._styles: dict[tuple[str, str], _Style] = {}
        self._current = ("", "")
        self._names = PrefixedNames()

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take note of a font face, or of a style and its properties."""
        match self._names[tag]:
            case "style:font-face":
                face = self._names.of(attributes)
                family = face.get("svg:font-family", "").strip("'\"")
                self._faces[face.get("style:name", "")] = family
            case "style:style" | "style:default-style":
                style = self._names.of(attributes)
                self._current = style.get("style:family", ""), style.get("style:name", "")
                self._styles[self._current] = _Style(style.get("style:parent-style-name", ""))
            case "style:text-properties":
                text = self._names.of(attributes)
                font = text.get("style:font-name", "")
                self._change(
                    font=self._faces.get(font, font) or text.get("fo:font-family", ""),
                    left_out=_left_out(text),
                )
            case "style:table-properties":
                self._change(hidden=self._names.of(attributes).get("table:display") == "false")

    def _change(self, **values: Any) -> None:
        if self._current in self._styles:
            self._styles[self._current] = self._styles[self._current]._replace(**values)

    def font(self, family: str, name: str) -> str:
        """Return the font of a style, its own or inherited, empty when none is said."""
        for _ in range(_LEVELS):
            style = self._styles.get((family, name))
            if style is None or style.font or not name:
                return style.font if style else self._default(family, name)
            name = style.parent
        return ""

    def left_out(self, family: str, name: str) -> Why | None:
        """Return why a text of a style is not to be read, by the style or an inherited one."""
        for _ in range(_LEVELS):
            style = self._styles.get((family, name)) if name else None
            if style is None or style.left_out:
                return style.left_out if style else None
            name = style.parent
        return None

    def _default(self, family: str, name: str) -> str:
        return self.font(family, "") if name else ""

    def is_hidden(self, table: str) -> bool:
        """Tell whether a sheet of this style is not shown."""
        style = self._styles.get(("table", table))
        return style is not None and style.hidden


def _left_out(text: Attributes) -> Why | None:
    lines = {text.get("style:text-line-through-style"), text.get("style:text-line-through-type")}
    if lines - {None, "none"} and "none" not in lines:
        return Why.STRUCK
    return Why.HIDDEN if text.get("text:display") == "none" else None
