"""Forms in an environment of July 2025: provinces of today, offices of regions, no districts."""

from __future__ import annotations

from hopthu.forms.rows.agencies import KnownAgencies
from hopthu.records.model import Agency
from hopthu.records.reference import provinces, provinces_of_2025

OFFICE = Agency(
    id="gia-lai.khu-vuc-3",
    name="Phòng Thi hành án dân sự khu vực 3 - Gia Lai",
    kind="region",
    parent="gia-lai",
    mailbox="thads.khuvuc3.gialai",
)


def _known() -> KnownAgencies:
    there = {
        province.id: Agency(id=province.id, name=f"THADS {province.full_name}", kind="province")
        for province in provinces_of_2025()
    }
    home = next(each for each in provinces().values() if each.id == "gia-lai")
    return KnownAgencies(home, {**there, OFFICE.id: OFFICE})


def test_a_district_that_is_no_more_is_no_candidate() -> None:
    """Nor does looking for one that is like it stop the run: the sheet may be called so."""
    known = _known()
    for text in ("Pleiku", "TP. Pleiku", "Plei Ku", "DS", "An Khê", "huyện Chư Sê"):
        assert known.find(text) == ""
        assert known.candidates(text) == ()


def test_an_office_of_a_region_is_known_as_people_write_it() -> None:
    """In units, and in titles that go on to name it; another region's is nobody's here."""
    known = _known()
    for text in ("Phòng THADS KV 3", "Phòng Thi hành án dân sự khu vực 3", "THADS khu vực 3"):
        assert known.find(text) == OFFICE.id
    assert known.in_title("Trưởng phòng THADS khu vực 3") == OFFICE.id
    assert not known.unknown_in_title("Trưởng phòng THADS khu vực 3")
    assert known.unknown_in_title("Trưởng phòng THADS khu vực 4")
