"""Posts and ranks of the civil judgment enforcement service."""

from __future__ import annotations

from functools import cache

from .data import load


@cache
def ranks() -> dict[str, str]:
    """Return the names of the ranks by their official code: ``03.301`` → Chấp hành viên sơ cấp."""
    return {record["code"]: record["name"] for record in load("titles.yml")["ranks"]}


@cache
def posts() -> tuple[str, ...]:
    """Return the names of the posts, each once, leaders first."""
    return tuple(load("titles.yml")["posts"])
