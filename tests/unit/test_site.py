"""The site of docs/: it builds without a network, and both languages go in step."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu.interfaces.reference import problems_page

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
PAIRS = [
    ("tutorial.md", "thuc-hanh.md"),
    ("operating.md", "van-hanh.md"),
    ("ci.md", "ci-vi.md"),
    ("troubleshooting.md", "su-co.md"),
    ("glossary.md", "thuat-ngu.md"),
    ("reference/problems.en.md", "reference/problems.vi.md"),
    ("reference/commands.en.md", "reference/commands.vi.md"),
]
_FETCHED = re.compile(r'<(?:script|link|img)[^>]+(?:src|href)="https?://', re.IGNORECASE)
_BUILD = ("build", "--quiet", "--strict", "--site-dir")
_COMMAND = re.compile(r"(?:scripts/[a-z]+|playbooks/[a-z_]+\.yml)")


def parts(page: str) -> Iterator[str]:
    """The levels of the headings of a page and the rows of its tables, in order."""
    text = re.sub(r"^```.*?^```", "", (DOCS / page).read_text("utf-8"), flags=re.M | re.S)
    for line in text.splitlines():
        if line.startswith("#"):
            yield line.split(" ")[0]


def rows(page: str) -> int:
    """How many rows its tables have."""
    return sum(line.startswith("|") for line in (DOCS / page).read_text("utf-8").splitlines())


@pytest.mark.parametrize(("english", "vietnamese"), PAIRS)
def test_both_languages_go_in_step(english: str, vietnamese: str) -> None:
    """The same headings in the same order, the same rows of tables, the same commands."""
    assert list(parts(english)) == list(parts(vietnamese))
    assert rows(english) == rows(vietnamese)
    named = [set(_COMMAND.findall((DOCS / page).read_text("utf-8")))
             for page in (english, vietnamese)]  # fmt: skip
    assert named[0] == named[1]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_problem_is_on_its_page(language: str) -> None:
    """As the texts say it now; scripts/docs reference writes the page anew."""
    page = DOCS / "reference" / f"problems.{language}.md"
    assert page.read_text(encoding="utf-8") == problems_page(language)


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
