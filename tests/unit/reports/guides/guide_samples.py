"""Facts, pictures and rendered guides for the tests."""

from __future__ import annotations

import base64
import copy
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from hopthu.records.policy import Policy
from hopthu.reports.guides.facts import Facts, Servers, facts_of
from hopthu.reports.guides.page import guide_page

PROJECT = Path(__file__).resolve().parents[4]
TEXTS = PROJECT / "roles" / "guides" / "templates"
NO_IMAGES = Path("/nowhere")
SERVERS = Servers(
    mail_host="mail1.example.gov.vn",
    message_size=26214400,
    agencies_folder="Cơ quan",
    first_login_on_web=True,
    autoconfig=True,
)
# The smallest PNG there is: one grey pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


def policy_data() -> dict[str, Any]:
    """The shipped policy, to be changed."""
    text = (PROJECT / "inventory" / "lab" / "group_vars" / "all" / "policy.yml").read_text(
        encoding="utf-8"
    )
    data: dict[str, Any] = copy.deepcopy(yaml.safe_load(text)["hopthu_policy"])
    return data


def facts(servers: Servers = SERVERS, **changed: Any) -> Facts:
    """The facts of the shipped policy with something different: ``passwords__shortest=14``."""
    data = policy_data()
    for name, value in changed.items():
        *path, last = name.split("__")
        place = data
        for part in path:
            place = place[part]
        place[last] = value
    return facts_of(Policy.from_mapping(data), servers, "Bộ Tư pháp")


def page(guide: str, images: Path = NO_IMAGES, **changed: Any) -> str:
    """A guide as HTML."""
    return guide_page(guide, TEXTS, images, facts(**changed))


class Reader(HTMLParser):
    """What a page says and refers to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self._words: list[str] = []
        self._hidden = False
        self.feed(html)

    @property
    def text(self) -> str:
        """The words, with single blanks."""
        return re.sub(r"\s+", " ", "".join(self._words)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, links and sources."""
        given = dict(attrs)
        self._hidden = tag == "style"
        for name, kept in (("id", self.ids), ("href", self.links), ("src", self.sources)):
            if given.get(name):
                kept.append(given[name] or "")

    def handle_endtag(self, tag: str) -> None:
        """A style ends, or a cell, whose words do not go on in the next."""
        self._hidden = self._hidden and tag != "style"
        if tag in ("td", "th"):
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        """Note words."""
        if not self._hidden:
            self._words.append(data)
