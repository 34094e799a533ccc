"""Nobody's entry becomes another person's, and many renamings at once are stopped."""

from __future__ import annotations

from typing import Any

import pytest

from hopthu.provision.plan.identity import without_doubles, without_strangers
from hopthu.records.model import FormerMailbox

from .plan_samples import DOMAIN, changes, difference, entry_of, inventory, person

OLD = FormerMailbox(mailbox="unghoeson")


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"name": "Lê An", "mailbox": "lean"}, True),
        ({"name": "Lê An", "mailbox": "lean", "former_mailboxes": (OLD,)}, False),
        ({"name": "Lê An", "mailbox": "lean", "aliases": ("unghoeson",)}, False),
        ({"name": "Lê An"}, False),  # a limit counts it
        ({"mailbox": "lean"}, False),
        ({"name": "ỨNG HÒE SƠN", "mailbox": "lean"}, False),
    ],
)
def test_neither_name_nor_address_are_theirs(values: dict[str, Any], refused: bool) -> None:
    """That is another person; who is renamed as the rules say has the old address still."""
    after = person(**values)
    found = without_strangers(difference([after], entry_of(person())), inventory(after), DOMAIN)
    assert [problem.code for problem in found.refusals] == ["plan.other-person"] * refused
    assert len(found.changes) == (not refused)


@pytest.mark.parametrize("name", ["Lê An", "ỨNG HÒE SƠN"])
def test_an_entry_without_an_address_is_who_it_is_called(name: str) -> None:
    """Whoever took the address away left the password: only the same name tells the same person."""
    entry = entry_of(person())
    del entry.attributes["mail"]
    after = person(name=name, mailbox="lean")
    found = without_strangers(difference([after], entry), inventory(after), DOMAIN)
    assert bool(found.refusals) is (name == "Lê An")


def test_an_id_that_another_entry_bears() -> None:
    """Who would be made beside it is refused; who is there, and everybody else, is as before."""
    new, other = person(7), person(8)
    found = without_doubles(difference([new, other]), {"thanh-hoa-0007": "uid=x,ou=lists"})
    assert [problem.code for problem in found.refusals] == ["plan.id-taken"]
    assert "uid=x,ou=lists" in found.refusals[0].text("en")
    assert [change.subject.id for change in found.changes] == ["thanh-hoa-0008"]
    there = difference([person(title="Kế toán")], entry_of(person()))
    for bearers in ({}, {"thanh-hoa-0003": "uid=x,ou=lists"}):
        assert without_doubles(there, bearers) == there
        assert without_doubles(there, bearers).changes


@pytest.mark.parametrize(
    ("values", "counted"),
    [({"name": "Lê An"}, True), ({"name": "ỨNG HÒE SƠN"}, False), ({"title": "Kế toán"}, False)],
)
def test_another_name_is_counted(values: dict[str, Any], counted: bool) -> None:
    """However else it is written, it is the same name."""
    (change,) = changes(person(), person(**values))
    assert ("rename" in change.limited) is counted
