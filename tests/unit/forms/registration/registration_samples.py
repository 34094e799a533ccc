"""Rows, forms and people for the tests of registration."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from hopthu.forms.model import Form
from hopthu.forms.registration.birth import BirthKey
from hopthu.forms.registration.people import Registrar
from hopthu.forms.rows.person import Row
from hopthu.records import reference
from hopthu.records.model import Agency, Inventory, Person, Province
from hopthu.records.policy import Policy
from hopthu.text.errors import Place

KEY = BirthKey(bytes(32))
BORN = datetime.date(1971, 3, 12)
PROJECT = Path(__file__).parents[4]
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
HOME = "thanh-hoa"
BIM_SON = "thanh-hoa.bim-son"


def row(name: str, agency: str = HOME, born: datetime.date | None = BORN, **more: Any) -> Row:
    """Return a row of the form, of an officer unless ``more`` says otherwise."""
    place = Place("f.xls", "DS", 5, 2, "B5")
    values: dict[str, Any] = {"place": place, "title": "Chấp hành viên"} | more
    return Row(name=name, agency_id=agency, born=born, **values)


def form(*rows: Row) -> Form:
    """Return Thanh Hóa's form with these rows."""
    return Form(
        path=Path("f.xls"),
        province=reference.province("38"),
        encoding="Unicode",
        sheet="DS",
        rows=rows,
        problems=(),
    )


def person(name: str = "Nguyễn Văn Hùng", id_: str = "thanh-hoa-0041", **more: Any) -> Person:
    """Return a person of the inventory."""
    values: dict[str, Any] = {
        "agency": HOME,
        "title": "Chấp hành viên",
        "mailbox": "nguyenvanhung",
    } | more
    return Person(id=id_, name=name, **values)


def registrar(*people: Person, agencies: tuple[Agency, ...] = ()) -> Registrar:
    """Return a registrar that knows an inventory of these."""
    inventory = Inventory({"thanh_hoa": Province("thanh_hoa", agencies, people)})
    return Registrar(inventory, POLICY, KEY)
