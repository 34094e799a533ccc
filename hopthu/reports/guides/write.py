"""Make the guides' files what they should be; what is right already is left alone."""

from __future__ import annotations

from pathlib import Path

from hopthu.files.whole import write_whole
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

from . import messages
from .facts import Servers, facts_of
from .page import GUIDES, guide_page
from .pdf import guide_pdf
from .places import USUAL, Places


def write_guides(
    folder: Path,
    policy: Policy,
    servers: Servers,
    ministry: str,
    texts: Path,
    images: Path,
    *,
    check: bool,
    places: Places = USUAL,
) -> dict[Path, tuple[str, str]]:
    """Write each guide as HTML and as PDF into ``folder``; return what (would have) changed.

    That is by path the HTML before and after, without the pictures, for a difference; of a PDF
    there is none to show. ``check`` writes nothing. Raises HopthuError where something is missing
    or cannot be written. The examples are of ``places``.
    """
    if not servers.mail_host:
        raise HopthuError.of(messages.NO_HOST)
    facts = facts_of(policy, servers, ministry, places)
    changed: dict[Path, tuple[str, str]] = {}
    for guide in GUIDES:
        html = guide_page(guide, texts, images, facts)
        contents = {f"{guide}.html": html.encode(), f"{guide}.pdf": guide_pdf(html)}
        for name, after in contents.items():
            path = folder / name
            before = path.read_bytes() if path.is_file() else b""
            if before == after:
                continue
            changed[path] = ("", "") if path.suffix == ".pdf" else (_text(before), _text(after))
            if not check:
                write_whole(path, after)
    return changed


def _text(html: bytes) -> str:
    """The lines of a page that a person would compare: no picture is a line."""
    lines = html.decode("utf-8", "replace").splitlines(keepends=True)
    return "".join(line for line in lines if "data:image/" not in line)
