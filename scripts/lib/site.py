"""What the site does beyond the theme: a page, its menu and its search box are in one language.

docs/en and docs/vi have the same pages, so that each leads to itself in the other language.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

_WHOLE = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
_BESIDE = re.compile(rf"\]\(({'|'.join(map(re.escape, _WHOLE))})")
_OUTSIDE = re.compile(rf"\]\((?:\.\./)+({'|'.join(map(re.escape, _WHOLE))})")
_PART = re.compile(
    r'(<nav class="md-nav" data-md-level="[1-9]" )aria-labelledby="__nav_([0-9_]+)_label"'
)
_SEARCH = {"en": "Search", "vi": "Tìm kiếm"}
LANGUAGES = {"en": "English", "vi": "Tiếng Việt"}


def _language(source: str) -> str:
    """Of a page, by its folder; pages above the two folders are in English."""
    folder = source.partition("/")[0]
    return folder if folder in LANGUAGES else "en"


def on_files(files: Any, config: Any, **_more: Any) -> Any:
    """Have the documents above docs/ in the site too; there they stand beside the others."""
    above = Path(config.config_file_path).parent
    for name in _WHOLE:
        text = (above / name).read_text(encoding="utf-8").replace("](docs/", "](")
        text = _BESIDE.sub(lambda found: f"]({_place(found[1])}", text)
        files.append(File.generated(config, _place(name), content=text))
    licence = (above / "LICENSE").read_text(encoding="utf-8")
    files.append(File.generated(config, "LICENSE", content=licence))
    return files


def _place(name: str) -> str:
    """Where a document above docs/ is in the site; index.html is that of docs/."""
    return name.lower()


def on_page_markdown(markdown: str, page: Any, **_more: Any) -> str:
    """Lead to those documents where they are here."""
    up = "../" * page.file.src_uri.count("/")
    return _OUTSIDE.sub(lambda found: f"]({up}{_place(found[1])}", markdown)


def on_page_context(context: Any, page: Any, config: Any, nav: Any, **_more: Any) -> Any:
    """Have the theme speak the page's language, with its part of the menu; lead to the other."""
    source = page.file.src_uri
    mine = _language(source)
    config.theme["language"] = mine
    inside = source.partition("/")[2] if source.startswith(f"{mine}/") else "index.md"
    config.extra["alternate"] = [
        {"name": name, "lang": each, "link": f"{each}/{inside.removesuffix('.md')}.html"}
        for each, name in LANGUAGES.items()
    ]
    (part,) = [each for each in nav.items if each.is_section and each.title == LANGUAGES[mine]]
    context["nav"] = _Menu(part.children, nav)
    config.setdefault("hopthu_menu", {})[mine] = part.children
    return context


def on_post_page(output: str, page: Any, config: Any, **_more: Any) -> str:
    """Give every part of the menu a name of its own, and let keys reach what can be scrolled."""
    mine = _language(page.file.src_uri)
    titles = _titles(config["hopthu_menu"][mine])
    output = _PART.sub(lambda found: f'{found[1]}aria-label="{titles[found[2]]}"', output)
    output = output.replace('role="dialog"', f'role="dialog" aria-label="{_SEARCH[mine]}"')
    return output.replace('"md-sidebar__scrollwrap"', '"md-sidebar__scrollwrap" tabindex="0"')


def _titles(items: Any, above: str = "", path: str = "") -> dict[str, str]:
    """What the theme numbers ``3_2`` by the titles that lead to it."""
    found = {}
    for number, item in enumerate(items, 1):
        mine, title = f"{path}{number}", f"{above}{item.title}"
        found[mine] = escape(title)
        found |= _titles(item.children or (), f"{title}: ", f"{mine}_")
    return found


class _Menu:
    """The part of the navigation that is in one language, as the theme walks over it."""

    def __init__(self, items: Any, whole: Any) -> None:
        self.items, self.pages, self.homepage = items, whole.pages, whole.homepage

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
