"""Reference data: provinces, districts, titles and ranks, and the tables of old encodings."""

from __future__ import annotations

from .titles import begins_with, leading_posts, office_addresses, posts, posts_of, ranks
from .units import District, FormerProvince, districts, province, provinces, provinces_of_2025

__all__ = [
    "District",
    "FormerProvince",
    "begins_with",
    "districts",
    "leading_posts",
    "office_addresses",
    "posts",
    "posts_of",
    "province",
    "provinces",
    "provinces_of_2025",
    "ranks",
]
