"""A form of agencies' mailboxes becomes agencies with managers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook

from hopthu.forms import read_form
from hopthu.forms.registration.birth import key_for
from hopthu.forms.registration.people import Registrar
from hopthu.forms.registration.write import write_registration
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy


def test_a_form_of_mailboxes_writes_agencies_with_mailbox_and_managers(
    tmp_path: Path, centre: Path
) -> None:
    """Each agency of the form gets its address and every person named as its manager."""
    book = Workbook()
    for row in (
        ["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"],
        ["TT", "Tên cơ quan", "Cán bộ quản lý hộp thư", "Chức vụ"],
        [1, "THADS tỉnh Quảng Ngãi", "Lê An", "Văn thư"],
        [2, "THADS huyện Bình Sơn", "Lê Bé", "Kế toán"],
        [None, None, "Lê Cam", "Thủ quỹ"],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "form.xlsx")
    form = read_form(tmp_path / "form.xlsx", date(2008, 11, 20))
    policy = Policy.of_environment(centre)
    inventory = read_inventory(centre, policy)
    registrar = Registrar(inventory, policy, key_for(inventory, centre / ".match-key"))
    write_registration(centre, registrar.take(form))
    written = read_inventory(centre, policy)
    people = {person.id: person.name for person in written.people()}
    assert {
        id_: (agency.mailbox, [people[manager] for manager in agency.managers])
        for id_, agency in written.agencies.items()
        if id_.startswith("quang-ngai")
    } == {
        "quang-ngai": ("thads.quangngai", ["Lê An"]),
        "quang-ngai.binh-son": ("thads.binhson.quangngai", ["Lê Bé", "Lê Cam"]),
    }
