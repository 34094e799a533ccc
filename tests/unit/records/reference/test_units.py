"""The provinces and districts that agency ids are made of."""

from __future__ import annotations

import re

import pytest

from hopthu.records.reference import districts, province, provinces

ALL = [district for code in provinces() for district in districts(code)]


def test_the_country_is_complete() -> None:
    """63 provinces and 686 districts, as of November 2008."""
    assert len(provinces()) == 63
    assert len(ALL) == 686


def test_every_agency_id_is_unique_and_a_path_of_slugs() -> None:
    """No two agencies share an id, and a district's continues its province's."""
    ids = [unit.id for unit in provinces().values()] + [unit.id for unit in ALL]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?", i) for i in ids)
    for unit in ALL:
        assert unit.id.startswith(province(unit.province).id + ".")


def test_a_district_gets_its_id() -> None:
    """The id is the name, and the type before it where a province has the name twice."""
    types = {unit.id: (unit.type, unit.name) for unit in ALL}
    assert types["thanh-hoa.bim-son"] == ("thị xã", "Bỉm Sơn")
    assert types["dong-thap.thanh-pho-cao-lanh"] == ("thành phố", "Cao Lãnh")
    assert types["dong-thap.huyen-cao-lanh"] == ("huyện", "Cao Lãnh")
    assert types["ho-chi-minh.quan-1"] == ("quận", "Quận 1")


def test_full_names_read_as_in_a_letter() -> None:
    """The kind of unit stands before the name, once."""
    assert province("38").full_name == "tỉnh Thanh Hóa"
    assert province("01").full_name == "thành phố Hà Nội"
    named = {unit.id: unit.full_name for unit in ALL}
    assert named["quang-ngai.binh-son"] == "huyện Bình Sơn"
    assert named["ho-chi-minh.quan-1"] == "Quận 1"


def test_an_unknown_province_is_a_key_error() -> None:
    """Codes come from the data; another is a mistake of the program."""
    with pytest.raises(KeyError):
        province("99")
