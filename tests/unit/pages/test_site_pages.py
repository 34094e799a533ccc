"""The site of the documents as people see it: nothing for axe, by day and by night; a search."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .page_samples import PROJECT
from .screens import opened, wrong

# One of each kind: the way in, text with commands, a picture, wide tables, long ones, code.
KINDS = (
    "index",
    "en/index",
    "vi/tutorial",
    "en/operator/apply",
    "vi/head/board",
    "vi/reference/roles",
    "en/reference/commands",
)
_WIDTHS = (390, 1440)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once."""
    folder = tmp_path_factory.mktemp("site")
    mkdocs = Path(sys.executable).parent / "mkdocs"
    told = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([mkdocs, "build", "-q", "-d", folder], cwd=PROJECT, env=told, check=True)
    return folder


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_every_screen(browser: Browser, site: Path, name: str, scheme: str) -> None:
    """Nothing sticks out, no cell is cut, and axe finds nothing."""
    found = []
    for width in _WIDTHS:
        page = opened(browser, site / f"{name}.html", scheme=scheme, width=width)
        found += wrong(page, width, scheme, rules={})
        page.context.close()
    assert found == []


@pytest.mark.parametrize(
    ("page", "language", "word", "found"),
    [
        ("vi/operator/apply", "vi", "mật khẩu lần đầu", "Mật khẩu lần đầu"),
        ("en/index", "en", "failover", "A mail host is lost"),
    ],
)
def test_it_searches_from_the_disk(
    browser: Browser, site: Path, page: str, language: str, word: str, found: str
) -> None:
    """Without a server, without a network; its menu and its words are in the page's language."""
    shown = opened(browser, site / f"{page}.html")
    assert shown.locator("html").get_attribute("lang") == language
    shown.click(".md-search__input")
    shown.keyboard.type(word)
    assert shown.locator(".md-search-result__item", has_text=found).first.text_content()
    tabs = shown.locator(".md-tabs__link").all_text_contents()
    assert any(each.strip() == ("Tra cứu" if language == "vi" else "Reference") for each in tabs)
    shown.context.close()


def test_a_page_leads_to_itself_in_the_other_language(browser: Browser, site: Path) -> None:
    """By the menu of languages, and by the line below its title."""
    page = opened(browser, site / "vi/mail/failover.html")
    other = page.locator(".md-select__link[hreflang=en]").get_attribute("href")
    assert other == "../../en/mail/failover.html"
    page.click("article a:has-text('English')")
    assert page.url.endswith("/en/mail/failover.html")
    page.context.close()
