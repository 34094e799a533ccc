"""Who has logged in since, told for a terminal, a file and a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from hopthu.provision.handover.store import ISSUED, SEALED, Receipt, Record
from hopthu.records.model import Agency, Inventory, Person, Province
from hopthu.reports.reminders.people import Handed, handed_over
from hopthu.reports.reminders.render import lines, markdown, table

LOGIN = datetime(2026, 11, 25, 8, tzinfo=UTC)


def record(*people: str, made: str = "2026-11-24T08:00:00+00:00", **more: Any) -> Record:
    """A bundle of these people."""
    values: dict[str, Any] = {
        "bundle": "thanh_hoa-1",
        "province": "thanh_hoa",
        "made": made,
        "people": people,
        "valid_until": "2026-12-24",
        "keys": ("Ứng Hoè Sơn",),
        "state": ISSUED,
        **more,
    }
    return Record(**values)


def handed(
    *records: Record, names: tuple[str, ...] = ("Lê A", "Trần B"), **logins: datetime
) -> Handed:
    """What became of the slips of people whose ids are ``p1``, ``p2`` and so on."""
    people = tuple(
        Person(id=f"p{number}", name=name, agency="a", title="x", mailbox=f"hop{number}")
        for number, name in enumerate(names, 1)
    )
    agency = Agency(id="a", name="Thi hành án dân sự tỉnh Thanh Hóa", kind="province")
    inventory = Inventory({"thanh_hoa": Province("thanh_hoa", (agency,), people)})
    (found,) = handed_over(inventory, ["thanh_hoa"], "moj.gov.vn", records, logins)
    return found


def test_the_newest_slip_counts() -> None:
    """Who got another has to log in again; a bundle that was never in force is none."""
    old, new = record("p1", "p2"), record("p1", made="2026-11-26T08:00:00+00:00")
    found = handed(old, new, p1=LOGIN, p2=LOGIN)
    assert [owner.id for owner in found.missing] == ["p1"]
    sealed = record("p1", made="2026-11-26T08:00:00+00:00", state=SEALED)
    assert handed(old, sealed, p1=LOGIN, p2=LOGIN).missing == []


def test_the_last_receipt_counts() -> None:
    """A slip that was handed on is with the last one who took it."""
    receipts = tuple(
        Receipt(to=to, on="2026-11-25", by="x", people=("p1",)) for to in ("Bà Lan", "Ông Ba")
    )
    owner = handed(record("p1", receipts=receipts)).owners[0]
    assert owner.receipt is not None
    assert owner.receipt.to == "Ông Ba"


def test_without_a_slip() -> None:
    """Such people are not reminded; whoever logged in nevertheless needs none."""
    found = handed(p1=LOGIN)
    assert found.missing == []
    assert [owner.id for owner in found.without] == ["p2"]


def test_languages() -> None:
    """Heads and titles in both; the same names."""
    found = [handed(record("p1", "p2"), p1=LOGIN)]
    english, vietnamese = (
        "\n".join(lines(found, named=True, language=code)) for code in ("en", "vi")
    )
    assert "Thanh Hóa: not logged in yet" in english
    assert "Thanh Hóa: chưa đăng nhập" in vietnamese
    assert "hop2@moj.gov.vn" in english
    assert "hop1@moj.gov.vn" not in english
    assert "hop2" not in "\n".join(lines(found, named=False))


def test_a_name_is_neither_markup_nor_formula() -> None:
    """Whatever somebody is called, files show it and do nothing."""
    found = [handed(record("p1", "p2"), names=("=1+1", "A|B*"))]
    assert "A\\|B\\*" in markdown(found, "2026-12-01", "en")
    rows = list(csv.DictReader(io.StringIO(table(found).removeprefix("\ufeff"))))
    assert rows[0]["name"] == "'=1+1"
    assert rows[0]["logged_in"] == "no"
    assert rows[0]["last_login"] == ""
