"""The documents' pictures show today's pages; `scripts/screenshots --documents` takes them."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pypdf
import pytest
import yaml
from playwright.sync_api import Browser, FloatRect, ViewportSize

from .country import country
from .page_samples import PROJECT
from .screens import opened

IMAGES = PROJECT / "docs/images"
TAKEN = IMAGES / "taken.yml"
"""By picture the SHA-256 of the page that it shows."""


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The board of the invented country."""
    folder = tmp_path_factory.mktemp("country")
    (folder / "environment").mkdir()
    path = folder / "board.html"
    path.write_text(country(folder / "environment"), encoding="utf-8")
    return path


def test_the_board_of_the_documents(browser: Browser, board: Path) -> None:
    """It was taken of the page as it is made today."""
    if "HOPTHU_PICTURES" in os.environ:
        page = opened(browser, board)
        page.set_viewport_size({"width": 960, "height": 900})
        bottom = page.evaluate("document.querySelector('.third').getBoundingClientRect().top")
        clip = FloatRect(x=0, y=0, width=960, height=bottom)
        page.screenshot(path=IMAGES / "board.png", full_page=True, clip=clip)
        TAKEN.write_text(f"board.png: {_digest(board)}\n", encoding="utf-8")
    taken = yaml.safe_load(TAKEN.read_text(encoding="utf-8"))
    again = "the board looks otherwise than its picture → scripts/screenshots --documents"
    assert taken == {"board.png": _digest(board)}, again


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_width_is_too_narrow(browser: Browser, board: Path, language: str) -> None:
    """Forms that came late make the widest table; nobody scrolls sideways on any screen."""
    page = opened(browser, board, language)
    wider = []
    for width in range(390, 1450, 30):
        page.set_viewport_size(ViewportSize(width=width, height=900))
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            wider.append(width)
    assert not wider


def test_three_sheets(browser: Browser, board: Path) -> None:
    """As many when there is much to tell: what comes next, letters' copies, phases, those late."""
    content = opened(browser, board).pdf(prefer_css_page_size=True)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 3


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
