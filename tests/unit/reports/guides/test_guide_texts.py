"""The guides say what the policy and the servers say, and nothing that these do not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hopthu.reports.guides.facts import WARNED_AT
from hopthu.reports.guides.page import GUIDES, MANAGER, USER

from .guide_samples import PIXEL, PROJECT, SERVERS, TEXTS, Reader, facts, page, policy_data


@pytest.mark.parametrize(
    "said",
    [
        *("https://mail.moj.gov.vn/", "mail1.example.gov.vn, cổng 993", "cổng 465, SSL/TLS"),
        *("cổng 587, STARTTLS", "từ 10 ký tự", "khác 5 mật khẩu gần nhất", "trong 30 ngày"),
        *("80 % và 95 % dung lượng", "Chấp hành viên 2 GB", "Các trường hợp khác 1 GB"),
        *("18 MB", "trong 12 tháng", "giữ 6 tháng, của lãnh đạo 12 tháng"),
        "người phụ trách hộp thư của cơ quan anh/chị, hoặc Cục Thi hành án dân sự",
        "canbo.bimson.thanhhoa@moj.gov.vn",
    ],
)
def test_user_is_told(said: str) -> None:
    """Every fact of the shipped policy that concerns somebody with a mailbox."""
    assert said in Reader(page(USER)).text


@pytest.mark.parametrize(
    "said",
    [
        *("thads.bimson.thanhhoa@moj.gov.vn", "mở thư mục Cơ quan", "Bộ, Cục 20 GB"),
        *("Cơ quan cấp tỉnh, cơ quan khu vực 10 GB", "Các trường hợp khác 5 GB"),
        *("toantinh.thanhhoa@moj.gov.vn", "donvi.thanhhoa@moj.gov.vn", "giữ 24 tháng"),
    ],
)
def test_manager_is_told(said: str) -> None:
    """Every fact that concerns who manages an agency's mailbox."""
    assert said in Reader(page(MANAGER)).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"passwords__shortest": 14}, "từ 14 ký tự"),
        ({"passwords__remembered": 9}, "khác 9 mật khẩu gần nhất"),
        ({"passwords__first_valid_days": 45}, "trong 45 ngày"),
        ({"handover__webmail": "https://thu.example.gov.vn/"}, "https://thu.example.gov.vn/"),
        ({"handover__help": "phòng Công nghệ thông tin"}, "phòng Công nghệ thông tin"),
        ({"quotas__people__default": {"class": "staff", "size": "1536M"}}, "khác 1,5 GB"),
        ({"keep_months__staff": 7}, "giữ 7 tháng"),
        ({"domain": "example.gov.vn"}, "unghoeson@example.gov.vn"),
        ({"servers": replace(SERVERS, mail_host="thu.gov.vn")}, "thu.gov.vn, cổng 993"),
        ({"servers": replace(SERVERS, message_size=10485760)}, "7 MB"),
        ({"servers": replace(SERVERS, autoconfig=False)}, "Cấu hình thủ công"),
    ],
)
def test_another_policy_is_another_guide(changed: dict[str, Any], said: str) -> None:
    """What is told before and not after a change, and the other way round."""
    assert said not in Reader(page(USER)).text
    assert said in Reader(page(USER, **changed)).text


def test_first_password_where_there_is_no_webmail() -> None:
    """Nothing is said of mail programs that refuse it, for they do not."""
    told = Reader(page(USER, servers=replace(SERVERS, first_login_on_web=False))).text
    assert "Trước đó phần mềm thư sẽ báo sai mật khẩu" not in told
    assert "Trước đó phần mềm thư sẽ báo sai mật khẩu" in Reader(page(USER)).text


def test_officers_and_kinds_are_called_as_the_policy_calls_them() -> None:
    """Nothing of the service that the toolkit ships first is told of another."""
    kinds = policy_data()["kinds"]
    kinds[2]["one"] = {"en": "bureau", "vi": "cục miền"}
    found = facts(lists__officers=["Quan trắc viên"], kinds=kinds)
    reached = [each.reached for each in found.members_lists]
    assert "quan trắc viên của cơ quan và các cơ quan trực thuộc" in reached
    assert "Cục miền, cơ quan khu vực" in [each.whom for each in found.agencies]
    nobody = [each.reached for each in facts(lists__officers=[]).members_lists]
    assert len(nobody) == len(reached) - 1


def test_lists_that_are_not_made_are_not_told() -> None:
    """Neither the section nor its line in the contents."""
    none: dict[str, Any] = {"lists__tree": {}}
    for guide in GUIDES:
        told = Reader(page(guide, **none))
        assert "nhom" not in told.ids
        assert "#nhom" not in told.links
    only_managers: dict[str, Any] = {
        "lists__tree__agency__writers": ["agency"],
        "lists__tree__officers__writers": [],
    }
    assert "nhom" not in Reader(page(USER, **only_managers)).ids
    assert "canbo." in Reader(page(MANAGER, **only_managers)).text


@pytest.mark.parametrize("guide", GUIDES)
def test_the_contents_lead_to_every_section(guide: str) -> None:
    """Each link has its place, each section its link, no place is there twice."""
    found = Reader(page(guide))
    inner = [link[1:] for link in found.links if link.startswith("#")]
    assert set(inner) == set(found.ids)
    assert len(found.ids) == len(set(found.ids)) > 8


@pytest.mark.parametrize("guide", GUIDES)
def test_a_page_needs_no_network(guide: str, tmp_path: Path) -> None:
    """Pictures are inside; the only address to open is the webmail's."""
    for name in ("login", "inbox", "agency"):
        (tmp_path / f"{name}.png").write_bytes(PIXEL)
    html = page(guide, tmp_path)
    found = Reader(html)
    assert found.sources
    assert all(source.startswith("data:image/png;base64,") for source in found.sources)
    outside = [link for link in found.links if not link.startswith("#")]
    assert set(outside) <= {"https://mail.moj.gov.vn/"}
    assert "@import" not in html
    assert "url(" not in html


def test_pictures_that_are_missing_are_left_out(tmp_path: Path) -> None:
    """Without a word, and without an empty place."""
    assert "<figure>" not in page(USER)
    (tmp_path / "login.png").write_bytes(PIXEL)
    assert page(USER, tmp_path).count("<figure>") == 1


def test_what_the_policy_says_is_no_markup() -> None:
    """A policy with signs of HTML shows them."""
    html = page(USER, handover__help="<b>phòng</b> & tổ")
    assert "&lt;b&gt;phòng&lt;/b&gt; &amp; tổ" in html
    assert "<b>phòng</b>" not in html


def test_every_picture_of_the_texts_can_be_taken() -> None:
    """The names are plain, and those of pictures that are there are asked for somewhere."""
    texts = "".join(path.read_text(encoding="utf-8") for path in TEXTS.glob("*.j2"))
    asked = set(re.findall(r"picture\('([a-z-]+)'", texts))
    there = {path.stem for path in (PROJECT / "docs" / "guide-images").glob("*.png")}
    assert {"login", "first-password", "inbox", "compose", "password", "phone-inbox"} <= asked
    assert not there or asked & there


@pytest.mark.parametrize("version", ["2.3", "2.4"])
def test_dovecot_warns_when_the_guides_say(version: str) -> None:
    """The shares are those of the mail server's own configuration."""
    path = PROJECT / "roles" / "mail_server" / "templates" / f"dovecot-{version}.conf.j2"
    warned = re.findall(r"quota-warning (\d+) %|args = (\d+) %\{", path.read_text(encoding="utf-8"))
    assert {int(first or second) for first, second in warned} == set(WARNED_AT)


def test_sizes_as_people_say_them() -> None:
    """Whole numbers bare, others with a comma; the classes in the policy's order."""
    told = facts().people
    assert [size.size for size in told] == ["3 GB", "2 GB", "1 GB"]
    assert told[0].whom.startswith("Bộ trưởng, Thứ trưởng")
