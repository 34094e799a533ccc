"""Provinces and districts as of November 2008, with the ids that their agencies bear."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from hopthu.files.data import load
from hopthu.text.names import slug

CENTRAL_CITY = "thành phố trực thuộc trung ương"


@dataclass(frozen=True, slots=True)
class FormerProvince:
    """A province or centrally governed city; ``slug`` is the id of its agency."""

    code: str
    name: str
    slug: str
    type: str

    @property
    def id(self) -> str:
        """The agency id, ``thanh-hoa``."""
        return self.slug

    @property
    def full_name(self) -> str:
        """The name with its kind as a letter writes it: ``tỉnh Thanh Hóa``."""
        kind = "thành phố" if self.type == CENTRAL_CITY else self.type
        return f"{kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class District:
    """A district of any type (huyện, quận, thị xã, thành phố); ``province`` is a code."""

    code: str
    name: str
    type: str
    province: str
    id: str

    @property
    def full_name(self) -> str:
        """The name with its type: ``huyện Bình Sơn``; numbered quarters bear it already."""
        if self.name.casefold().startswith(f"{self.type} "):
            return self.name
        return f"{self.type} {self.name}"


@cache
def provinces() -> dict[str, FormerProvince]:
    """All 63 provinces by their official code, in the order of the codes."""
    return {
        record["code"]: FormerProvince(
            record["code"], record["name"], record["slug"], record["type"]
        )
        for record in load(__package__, "provinces_63.yml")["provinces"]
    }


@cache
def provinces_of_2025() -> dict[FormerProvince, tuple[FormerProvince, ...]]:
    """The 34 provinces since 1 July 2025, each with those of the 63 that formed it."""
    return {
        FormerProvince(record["code"], record["name"], record["slug"], record["type"]): tuple(
            province(code) for code in record["from"]
        )
        for record in load(__package__, "provinces_34.yml")["provinces"]
    }


def province(code: str) -> FormerProvince:
    """Return the province with this code; raises ``KeyError``."""
    return provinces()[code]


@cache
def districts(province_code: str) -> tuple[District, ...]:
    """Return the districts of a province (empty for a code that has none)."""
    records = _records().get(province_code, [])
    taken = Counter(slug(record["name"]) for record in records)
    return tuple(
        District(
            record["code"],
            record["name"],
            record["type"],
            province_code,
            f"{province(province_code).slug}.{_own_slug(record, taken)}",
        )
        for record in records
    )


def _own_slug(record: dict[str, str], taken: Counter[str]) -> str:
    """Return the last part of the id: by type too where a province has the name twice."""
    plain = slug(record["name"])
    return plain if taken[plain] == 1 else slug(f"{record['type']} {record['name']}")


@cache
def _records() -> dict[str, list[dict[str, str]]]:
    """The records of districts by the code of their province."""
    found: dict[str, list[dict[str, str]]] = {}
    for record in load(__package__, "districts_2008.yml")["districts"]:
        found.setdefault(record["province"], []).append(record)
    return found
