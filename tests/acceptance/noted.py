"""What mail hosts told of logins, as ``playbooks/logins.yml`` keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from hopthu.servers.mail.logins import Logins

from .world import World

HOST = "mail1.moj.gov.vn"


def note_logins(
    world: World,
    *people: str,
    when: datetime | None = None,
    silent: Mapping[str, str] | None = None,
) -> None:
    """Have one mail host tell that these people (ids) logged in, and of nobody else, just now."""
    when = when or datetime.now(UTC)
    told = Logins(dict.fromkeys(people, when), {HOST: datetime.now(UTC)}, silent or {})
    told.write(world.root / "report" / "logins.json")
