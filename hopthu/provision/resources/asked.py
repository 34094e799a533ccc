"""What the mail servers were asked of mailboxes whose letters go elsewhere, or to an archive."""

from __future__ import annotations

from typing import Any

from hopthu.servers.mail.archives import Archives

from ..resource import Part


def said(archives: Archives | None, part: Part[Any]) -> Archives | None:
    """What they said; None where a check comes before they are asked. An apply is refused then."""
    return archives or (None if part.request.check else Archives())
