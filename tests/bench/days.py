"""The two great days as change files: 1 August 2008, and 1 July 2025 (63 provinces into 34).

Which provinces became which is real. Which districts became one regional office is not: they are
taken in the order of their codes, so that there are 355 offices in all as there are in truth.
``python -m tests.bench.days`` writes the examples of docs/examples anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hopthu.changes.change import change_text
from hopthu.records import reference
from hopthu.records.model import Agency, Province
from hopthu.records.policy import Policy
from hopthu.servers.lab.config import PROJECT

from .country import Country, make_country

EXAMPLES = PROJECT / "docs" / "examples"
HA_NOI_2008 = EXAMPLES / "0001-mo-rong-ha-noi.yml"
PROVINCES_2025 = EXAMPLES / "0002-sap-xep-34-tinh.yml"
OFFICES = 355
HA_TAY = "ha-tay"
_HA_TAY_CODES = range(268, 283)
_ME_LINH = "250"
_HEAD_2008 = """\
# 1 August 2008: Hà Tây's 14 districts and Mê Linh (Vĩnh Phúc) become Hà Nội's. Four communes of
# Lương Sơn (Hòa Bình) came too: no agency of theirs did, so nothing of them is here.
"""
_HEAD_2025 = """\
# 1 July 2025: 63 provinces become 34, districts are abolished, their agencies become regional
# offices. The provinces and codes are those of the resolution; which districts form an office is
# INVENTED here (by their codes): write what your decree says. Those who leave on that day are a
# step more: {change: leave, cause: retired, people: [...]}.
"""
Step = Mapping[str, "str | tuple[str, ...]"]


def day_of_2008() -> str:
    """Hà Tây's districts and Mê Linh go to Hà Nội; Hà Tây is no more."""
    steps: list[Step] = [
        {"change": "merge", "agencies": (HA_TAY,), "into": "ha-noi", "mailboxes": "keep"},
        {"change": "move", "agency": "vinh-phuc.me-linh", "parent": "ha-noi"},
    ]
    text = change_text("2008-08-01", "Quốc hội", "Nghị quyết 15/2008/QH12", steps)
    return text.replace("---\n", f"---\n{_HEAD_2008}")


def day_of_2025() -> str:
    """63 provinces into 34, districts into regional offices; codes that change their meaning."""
    steps = [
        {"change": "rename-agency", "agency": "thads", "name": "Cục Quản lý Thi hành án dân sự"},
        *_offices(),
        *_provinces(),
    ]
    text = change_text("2025-07-01", "Quốc hội", "Nghị quyết 202/2025/QH15", steps)
    return text.replace("---\n", f"---\n{_HEAD_2025}")


def _offices() -> Iterator[Step]:
    share = OFFICES / sum(len(_districts(old)) for old in _formed_of().values())
    owed = 0.0
    for new, sources in _formed_of().items():
        districts = _districts(sources)
        owed += len(districts) * share
        number = max(1, round(owed))
        owed -= number
        for index in range(number):
            start, end = (len(districts) * n // number for n in (index, index + 1))
            office = f"{_survivor(new, sources).id}.khu-vuc-{index + 1}"
            yield {
                "change": "found",
                "agency": office,
                "name": f"Phòng Thi hành án dân sự khu vực {index + 1} - {new.name}",
                "kind": "region",
                "parent": _survivor(new, sources).id,
            }
            merged = tuple(district.id for district in districts[start:end])
            yield {"change": "merge", "agencies": merged, "into": office, "mailboxes": "keep"}


def _provinces() -> Iterator[Step]:
    for new, sources in _formed_of().items():
        survivor = _survivor(new, sources)
        merged = tuple(old.id for old in sources if old is not survivor)
        if merged:
            yield {"change": "merge", "agencies": merged, "into": survivor.id, "mailboxes": "keep"}
        if new.code != survivor.code:
            yield {"change": "recode", "agency": survivor.id, "code": new.code}
        if new.full_name != survivor.full_name:
            yield {
                "change": "rename-agency",
                "agency": survivor.id,
                "name": f"Thi hành án dân sự {new.full_name}",
                "mailbox": f"thads.{new.slug.replace('-', '')}",
            }


def _formed_of() -> Mapping[reference.FormerProvince, tuple[reference.FormerProvince, ...]]:
    return reference.provinces_of_2025()


def _survivor(
    new: reference.FormerProvince, sources: tuple[reference.FormerProvince, ...]
) -> reference.FormerProvince:
    """The old province whose name goes on; of Huế, which has another name, the only one."""
    return next((old for old in sources if old.slug == new.slug), sources[0])


def _districts(sources: tuple[reference.FormerProvince, ...]) -> list[reference.District]:
    return [district for old in sources for district in reference.districts(old.code)]


def country_before_2008(people: int, policy: Policy) -> Country:
    """The country of July 2008: Hà Tây is there, with 14 of the districts that are Hà Nội's now."""
    country = make_country(people, policy)
    renamed = dict(_before_2008())
    homes: dict[str, str] = {}
    provinces: dict[str, Province] = {name: Province(name) for name in country.provinces}
    provinces["ha_tay"] = Province("ha_tay", (_HA_TAY_AGENCY,))
    for name, province in country.provinces.items():
        for agency in province.agencies:
            new = renamed.get(agency.id)
            home = new.partition(".")[0].replace("-", "_") if new else name
            homes[agency.id] = home
            if new:
                agency = replace(agency, id=new, parent=new.partition(".")[0])
            kept = provinces[home]
            provinces[home] = replace(kept, agencies=(*kept.agencies, agency))
    for province in country.provinces.values():
        for person in province.people:
            home = homes[person.agency]
            moved = replace(person, agency=renamed.get(person.agency, person.agency))
            kept = provinces[home]
            provinces[home] = replace(kept, people=(*kept.people, moved))
    return Country(provinces)


_HA_TAY_AGENCY = Agency(
    id=HA_TAY,
    name="Thi hành án dân sự tỉnh Hà Tây",
    kind="province",
    parent="thads",
    code="28",
    mailbox="thads.hatay",
)


def _before_2008() -> Iterator[tuple[str, str]]:
    for district in reference.districts("01"):
        own = district.id.partition(".")[2]
        if int(district.code) in _HA_TAY_CODES:
            yield district.id, f"{HA_TAY}.{own}"
        elif district.code == _ME_LINH:
            yield district.id, f"vinh-phuc.{own}"


def main() -> None:
    """Write the examples."""
    EXAMPLES.mkdir(exist_ok=True)
    HA_NOI_2008.write_text(day_of_2008(), encoding="utf-8")
    PROVINCES_2025.write_text(day_of_2025(), encoding="utf-8")


if __name__ == "__main__":
    main()
