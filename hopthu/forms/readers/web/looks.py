"""How the texts of a web page look, as far as a form needs it: font, line through, hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ...sheet import Why

_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_SELECTOR = re.compile(r"([A-Za-z][\w-]*)?(?:\.([\w-]+))?\Z")
_MOST_RULES = 20_000


class Look(NamedTuple):
    """How a text looks; ``font`` empty: as what is around it."""

    font: str = ""
    why: Why | None = None  # it is left out

    def over(self, outer: Look) -> Look:
        """Return the look of a text within another one."""
        return Look(self.font or outer.font, self.why or outer.why)


PLAIN = Look()
_TAGS = {name: Look(why=Why.STRUCK) for name in ("s", "strike")} | {"del": Look(why=Why.DELETED)}


class Looks:
    """The style sheets of a page."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], Look] = {}

    def read(self, sheet: str) -> None:
        """Take the rules of a style sheet whose selectors are a tag, a class or both."""
        for selectors, declarations in _RULE.findall(_COMMENT.sub(" ", sheet)):
            look = declared(declarations)
            if look == PLAIN or len(self._rules) > _MOST_RULES:
                continue
            for selector in selectors.split(","):
                if match := _SELECTOR.match(selector.strip()):
                    key = (match[1] or "").lower(), match[2] or ""
                    self._rules[key] = look.over(self._rules.get(key, PLAIN))

    def of(self, tag: str, attributes: Mapping[str, str]) -> Look:
        """Return how a tag makes its text look, itself, by its class and by its own style."""
        look = declared(attributes.get("style", "")) if "style" in attributes else PLAIN
        if tag == "font" and "face" in attributes:
            look = look.over(Look(_first(attributes["face"])))
        if "hidden" in attributes:
            look = look.over(Look(why=Why.HIDDEN))
        for name in attributes.get("class", "").split():
            for key in ((tag, name), ("", name)):
                look = look.over(self._rules.get(key, PLAIN))
        return look.over(self._rules.get((tag, ""), PLAIN)).over(_TAGS.get(tag, PLAIN))


def declared(declarations: str) -> Look:
    """Return what the declarations of a style say."""
    look = PLAIN
    for declaration in declarations.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        told = value.lower()
        if name in ("font-family", "mso-ascii-font-family") and not look.font:
            look = look._replace(font=_first(value))
        elif name.startswith("text-decoration") and "line-through" in told:
            look = look._replace(why=Why.STRUCK)
        elif (name, told.split("!")[0].strip()) in (
            ("display", "none"),
            ("visibility", "hidden"),
            ("visibility", "collapse"),
            ("mso-hide", "all"),
        ):
            look = look._replace(why=Why.HIDDEN)
    return look


def _first(families: str) -> str:
    return families.split(",")[0].strip(" \"'")
