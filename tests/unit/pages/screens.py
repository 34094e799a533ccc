"""A page on every kind of screen: what sticks out, what is cut, what axe finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

WIDTHS = (390, 768, 1280, 1440)
_COLOURS = (390, 1280)  # the widths at which contrasts are reckoned
_HEIGHT = 900
# Of rows, items and tiles that are made alike two are looked at: the others differ in words alone.
_ALIKE = """() => {
    const seen = new Map();
    for (const each of document.querySelectorAll("tbody tr, li, .tile")) {
        const parts = [each, ...each.querySelectorAll("*")];
        const kind = parts.map(part => part.tagName + part.getAttribute("class")).join();
        seen.set(kind, (seen.get(kind) || 0) + 1);
        each.toggleAttribute("data-alike", seen.get(kind) > 2);
    }
}"""
_FOUND = """rules => axe.run({exclude: [["[data-alike]"]]}, {resultTypes: ["violations"], ...rules})
    .then(found => found.violations.flatMap(
        rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`)))"""
_CUT = """[...document.querySelectorAll("td, th")].filter(cell => {
    const place = cell.getBoundingClientRect();
    return place.width > 1 && !cell.querySelector(".unseen")
        && (place.right > innerWidth + 1 || cell.scrollWidth > cell.clientWidth + 1);
}).map(cell => cell.textContent.trim())"""


def opened(
    browser: Browser, path: Path, language: str = "vi", *, scheme: Any = "light", width: int = 1280
) -> Page:
    """The page, in the browser of somebody who reads ``language``."""
    context = browser.new_context(
        locale=language,
        offline=True,
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": _HEIGHT},
    )
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def wrong(page: Page, width: int, scheme: Any, rules: dict[str, Any] | None = None) -> list[str]:
    """All that is wrong with the page at this width and in this scheme of colours.

    ``rules`` are axe's own options; without them, what is not the same at every width.
    """
    page.set_viewport_size({"width": width, "height": _HEIGHT})
    page.emulate_media(color_scheme=scheme)
    found = []
    if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
        found.append("it is wider than the screen")
    if width == WIDTHS[0]:
        found += [f"cut: {text}" for text in page.evaluate(_CUT)]
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(content=AXE_SCRIPT)
        page.evaluate(_ALIKE)
    if rules is None:
        rules = _rules(width, scheme)
    if rules is not None:
        found += page.evaluate(_FOUND, rules)
    return [f"{width} {scheme}: {each}" for each in found]


def _rules(width: int, scheme: str) -> dict[str, Any] | None:
    """What axe is to look for, if anything: colours take it longest, and no width has its own."""
    if scheme == "dark":
        return {"runOnly": ["color-contrast"]} if width in _COLOURS else None
    return {} if width in _COLOURS else {"rules": {"color-contrast": {"enabled": False}}}
