"""The project's Markdown: links lead somewhere, the map is one page and tells what is so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
DOCUMENTS = [
    PROJECT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    if (PROJECT / name).exists()
]
ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
MAP_LINES = 150
_LINK = re.compile(r"(?<!\!)\[[^\]\n]*\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def anchors(path: Path) -> set[str]:
    """What a forge calls the headings of a document in a link."""
    text = _CODE.sub(lambda code: code[0] if "\n" not in code[0] else "", path.read_text("utf-8"))
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_lead_somewhere(path: Path) -> None:
    """To a file of the project, and to a heading that is in it."""
    text = _CODE.sub("", path.read_text(encoding="utf-8"))
    dead = []
    for link in _LINK.findall(text) + _PICTURE.findall(text):
        name, _, anchor = unquote(link).partition("#")
        if "://" in name or name.startswith("mailto:"):
            continue
        target = path if not name else path.parent / name
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert not dead


def test_there_are_documents() -> None:
    """A list without them would prove nothing."""
    names = {path.name for path in DOCUMENTS}
    assert {"README.md", "CONTRIBUTING.md", "SECURITY.md", "architecture.md"} <= names


def test_the_map_is_one_page() -> None:
    """Who wants to know more reads a decision, or the code."""
    assert len(ARCHITECTURE.splitlines()) <= MAP_LINES


def test_the_map_shows_the_wings_as_the_table_has_them() -> None:
    """What is told there is what test_layers.py holds."""
    layers = yaml.safe_load((PROJECT / "tests/unit/layers.yml").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| `(\w+)` \| [^|]* \| ?([^|]*?) ?\|$", ARCHITECTURE, re.MULTILINE)
    shown: dict[str, list[str]] = {}
    for wing, names in rows:
        told = list(shown) if names == "all above" else names.split(", ") if names else []
        shown[wing] = told
    assert shown == layers


def test_the_index_names_every_decision() -> None:
    """In their order, each by its title."""
    folder = PROJECT / "docs" / "decisions"
    files = sorted(folder.glob("[0-9]*.md"))
    heads = [path.read_text(encoding="utf-8").splitlines()[0] for path in files]
    assert [head[2:6] for head in heads] == [f"{n:04d}" for n in range(1, len(files) + 1)]
    index = (folder / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[(\d+)\]\(([\w-]+\.md)\) (.*)$", index, re.MULTILINE)
    assert listed == [
        (path.name[:4], path.name, head[8:]) for path, head in zip(files, heads, strict=True)
    ]


@pytest.mark.parametrize("name", re.findall(r"`((?:\w+/)+[\w.]+\.\w+|(?:\w+/)+)`", ARCHITECTURE))
def test_what_the_map_names_is_there(name: str) -> None:
    """A file is named from the project's folder, or from the package's or a wing's."""
    roots = (PROJECT, PROJECT / "hopthu", *(PROJECT / "hopthu").glob("*"))
    roots += (PROJECT / "hopthu/interfaces/modules",)
    assert any((root / name).exists() for root in roots)
