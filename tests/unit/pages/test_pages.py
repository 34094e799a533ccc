"""Every page that hopthu makes, as people see it: in the hand, on a desk, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .page_samples import PAGES, PROJECT, made
from .screens import WIDTHS, opened, wrong

BOTH = [name for name in PAGES if not name.startswith(("huong-dan", "limited"))]
"""Those in two languages; the guides have theirs, and one sentence stands in both."""
_EXTENDS = re.compile(r"""extends ['"]([a-z.0-9-]+)['"]""")
Made = Callable[[str], Path]


@pytest.fixture(scope="module")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Each page is made once."""
    folder, kept = tmp_path_factory.mktemp("pages"), dict[str, Path]()

    def page_of(name: str) -> Path:
        if name not in kept:
            (folder / f"{name}.d").mkdir()
            kept[name] = made(name, folder)
        return kept[name]

    return page_of


def test_every_template_of_a_page_is_here() -> None:
    """Who adds a page adds it to the samples, and it is looked at."""
    extended: set[str] = set()
    templates: dict[str, str] = {}
    for path in (*PROJECT.glob("hopthu/**/*.html.j2"), *PROJECT.glob("roles/**/*.html.j2")):
        text = path.read_text(encoding="utf-8")
        extended.update(_EXTENDS.findall(text))
        if _EXTENDS.search(text) or "<html" in text:
            templates[str(path.relative_to(PROJECT))] = path.name
    whole = {path for path, name in templates.items() if name not in extended}
    assert whole == {template for template, _ in PAGES.values()}


@pytest.mark.parametrize("name", PAGES)
def test_on_every_screen(browser: Browser, page_of: Made, name: str) -> None:
    """Nothing sticks out, no cell is cut, and axe finds nothing, in either language."""
    page = opened(browser, page_of(name))
    found = [
        each
        for scheme in ("light", "dark")
        for width in WIDTHS
        for each in wrong(page, width, scheme)
    ]
    if name in BOTH:
        page.click("label[for=en]")
        found += wrong(page, WIDTHS[0], "light")
    page.context.close()
    assert found == []


@pytest.mark.parametrize("name", ["board", "plan", "preview"])
def test_a_page_begins_in_its_readers_language(browser: Browser, page_of: Made, name: str) -> None:
    """Whoever made it; for a reader of neither it begins as it was made."""
    for reader, language in (("vi-VN", "vi"), ("en-GB", "en"), ("fr-FR", None)):
        context = browser.new_context(locale=reader)
        page = context.new_page()
        page.goto(page_of(name).as_uri())
        chosen = page.locator("input.choice:checked").get_attribute("id")
        begun = re.search(r'id="(vi|en)" checked', page_of(name).read_text(encoding="utf-8"))
        assert begun
        assert chosen == (language or begun[1])
        assert page.locator("html").get_attribute("lang") == chosen
        other = "en" if chosen == "vi" else "vi"
        assert page.locator(f".page [lang={chosen}]").first.is_visible()
        assert not page.locator(f".page [lang={other}]").first.is_visible()
        context.close()
