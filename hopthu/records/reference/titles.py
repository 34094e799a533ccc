"""Posts and ranks of the civil judgment enforcement service."""

from __future__ import annotations

from functools import cache

from hopthu.files.data import load

# The posts that lead an agency; a title may go on (“Trưởng Thi hành án dân sự huyện …”). Modules
# need them, and Ansible ships Python alone: so they do not stand in titles.yml.
_LEADING = (
    "Trưởng Thi hành án dân sự",
    "Phó Trưởng Thi hành án dân sự",
    "Cục trưởng",
    "Phó Cục trưởng",
    "Chi cục trưởng",
    "Phó Chi cục trưởng",
)


@cache
def ranks() -> dict[str, str]:
    """Return the names of the ranks by their official code: ``03.301`` → Chấp hành viên sơ cấp."""
    return {record["code"]: record["name"] for record in load(__package__, "titles.yml")["ranks"]}


@cache
def posts() -> tuple[str, ...]:
    """Return the names of the posts, each once, leaders first."""
    return tuple(load(__package__, "titles.yml")["posts"])


def is_leader(title: str) -> bool:
    """Whether a title is that of a head or a deputy of an agency: ``Phó Chi cục trưởng``."""
    return title.startswith(leading_posts())


def leading_posts() -> tuple[str, ...]:
    """The posts of those who lead an agency, heads and deputies."""
    return _LEADING
