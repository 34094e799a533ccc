"""An empty form, filled in and sent back, is read without a problem, for every province."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hopthu.forms import read_form
from hopthu.forms.blank import (
    Registered,
    blank_form,
    of_reference,
    province_of,
    registered_in,
    sender_of,
)
from hopthu.forms.blank.columns import COLUMNS, CellRule
from hopthu.forms.model import Form, FormKind
from hopthu.forms.readers import read_sheets
from hopthu.forms.rows.header import find_header
from hopthu.forms.sheet import REGISTERED_TITLE
from hopthu.records.agencies import name_of
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Agency, Inventory, Person
from hopthu.records.model import Province as Records
from hopthu.records.reference import FormerProvince, districts, provinces
from hopthu.text.errors import HopthuError

from ...environments import environment

DOMAIN = "moj.gov.vn"
TODAY = date(2008, 11, 20)
BORN = datetime(1970, 3, 25)
FIRST = 11  # the row below the header
REGISTERED = [
    Registered("", "Thi hành án dân sự nơi khác", "", "thads.khac@moj.gov.vn"),
    Registered("=1+1", "Chi cục không có thật", "Lái xe", "mot@moj.gov.vn"),
    Registered("Lê Thị Có", "", "@SUM(A1)", "lethico@moj.gov.vn"),
]
each_province = pytest.mark.parametrize("province", provinces().values(), ids=lambda p: p.slug)
each_kind = pytest.mark.parametrize("kind", FormKind)


def opened(
    province: FormerProvince,
    kind: FormKind = FormKind.STAFF,
    registered: Iterable[Registered] = REGISTERED,
) -> Workbook:
    """An empty form as the province opens it."""
    return load_workbook(
        io.BytesIO(blank_form(of_reference(province), kind, DOMAIN, list(registered)))
    )


def columns(sheet: Worksheet) -> dict[str, int]:
    """The column of each header."""
    return {str(cell.value): number for number, cell in enumerate(sheet[FIRST - 1], 1)}


def enter(sheet: Worksheet, row: int, **values: str | int | datetime | None) -> None:
    """Fill in a row: the keys are the beginnings of headers, _ for a blank."""
    places = columns(sheet)
    for key, value in values.items():
        column = next(n for text, n in places.items() if text.startswith(key.replace("_", " ")))
        sheet.cell(row, column).value = value


def sent_back(book: Workbook, folder: Path) -> Form:
    """The form as intake reads it."""
    path = folder / "form.xlsx"
    book.save(path)
    return read_form(path, TODAY)


def offered(book: Workbook, rule: CellRule) -> list[str]:
    """What the drop-down of a column offers, found through the check of the cell itself."""
    sheet = book.worksheets[0]
    kind = FormKind.STAFF
    column = next(n for n, column in enumerate(COLUMNS[kind], 1) if column.rule is rule)
    place = sheet.cell(FIRST, column).coordinate
    [check] = [check for check in sheet.data_validations.dataValidation if place in check.sqref]
    title, _, cells = check.formula1.partition("!")
    return [str(cell.value) for (cell,) in book[title.strip("'")][cells]]


@each_province
def test_staff_of_every_agency_come_back_clean(province: FormerProvince, tmp_path: Path) -> None:
    """Each agency of the drop-down is chosen once; nobody of the second sheet is registered."""
    book = opened(province)
    agencies = offered(book, CellRule.AGENCY)
    sheet = book.worksheets[0]
    for number, agency in enumerate(agencies):
        enter(sheet, FIRST + number, STT=number + 1, Họ_và_tên=f"Lê Văn {'An' * (number + 1)}",
              Ngày_sinh=BORN, Cơ_quan=agency, Chức_vụ="Lái xe", Điện_thoại="0553822345",
              Di_động="0912345678")  # fmt: skip
    form = sent_back(book, tmp_path)
    assert (form.problems, form.notices) == ((), ())
    assert (form.province, form.kind) == (province, FormKind.STAFF)
    ids = [province.id, *(district.id for district in districts(province.code))]
    assert [row.agency_id for row in form.rows] == ids
    assert {(row.born, row.title, row.phone, row.mobile) for row in form.rows} == {
        (BORN.date(), "Lái xe", "0553822345", "0912345678")
    }


@each_province
def test_mailboxes_of_every_agency_come_back_clean(
    province: FormerProvince, tmp_path: Path
) -> None:
    """Each agency has its row; one that is left empty registers nobody."""
    book = opened(province, FormKind.MAILBOXES)
    sheet = book.worksheets[0]
    ids = [province.id, *(district.id for district in districts(province.code))]
    for number in range(1, len(ids)):
        enter(sheet, FIRST + number, Hộp_thư=f"hop{number}",
              Cán_bộ=f"Lê Văn {'An' * number}", Ngày_sinh=BORN, Chức_vụ="Văn thư")  # fmt: skip
    form = sent_back(book, tmp_path)
    assert (form.problems, form.notices) == ((), ())
    assert (form.province, form.kind) == (province, FormKind.MAILBOXES)
    assert [row.agency_id for row in form.rows] == ids[1:]
    assert all(row.manages and row.agency_mailbox.startswith("hop") for row in form.rows)


@each_kind
def test_nothing_filled_in_is_an_empty_form(kind: FormKind, tmp_path: Path) -> None:
    """Neither the agencies' names nor those registered are taken for people."""
    with pytest.raises(HopthuError, match=r"lists nobody|không có cán bộ"):
        sent_back(opened(province_of("38"), kind), tmp_path)


@each_kind
def test_intake_understands_every_column(kind: FormKind) -> None:
    """No column of ours is one that intake does not read, and none is read as another."""
    [sheet, *_] = read_sheets(blank_form(of_reference(province_of("38")), kind, DOMAIN, []))
    header = find_header(sheet)
    assert header
    assert (header.bottom, header.unread, header.doubles) == (FIRST - 1, (), ())
    assert len(header.columns) == len(COLUMNS[kind])


def test_every_field_of_a_person_comes_back(tmp_path: Path) -> None:
    """The override of the name, the wish and the management of the mailbox are read."""
    book = opened(province_of("38"))
    enter(book.worksheets[0], FIRST, Họ_và_tên="Tôn Nữ Thị Ninh", Họ_="Tôn Nữ", Tên="Ninh",
          Địa_chỉ="tonnuninh", Quản_lý="Có", Ghi_chú="mới chuyển về")  # fmt: skip
    sheet = book.worksheets[0]
    places = columns(sheet)
    sheet.cell(FIRST, places["Họ và tên (*)"]).value = "Tôn Nữ Thị Ninh"
    sheet.cell(FIRST, places["Họ (nếu cần tách)"]).value = "Tôn Nữ"
    [row] = sent_back(book, tmp_path).rows
    assert (row.name, row.surname, row.given_name) == ("Tôn Nữ Thị Ninh", "Tôn Nữ", "Ninh")
    assert (row.wish, row.manages, row.note) == ("tonnuninh", True, "mới chuyển về")


def test_a_person_added_below_those_registered_is_not_lost(tmp_path: Path) -> None:
    """Who is entered on the second sheet, without an address, is read all the same."""
    book = opened(province_of("38"))
    book[REGISTERED_TITLE].cell(4 + len(REGISTERED), 2).value = "Lê Văn Mới"
    form = sent_back(book, tmp_path)
    assert [row.name for row in form.rows] == ["Lê Văn Mới"]


def test_names_of_people_are_text_and_never_formulas() -> None:
    """A name that begins as a formula does stays a text."""
    sheet = opened(province_of("38"))[REGISTERED_TITLE]
    cells = [cell for row in sheet.iter_rows(min_row=4) for cell in row[1:]]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    formula = next(cell for cell in cells if cell.value == "=1+1")
    assert formula.quotePrefix


def test_those_registered_are_shown_protected_and_without_dates() -> None:
    """The second sheet has name, agency, title and address, and is not to be changed."""
    sheet = opened(province_of("38"))[REGISTERED_TITLE]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["STT", "Họ và tên", "Cơ quan", "Chức vụ", "Địa chỉ đã cấp"]
    assert rows[1][1:] == ["(hộp thư cơ quan)", *REGISTERED[0][1:2], None, REGISTERED[0].address]
    assert len(rows) == 1 + len(REGISTERED)
    assert sheet.protection.sheet


def test_a_new_province_has_no_second_sheet() -> None:
    """Where nobody is registered, there is no empty list."""
    assert opened(province_of("38"), registered=()).sheetnames == ["Đăng ký", "Danh mục"]


def test_the_sheet_is_printed_on_a4_with_its_header_repeated() -> None:
    """Landscape, one page wide, header on every page and in sight while scrolling."""
    sheet = opened(province_of("38")).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    setup = sheet.sheet_properties.pageSetUpPr
    assert setup is not None
    assert setup.fitToPage
    assert sheet.print_title_rows == f"${FIRST - 1}:${FIRST - 1}"
    assert sheet.freeze_panes == f"C{FIRST}"


@each_kind
def test_every_check_speaks_vietnamese_within_excels_limits(kind: FormKind) -> None:
    """Excel repairs a file, and drops the checks, where a text or a formula is longer."""
    sheet = opened(province_of("79"), kind).worksheets[0]
    checks = sheet.data_validations.dataValidation
    assert len(checks) == sum(column.rule is not None for column in COLUMNS[kind])
    for check in checks:
        assert check.showInputMessage
        assert check.showErrorMessage
        assert 0 < len(check.promptTitle) <= 32
        assert 0 < len(check.prompt) <= 255
        assert 0 < len(check.error) <= 225
        assert len(check.formula1) <= 255


def test_titles_of_the_drop_down_are_offered_once() -> None:
    """Văn thư is a post and a rank."""
    titles = offered(opened(province_of("38")), CellRule.TITLE)
    assert titles.count("Văn thư") == 1
    assert {"Cục trưởng", "Chấp hành viên sơ cấp"} <= set(titles)


@pytest.mark.parametrize(
    "text", ["38", "Thanh Hóa", "thanh hoa", "thanh_hoa", "thanh-hoa", "Tỉnh Thanh Hoá"]
)
def test_a_province_is_found_by_name_host_id_and_code(text: str) -> None:
    """However the operator writes it."""
    assert province_of(text).code == "38"


@pytest.mark.parametrize(
    ("text", "remedy"), [("Thanh Hoaa", "did you mean Thanh Hóa"), ("", "38"), ("Paris", "38")]
)
def test_an_unknown_province_is_told_with_those_it_may_be(text: str, remedy: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(HopthuError) as error:
        province_of(text)
    assert remedy in error.value.problems[0].remedy("en")


def test_registered_are_the_mailboxes_and_who_has_not_left() -> None:
    """Those of another province, and those who left, are not shown."""
    an = Person(
        id="thanh-hoa-0001", name="Lê An", agency="thanh-hoa", title="Lái xe", mailbox="lean"
    )
    records = Records(
        "thanh_hoa",
        (
            Agency(id="thanh-hoa", name="THADS Thanh Hóa", kind="province", mailbox="thads.th"),
            Agency(id="thanh-hoa.bim-son", name="THADS Bỉm Sơn", kind="district"),
        ),
        (an, replace(an, id="thanh-hoa-0002", name="Lê Bé", mailbox="lebe", state="left")),
    )
    inventory = Inventory({"thanh_hoa": records})
    assert registered_in(inventory, "thanh-hoa", DOMAIN) == [
        ("", "THADS Thanh Hóa", "", "thads.th@moj.gov.vn"),
        ("Lê An", "THADS Thanh Hóa", "Lái xe", "lean@moj.gov.vn"),
    ]
    assert registered_in(inventory, "quang-ngai", DOMAIN) == []


def test_agencies_are_named_as_the_inventory_names_them() -> None:
    """The drop-down and the records use one name."""
    province = province_of("38")
    assert offered(opened(province), CellRule.AGENCY)[0] == name_of(province)


@each_kind
def test_a_required_cell_that_is_empty_is_shaded(kind: FormKind) -> None:
    """Each required column has its shade, before the frame of the row; the agency alone is none."""
    sheet = opened(province_of("38"), kind).worksheets[0]
    rules = [
        (str(area.sqref), rule) for area in sheet.conditional_formatting for rule in area.rules
    ]
    rules.sort(key=lambda pair: pair[1].priority)
    required = [n for n, column in enumerate(COLUMNS[kind]) if column.required]
    shaded = [area for area, rule in rules if rule.dxf.fill is not None]
    assert [ord(area[0]) - ord("A") for area in shaded] == required
    assert rules[-1][0].startswith(f"A{FIRST}:")
    first = "C" if kind is FormKind.MAILBOXES else "B"
    assert all(f"COUNTA(${first}{FIRST}:" in rule.formula[0] for _, rule in rules)


def test_a_form_of_another_ministry(tmp_path: Path) -> None:
    """Its letterhead, agencies and titles are the environment's, and nothing of another's."""
    inventory, policy = environment("example", tmp_path)
    sender = sender_of("Cục Quan trắc miền Nam", inventory, policy)
    assert sender_of("mien_nam", inventory, policy) == sender_of("3", inventory, policy) == sender
    assert sender.file_name(FormKind.STAFF) == "3_mien_nam.xlsx"
    book = load_workbook(io.BytesIO(blank_form(sender, FormKind.STAFF, policy.domain, [])))
    sheet = book.worksheets[0]
    assert [sheet["A1"].value, sheet["A2"].value] == ["BỘ QUAN TRẮC", "CỤC QUAN TRẮC MIỀN NAM"]
    assert offered(book, CellRule.AGENCY)[-1] == "Trạm Vũng Tàu"
    assert "Quan trắc viên" in offered(book, CellRule.TITLE)
    shown = "\n".join(str(cell.value) for each in book for row in each for cell in row)
    assert "hi hành án" not in shown


def test_a_province_of_today(tmp_path: Path) -> None:
    """Those of 2025 have their own agencies; one that is no more is none, and a new office is."""
    inventory, policy = environment("thads-2025", tmp_path)
    assert sender_of("Huế", inventory, policy).agencies == ("Thi hành án dân sự thành phố Huế",)
    with pytest.raises(HopthuError, match="Hà Giang"):
        sender_of("Hà Giang", inventory, policy)
    office = "provinces/phu_tho/agencies.yml"
    text = (tmp_path / office).read_text(encoding="utf-8")
    name = "Phòng Thi hành án dân sự khu vực 3 - Phú Thọ"
    record = f"  - {{id: phu-tho.kv3, name: {name}, kind: region, parent: phu-tho}}\n"
    (tmp_path / office).write_text(text + record, encoding="utf-8")
    inventory = read_inventory(tmp_path, policy)
    assert name in sender_of("phu_tho", inventory, policy).agencies


def test_the_lab_may_ask_provinces_that_it_has_not_yet(tmp_path: Path) -> None:
    """Agencies of 2008 become records by their forms; until then they are known by name."""
    inventory, policy = environment("thads-2008", tmp_path)
    lab = Inventory({"trung_uong": inventory.provinces["trung_uong"]})
    whole = sender_of("thanh_hoa", inventory, policy)
    assert set(sender_of("thanh_hoa", lab, policy).agencies) == set(whole.agencies)
