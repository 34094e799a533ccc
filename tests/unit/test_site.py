"""The site of docs/: it builds without a network, and both languages go in step."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from hopthu.interfaces.reference import problems_page

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
LANGUAGES = ("en", "vi")
PAGES = {
    language: {str(p.relative_to(DOCS / language)) for p in (DOCS / language).rglob("*.md")}
    for language in LANGUAGES
}
_FETCHED = re.compile(r'<(?:script|link|img)[^>]+(?:src|href)="https?://', re.IGNORECASE)
_BUILD = ("build", "--quiet", "--strict", "--site-dir")
# What has one name in both languages: programs, playbooks, options, variables and keys.
_COMMAND = re.compile(
    r"scripts/[a-z-]+|playbooks/[a-z_]+\.yml|(?<![\w-])--[a-z][a-z-]+|\b[a-z]+_[a-z_]+\b|\bhopthu-[a-z-]+"
)


def parts(page: str) -> Iterator[str]:
    """The levels of the headings of a page and the rows of its tables, in order."""
    text = re.sub(r"^```.*?^```", "", (DOCS / page).read_text("utf-8"), flags=re.M | re.S)
    for line in text.splitlines():
        if line.startswith("#"):
            yield line.split(" ")[0]


def rows(page: str) -> int:
    """How many rows its tables have."""
    return sum(line.startswith("|") for line in (DOCS / page).read_text("utf-8").splitlines())


def test_both_languages_have_the_same_pages() -> None:
    """A page has one name in both."""
    assert PAGES["en"] == PAGES["vi"]


@pytest.mark.parametrize("page", sorted(PAGES["en"]))
def test_both_languages_go_in_step(page: str) -> None:
    """The same headings in the same order, the same rows of tables, all that has one name."""
    both = [f"{language}/{page}" for language in LANGUAGES]
    english, vietnamese = both
    assert list(parts(english)) == list(parts(vietnamese))
    assert rows(english) == rows(vietnamese)
    named = [set(_COMMAND.findall((DOCS / each).read_text("utf-8"))) for each in both]
    assert named[0] == named[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", sorted(PAGES["en"]))
def test_a_page_begins_with_who_reads_it(page: str, language: str) -> None:
    """Its title, the way to the other language, who reads it and when."""
    lines = (DOCS / language / page).read_text("utf-8").splitlines()
    other, name = ("vi", "Tiếng Việt") if language == "en" else ("en", "English")
    up = "../" * (page.count("/") + 1)
    assert lines[0].startswith("# ")
    assert lines[2] == f"[{name}]({up}{other}/{page})"
    if page != "index.md":  # which is that very table
        assert re.fullmatch(r"\*(For|Dành cho) .*\.\*", lines[4])


def leaves(nav: object) -> Iterator[str]:
    """The pages of a navigation, in order."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for each in nav.values():
            yield from leaves(each)
    elif isinstance(nav, list):
        for each in nav:
            yield from leaves(each)


def test_the_menu_has_every_page() -> None:
    """In both languages in the same order; no page is found by chance alone."""
    config = (PROJECT / "mkdocs.yml").read_text("utf-8")
    listed = list(leaves(yaml.safe_load(config[config.index("\nnav:") :])["nav"]))
    order = {each: [p[3:] for p in listed if p.startswith(f"{each}/")] for each in LANGUAGES}
    assert order["en"] == order["vi"]
    assert set(order["en"]) == PAGES["en"]
    assert len(listed) == len(set(listed))
    top = {path.name for path in DOCS.glob("*.md")}
    assert top <= set(listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_is_on_its_page(language: str) -> None:
    """As the texts say it now; scripts/docs reference writes the page anew."""
    page = DOCS / language / "reference" / "problems.md"
    assert page.read_text(encoding="utf-8") == problems_page(language)


def dead_links(site: Path) -> Iterator[tuple[Path, str]]:
    """Links of a built site to what is not in it, or to a heading that its page has not."""
    texts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    heads = {path: set(re.findall(r'id="([^"]+)"', text)) for path, text in texts.items()}
    for path, text in texts.items():
        for link in re.findall(r'(?:href|src)="([^":]+)"', text) if path.name != "404.html" else ():
            name, _, head = unquote(link).partition("#")
            target = (path.parent / name).resolve() if name else path
            target /= "index.html" if target.is_dir() else ""
            there = target.exists() and (not head or head in heads.get(target, {head}))
            if not there:
                yield path.relative_to(site), link


def test_the_site(tmp_path: Path) -> None:
    """Every link and heading is there, every page is found from the start, nothing is fetched."""
    run = subprocess.run(
        [Path(sys.executable).parent / "mkdocs", *_BUILD, tmp_path],
        cwd=PROJECT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    pages = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*.html")}
    assert len(pages) > 50
    for name, path in pages.items():
        assert not _FETCHED.search(path.read_text(encoding="utf-8")), name
    assert not {f"{name}: {link}" for name, link in dead_links(tmp_path)}
