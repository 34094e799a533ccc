"""Posts and ranks of the service that is shipped, and how titles name several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from hopthu.files.data import load
from hopthu.text.names import match_key

from ..service import shipped_service

# “Chi cục trưởng, Chấp hành viên”, “Phó Trưởng phòng kiêm Kế toán trưởng”: several posts in one.
_BETWEEN = re.compile(r"[,;/+&()|]|\s[-–—]\s|\skiêm\s|\svà\s", re.IGNORECASE)
_ACTING = re.compile(r"^(?:quyền |q\. ?|phụ trách |tạm quyền )")


def ranks() -> Mapping[str, str]:
    """Return the names of the ranks by their official code: ``03.301`` → Chấp hành viên sơ cấp."""
    return shipped_service().ranks


@cache
def office_addresses() -> frozenset[str]:
    """Return the local parts that are of offices and posts, and so nobody's own."""
    data = load(__package__, "office_addresses.yml")
    return frozenset((*data["addresses"], *shipped_service().addresses))


def posts() -> tuple[str, ...]:
    """Return the names of the posts, each once, leaders first."""
    return shipped_service().posts


def begins_with(title: str, posts: Iterable[str]) -> bool:
    """Whether any post of a title is one of ``posts``, or begins so (“Chi cục trưởng huyện …”)."""
    beginnings = tuple(match_key(post) + " " for post in posts)
    return any((match_key(post) + " ").startswith(beginnings) for post in posts_of(title))


def posts_of(title: str) -> Iterator[str]:
    """Yield each post of a title, without what says that it is held for the time being."""
    for part in _BETWEEN.split(title):
        yield _ACTING.sub("", part.strip().lower())


def leading_posts() -> tuple[str, ...]:
    """The posts of those who lead an agency, heads and deputies, where a policy names none."""
    return shipped_service().leading
