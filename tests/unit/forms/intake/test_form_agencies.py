"""Agencies are recognised the way people write them, and nothing else is taken for one."""

from __future__ import annotations

import unicodedata

import pytest

from hopthu.forms.rows.agencies import KnownAgencies, is_agency_like, is_room
from hopthu.forms.senders import find_provinces
from hopthu.records.reference import districts, province, provinces

CODES = list(provinces())


@pytest.mark.parametrize("code", CODES)
def test_every_agency_of_the_country_is_found_by_its_names(code: str) -> None:
    """Official names, capitals, the short form, and the address with the province, all 749."""
    unit = province(code)
    agencies = KnownAgencies(unit)
    for district in districts(code):
        name = district.full_name
        assert agencies.find(f"Thi hành án dân sự {name}") == district.id
        assert agencies.find(f"II. CHI CỤC THADS {name.upper()}") == district.id
        assert agencies.find(f"{name}, tỉnh {unit.name}") == district.id
        assert agencies.find(unicodedata.normalize("NFC", name).lower()) == district.id
    for text in (f"Thi hành án dân sự {unit.full_name}", f"CỤC THADS {unit.full_name.upper()}"):
        assert agencies.find(text) == unit.id
        assert find_provinces(["BỘ TƯ PHÁP", text, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]) == (unit,)


# By the code of the province that a form is of.
FOUND = {
    "51": {
        "THADS H. Bình Sơn": "quang-ngai.binh-son",
        "Chi cục Thi hành án dân sự huyện Bình Sơn": "quang-ngai.binh-son",
        "H.Bình Sơn": "quang-ngai.binh-son",
        "huyen binh son": "quang-ngai.binh-son",
        "THA Bình Sơn": "quang-ngai.binh-son",
        "Bình Sơn, Quảng Ngãi": "quang-ngai.binh-son",
        "TP. Quảng Ngãi": "quang-ngai.quang-ngai",
        "T.P Quảng Ngãi": "quang-ngai.quang-ngai",
        "Thi hành án dân sự tỉnh": "quang-ngai",
        "Văn phòng Cục THADS tỉnh Quảng Ngãi": "quang-ngai",
        "Quảng Ngãi": "quang-ngai",
        "tỉnh Quảng Ngãi": "quang-ngai",
        "Phòng Thi hành án dân sự tỉnh Quảng Ngãi": "quang-ngai",
    },
    "77": {"THADS Vũng Tàu": "ba-ria-vung-tau.vung-tau"},
    "38": {
        "TX Bỉm Sơn": "thanh-hoa.bim-son",
        "TP Thanh Hoá": "thanh-hoa.thanh-hoa",
        "THADS Thanh Hoá": "thanh-hoa",
    },
    "46": {"THADS Thừa Thiên - Huế": "thua-thien-hue", "Thành phố Huế": "thua-thien-hue.hue"},
    "58": {"TP Phan Rang – Tháp Chàm": "ninh-thuan.phan-rang-thap-cham"},
    "66": {"huyện Ea H’leo": "dak-lak.ea-hleo", "tỉnh Đắc Lắc": "dak-lak"},
    "79": {
        "Q.1": "ho-chi-minh.quan-1",
        "Q1": "ho-chi-minh.quan-1",
        "Quận 01": "ho-chi-minh.quan-1",
        "Quận 12": "ho-chi-minh.quan-12",
        "TP.HCM": "ho-chi-minh",
    },
    "87": {
        "huyện Cao Lãnh": "dong-thap.huyen-cao-lanh",
        "TP Cao Lãnh": "dong-thap.thanh-pho-cao-lanh",
    },
    "31": {"Hải Phòng": "hai-phong"},
}
# None of these names one agency for sure.
NOT_FOUND = {
    "87": ["Cao Lãnh"],
    "79": ["1", "thành phố Thủ Đức"],
    "51": [
        "huyện Bỉm Sơn",
        "thị xã Bình Sơn",
        "tỉnh Thanh Hóa",
        "Lê Bình Sơn",
        "Phòng Tổ chức",
        "tỉnh",
        "",
    ],
    "38": ["xã Nga Sơn"],
}


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        *((code, *pair) for code, texts in FOUND.items() for pair in texts.items()),
        *((code, text, "") for code, texts in NOT_FOUND.items() for text in texts),
    ],
)
def test_an_agency_is_found_or_not(code: str, text: str, expected: str) -> None:
    """Abbreviations, missing marks, an address; another type, and texts that are too little."""
    assert KnownAgencies(province(code)).find(text) == expected


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["THA HUYỆN CHÂU THÀNH", "Bến Tre, ngày 17 tháng 11 năm 2008"], "83"),
        (["THA HUYỆN HÒA BÌNH", "THA TỈNH BẠC LIÊU"], "95"),
        (["Ninh Bình, ngày 1 tháng 2", "THADS TỈNH HÒA BÌNH"], "17"),
        (["CỤC THADS TỈNH DAK NONG"], "67"),
        (["THI HÀNH ÁN DÂN SỰ TP HCM"], "79"),
        (["THADS TỈNH BÀ RỊA – VŨNG TÀU"], "77"),
    ],
)
def test_the_province_of_a_letterhead(lines: list[str], code: str) -> None:
    """The agency says it, or else the place; a district's name is not taken for a province's."""
    assert find_provinces(lines) == (province(code),)


def test_a_letterhead_without_a_province() -> None:
    """The country, its motto and the place of the day are in every letterhead and name none."""
    assert find_provinces(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bộ Tư pháp"]) == ()
    assert find_provinces([]) == ()
    assert find_provinces(["Quảng Ngãi, ngày 17 tháng 11 năm 2008"]) == ()


def test_rooms_and_agencies_are_told_from_people() -> None:
    """Words with their marks: Tô is a surname, Tổ a team; Quan a surname, Quận a district."""
    assert is_room("Tổ hành chính")
    assert not is_room("Tô Văn Hành")
    assert not is_room("Phòng Thi hành án huyện Bình Sơn")
    assert is_agency_like("Quận Không Có")
    assert is_agency_like("Đội thi hành án")
    assert not is_agency_like("Quan Văn Có")
    assert not is_agency_like("Chi cục trưởng")


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("87", "Cao Lãnh", ("thành phố Cao Lãnh", "huyện Cao Lãnh")),
        ("51", "THADS huyện Bình Sn", ("huyện Bình Sơn",)),
        ("51", "Chi cục THADS H. Bình Sơnn, tỉnh Quảng Ngãi", ("huyện Bình Sơn",)),
        ("51", "Nghỉa Hành", ()),  # found without its marks
        ("51", "huyện Bình Sơn", ()),
        ("51", "huyện Bỉm Sơn", ()),
        ("51", "Thi hành án dân sự khu vực 3", ()),
    ],
)
def test_the_choice_where_an_agency_is_in_doubt(
    code: str, text: str, expected: tuple[str, ...]
) -> None:
    """Two of one name, and mistyped ones; none where it is clear or too far from any."""
    assert set(KnownAgencies(province(code)).candidates(text)) == set(expected)


@pytest.mark.parametrize("code", CODES)
def test_rooms_are_no_mistyped_districts(code: str) -> None:
    """What stands in a column of units besides agencies is in no province like a district."""
    agencies = KnownAgencies(province(code))
    rooms = ["Văn phòng", "Kế toán", "Tổ chức cán bộ", "Hành chính", "Nghiệp vụ", "Tài vụ",
             "Kho", "Lãnh đạo", "Giải quyết khiếu nại tố cáo", "Thanh tra", "Tổng hợp"]  # fmt: skip
    assert [room for room in rooms if agencies.candidates(room)] == []
