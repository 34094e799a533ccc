"""The page in a real Chromium: on a telephone, on a desk, on paper, and without a network."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from hopthu.reports.board.pages.page import page

from .rollout_samples import Environment, agency

TELEPHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)


@pytest.fixture
def file(two: Environment, tmp_path: Path) -> Path:
    """The page as a file."""
    path = tmp_path / "board.html"
    path.write_text(page(two.board()), encoding="utf-8")
    return path


def opened(browser: Browser, file: Path, size: ViewportSize) -> tuple[Page, list[str]]:
    """The page opened without scripts, and what it asked for."""
    context = browser.new_context(viewport=size, java_script_enabled=False)
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    return tab, asked


@pytest.mark.parametrize("size", [TELEPHONE, DESK])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_sticks_out(
    browser: Browser, file: Path, size: ViewportSize, language: str
) -> None:
    """Nobody scrolls sideways, in either language."""
    with browser.new_context(viewport=size) as context:
        tab = context.new_page()
        tab.goto(file.as_uri())
        tab.click(f"label[for={language}]")
        assert tab.evaluate("document.documentElement.scrollWidth") == size["width"]


@pytest.mark.parametrize("size", [TELEPHONE, DESK])
def test_every_tile_is_seen_and_its_words_fit(
    browser: Browser, file: Path, size: ViewportSize
) -> None:
    """63 of them, none over another, no text cut off."""
    tab, _ = opened(browser, file, size)
    tiles = tab.locator(".tile")
    assert tiles.count() == 63
    places = [tile.bounding_box() for tile in tiles.all()]
    assert all(place and place["width"] > 40 for place in places)
    corners = {(round(place["x"]), round(place["y"])) for place in places if place}
    assert len(corners) == 63
    with browser.new_context(viewport=size) as context:
        page_ = context.new_page()
        page_.goto(file.as_uri())
        cut = page_.evaluate("""[...document.querySelectorAll('.tile')].filter(tile => {
            const label = tile.querySelector('.label'), share = tile.querySelector('.share');
            return label.scrollWidth > tile.clientWidth || share.scrollWidth > tile.clientWidth
                || label.getBoundingClientRect().bottom > share.getBoundingClientRect().top + 1;
        }).map(tile => tile.dataset.code)""")
        assert cut == []


def test_no_request_leaves_the_page(browser: Browser, file: Path) -> None:
    """It is one file, and needs nothing else."""
    _, asked = opened(browser, file, DESK)
    assert asked == [file.as_uri()]


def test_both_languages_without_a_script(browser: Browser, file: Path) -> None:
    """Vietnamese first; the other at a click, and back by the keyboard."""
    tab, _ = opened(browser, file, TELEPHONE)
    title = tab.locator("h1")
    assert title.inner_text() == "Tiến độ triển khai hộp thư"
    tab.click("label[for=en]")
    assert title.inner_text() == "Mailbox rollout"
    assert "62" in tab.locator(".figure.alarm").inner_text()
    tab.keyboard.press("ArrowLeft")
    assert title.inner_text() == "Tiến độ triển khai hộp thư"


def test_a_tile_leads_to_its_row(browser: Browser, file: Path) -> None:
    """A tap shows the province among the others."""
    tab, _ = opened(browser, file, TELEPHONE)
    tab.click(".tile[data-code='38']")
    row = tab.locator("#p38")
    assert tab.url.endswith("#p38")
    assert "Thanh Hóa" in row.inner_text()
    place = row.bounding_box()
    assert place
    assert 0 <= place["y"] < TELEPHONE["height"]


def test_a_tile_tells_more_at_a_glance(browser: Browser, file: Path) -> None:
    """The pointer, or the keyboard, shows what it stands for; a telephone has none."""
    tab, _ = opened(browser, file, DESK)
    tip = tab.locator(".tile[data-code='38'] .tip")
    assert not tip.is_visible()
    tab.hover(".tile[data-code='38']")
    assert tip.is_visible()
    assert "24/11, quá hạn 4 ngày" in tip.inner_text()


def test_on_paper(browser: Browser, file: Path) -> None:
    """Three sheets of A4: the first for the head of office, the map, all provinces."""
    tab, _ = opened(browser, file, DESK)
    content = tab.pdf(prefer_css_page_size=True)
    sheets = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(sheets) == 3
    box = sheets[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)
    first, second, last = (" ".join(sheet.extract_text().split()) for sheet in sheets)
    for words in ("Việc tiếp theo", "Các giai đoạn"):
        assert words in first
    for words in ("Quá hạn", "Từng tỉnh", "Theo thời gian", "và 42 tỉnh nữa"):
        assert words in second
    for name in ("Hà Nội", "Thanh Hóa", "Cà Mau"):
        assert name in last
    assert "What comes next" not in first


def test_a_head_of_office_reads_nothing_of_git(environment: Environment) -> None:
    """Without a history the page says what is not known, and nothing of the tool that keeps it."""
    environment.put("thanh_hoa", [agency("thanh-hoa", "province")])
    board = environment.board()
    text = page(board)
    assert not re.search(r"\bgit\b|commit", text, re.IGNORECASE)
    assert "ngày nhận từng mẫu và tiến độ theo ngày" in text
    assert board.undated
    assert "git" in board.undated.vi


def test_the_table_is_as_wide_as_the_sheet(browser: Browser, file: Path) -> None:
    """A4 less its margins is 703 pixels wide."""
    with browser.new_context(viewport=ViewportSize(width=703, height=1000)) as context:
        tab = context.new_page()
        tab.goto(file.as_uri())
        tab.click("label[for=vi]")
        tab.emulate_media(media="print")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 703


def test_contrast(browser: Browser, file: Path) -> None:
    """Text on every kind of tile is as clear as WCAG AA wants it (4.5)."""
    with browser.new_context(viewport=DESK) as context:
        tab = context.new_page()
        tab.goto(file.as_uri())
        ratios = tab.evaluate("""[0, 1, 2, 3, 4].map(step => {
            const tile = document.querySelector('.tile');
            tile.className = 'tile s' + step;
            const style = getComputedStyle(tile);
            const light = color => {
                const part = color.match(/[0-9.]+/g).slice(0, 3).map(each => each / 255)
                    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
                return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2] + 0.05;
            };
            const [a, b] = [light(style.color), light(style.backgroundColor)];
            return Math.max(a, b) / Math.min(a, b);
        })""")
        assert min(ratios) >= 4.5


def test_the_legend_is_beside_the_map_and_not_on_it(browser: Browser, tmp_path: Path) -> None:
    """On the map of 34 provinces as on that of 63."""
    environment = Environment(tmp_path / "lab")
    path = tmp_path / "board.html"
    for ended in (False, True):
        state = {"state": "ended", "since": "2025-07-01"} if ended else {}
        environment.put("ha_giang", [agency("ha-giang", "province", **state)])
        path.write_text(page(environment.board()), encoding="utf-8")
        for size in (TELEPHONE, DESK):
            tab, _ = opened(browser, path, size)
            assert tab.locator(".tile").count() == (34 if ended else 63)
            legend = tab.locator(".legend").bounding_box()
            assert legend
            for tile in tab.locator(".tile").all():
                place = tile.bounding_box()
                assert place
                assert (
                    place["x"] >= legend["x"] + legend["width"]
                    or place["y"] >= legend["y"] + legend["height"]
                    or place["y"] + place["height"] <= legend["y"]
                )
