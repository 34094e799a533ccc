"""What a plan finds between the inventory and the directory."""

from __future__ import annotations

import pytest

from hopthu.provision.desired.agencies import OWNED as AGENCY_OWNED
from hopthu.provision.plan.build import Found, compare
from hopthu.provision.plan.change import Action, FieldChange
from hopthu.records.model import Person
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Add, Modify
from hopthu.servers.directory.tree import same_dn

from .plan_samples import difference, entry_of, person, wanted, wanted_agencies

SINCE = "2008-11-15"
LEFT = person(state="left", since=SINCE)


def test_an_absent_entry_is_added() -> None:
    """The operation is the whole entry."""
    (change,) = difference([person()]).changes
    (desired,) = wanted(person())
    assert change.action is Action.ADD
    assert change.operation == Add(desired.entry.dn, desired.entry.attributes)
    assert (change.fields, change.was, change.limited) == ((), "", ())


def test_an_equal_entry_is_left_alone() -> None:
    """Attributes of other owners do not count."""
    entry = entry_of(person(), mailQuota=(b"1",), userPassword=(b"x",))
    assert difference([person()], entry).changes == []


def test_an_entry_nobody_names_is_not_looked_at() -> None:
    """Absent means unmanaged."""
    assert difference([], entry_of(person())).changes == []


def test_a_dn_in_another_spelling_is_the_same() -> None:
    """Case and blanks after commas are the server's choice, and the server's spelling is used."""
    entry = entry_of(person())
    entry.dn = entry.dn.replace(",", ", ").replace("ou=", "OU=")
    assert difference([person()], entry).changes == []
    (change,) = difference([person(title="Kế toán")], entry).changes
    assert change.operation.dn == entry.dn


@pytest.mark.parametrize(
    ("before", "after", "action", "limited"),
    [
        (person(), person(title="Kế toán"), Action.CHANGE, ()),
        (person(), person(name="Ứng Hoè Sơn B"), Action.CHANGE, ("rename",)),
        (person(), person(mailbox="son"), Action.READDRESS, ("readdress",)),
        (person(), person(state="suspended"), Action.SUSPEND, ("suspend",)),
        (person(), LEFT, Action.SUSPEND, ("suspend",)),
        (person(), person(state="left", mailbox="son"), Action.SUSPEND, ("suspend", "readdress")),
        (person(state="suspended"), LEFT, Action.CHANGE, ()),
        (person(state="suspended"), person(), Action.RESUME, ()),
        (LEFT, person(mailbox="son"), Action.RESUME, ("readdress",)),
    ],
)
def test_a_change_is_called_what_it_means(
    before: Person, after: Person, action: Action, limited: tuple[str, ...]
) -> None:
    """What a change does to the owner of the box, and the limits it counts for."""
    (change,) = difference([after], entry_of(before)).changes
    assert (change.action, change.limited) == (action, limited)


def test_a_first_address_or_state_takes_nothing_away() -> None:
    """An entry that lacks them gets them; a leaver without a state is suspended."""
    entry = entry_of(person(), mail=None, hopthuState=None)
    (change,) = difference([person()], entry).changes
    assert (change.action, change.limited, change.was) == (Action.CHANGE, (), "")
    (change,) = difference([LEFT], entry).changes
    assert change.action is Action.SUSPEND


def test_a_modify_replaces_only_what_differs() -> None:
    """With what was there, what is to be there, and the state that was read."""
    (change,) = difference([person(mailbox="son", phone="037 385")], entry_of(person())).changes
    assert change.fields == (
        FieldChange("mail", (b"unghoeson@moj.gov.vn",), (b"son@moj.gov.vn",)),
        FieldChange("telephoneNumber", (), (b"037 385",)),
    )
    assert change.operation == Modify(
        entry_of(person()).dn,
        {"mail": (b"son@moj.gov.vn",), "telephoneNumber": (b"037 385",)},
        b"csn1",
    )
    assert change.was == "unghoeson@moj.gov.vn"


def test_a_value_taken_out_is_removed() -> None:
    """An owned attribute that the record lacks goes, without an assertion where none was read."""
    entry = entry_of(person(phone="037 385"), entryCSN=None)
    (change,) = difference([person()], entry).changes
    assert change.operation == Modify(entry.dn, {"telephoneNumber": ()}, b"")


def test_the_order_of_values_is_the_servers() -> None:
    """The same values in another order are no change; another set is."""
    classes = entry_of(person()).attributes["objectClass"]
    assert difference([person()], entry_of(person(), objectClass=classes[::-1])).changes == []
    two = entry_of(person(), title=(b"a", "Chấp hành viên".encode()))
    (change,) = difference([person()], two).changes
    assert change.fields[0].after == ("Chấp hành viên".encode(),)


def test_managers_in_another_order_are_the_same() -> None:
    """A server may give the values of an attribute in any order."""
    for desired in wanted_agencies():
        attributes = {name: values[::-1] for name, values in desired.entry.attributes.items()}
        found = Found({same_dn(desired.entry.dn): Entry(desired.entry.dn, attributes)}, {})
        assert compare([desired], found, AGENCY_OWNED).changes == []


def test_classes_of_others_stay() -> None:
    """Ours are added to theirs, whatever the case they are written in."""
    ours = entry_of(person()).attributes["objectClass"]
    more = (*(value.upper() for value in ours), b"posixAccount")
    assert difference([person()], entry_of(person(), objectClass=more)).changes == []
    some = (b"posixAccount", b"TOP", b"person")
    (change,) = difference([person()], entry_of(person(), objectClass=some)).changes
    assert change.fields[0].after == (*some, *ours[2:])


@pytest.mark.parametrize("change", [{}, {"title": (b"other",)}])
def test_a_foreign_entry_is_refused(change: dict[str, tuple[bytes, ...]]) -> None:
    """An entry without the mark is never changed, not even to mark it."""
    entry = entry_of(person(), hopthuProvince=None, **change)
    result = difference([person()], entry)
    assert result.changes == []
    assert [problem.code for problem in result.refusals] == ["plan.foreign-entry"]
    assert entry.dn in result.refusals[0].text()


def test_an_address_of_somebody_else_is_refused() -> None:
    """The message names the holder; one's own entry is no other."""
    holder = "cn=old,ou=Somewhere,dc=moj,dc=gov,dc=vn"
    address = "unghoeson@moj.gov.vn"
    (problem,) = difference([person()], holders={address: holder}).refusals
    assert problem.code == "plan.address-taken"
    assert address in problem.text()
    assert holder in problem.text()
    own = entry_of(person(), title=(b"x",))
    result = difference([person()], own, holders={address: own.dn.upper()})
    assert (len(result.changes), result.refusals) == (1, [])


def test_a_protected_entry_is_not_touched() -> None:
    """By id; where nothing would change, there is nothing to refuse."""
    protected = frozenset({"thanh-hoa-0003"})
    (problem,) = difference([person()], protected=protected).refusals
    assert problem.code == "plan.protected"
    assert difference([person()], entry_of(person()), protected=protected).refusals == []


def test_one_refusal_does_not_hide_another() -> None:
    """Every record is looked at, in the order of the file."""
    foreign = Entry(entry_of(person(4)).dn, {"uid": (b"x",)})
    people = [person(1), person(4), person(5)]
    result = difference(people, foreign, holders={"unghoeson5@moj.gov.vn": "cn=x"})
    assert [change.subject.id for change in result.changes] == ["thanh-hoa-0001"]
    assert [problem.values["id"] for problem in result.refusals] == [
        "thanh-hoa-0004",
        "thanh-hoa-0005",
    ]
