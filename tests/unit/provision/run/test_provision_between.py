"""What provinces need of each other: who comes first, waits, is stopped or is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hopthu.provision.between import Between
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan import messages
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.plan import Plan
from hopthu.provision.reading import Passed, Reading
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Add, Modify

REFUSAL = messages.PROTECTED.at(id="x")


def member(name: str) -> bytes:
    """An address of ours."""
    return f"{name}@moj.gov.vn".encode()


def change(dn: str, **fields: tuple[list[str], list[str]]) -> Change:
    """A change of an entry that is there: attribute -> names before and after."""
    told = tuple(
        FieldChange(name, tuple(map(member, old)), tuple(map(member, new)))
        for name, (old, new) in fields.items()
    )
    subject = Desired(Entry(dn, {}), dn, f"The {dn}", f"{dn}@moj.gov.vn", "a", "")
    return Change(Action.CHANGE, subject, told, Modify(dn, {f.attribute: f.after for f in told}))


def takes(name: str) -> Change:
    """Somebody gets another address."""
    return change("uid=x", mail=(["old"], [name]))


def lists(before: list[str], after: list[str], **more: Any) -> Change:
    """The members of a list change."""
    return change("cn=all", mgrpRFC822MailMember=(before, after), **more)


def new_list(*names: str) -> Change:
    """A list is made."""
    made = change("cn=all")
    members = tuple(map(member, names))
    return replace(
        made, action=Action.ADD, operation=Add("cn=all", {"mgrpRFC822MailMember": members})
    )


def plan(province: str, *changes: Change, **more: Any) -> Plan:
    """The plan of a province."""
    return Plan("province", province, province.title(), changes, **more)


def settled(*plans: Plan, freed: Any = (), given: Any = (), assumed: Any = ()) -> dict[str, Plan]:
    """The plans as they can be written, in that order.

    ``freed`` and ``given``: addresses with the province whose plan does it; ``assumed`` are
    somebody's already, as all others that are asked for would have to be looked up.
    """
    reading = Reading(None, "dc=moj", ())  # type: ignore[arg-type]  # nothing is to be asked
    reading._asked |= {f"at {name}@moj.gov.vn" for name in "abcdefg"}
    reading.freed = {
        f"{a}@moj.gov.vn": Passed(province, "uid=old") for a, province in dict(freed).items()
    }
    reading.given = {
        f"{a}@moj.gov.vn": Passed(province, "uid=new") for a, province in dict(given).items()
    }
    names = [f"{name}@moj.gov.vn" for name in assumed]
    found = Between(reading, "moj.gov.vn", names).settled(plans)
    return {each.province: each for each in found}


class TestOrder:
    """Who frees an address comes before who takes it."""

    def test_it_follows_the_addresses(self) -> None:
        """The taker is last, with what it needs noted; what nobody frees changes nothing."""
        found = settled(plan("a", takes("c")), plan("b"), plan("d"), freed={"c": "b"})
        assert list(found) == ["b", "a", "d"]
        assert found["a"].requires == ("b",)
        assert list(settled(plan("a", takes("c")), plan("b"))) == ["a", "b"]

    def test_what_agencies_hang_from_stays_first(self) -> None:
        """Over two steps, too."""
        found = settled(plan("c", requires=("b",)), plan("b", requires=("a",)), plan("a"))
        assert list(found) == ["a", "b", "c"]

    def test_an_exchange_is_refused(self) -> None:
        """Neither can come first: one is told whose the address is, and nothing is half done."""
        found = settled(plan("a", takes("c")), plan("b", takes("d")), freed={"c": "b", "d": "a"})
        refused = [each.refusals for each in found.values()]
        assert [problem.code for problem in refused[0]] == ["plan.address-taken"] or [
            problem.code for problem in refused[1]
        ] == ["plan.address-taken"]
        assert all(refused)


class TestStopped:
    """Who relies on a province that is refused is refused."""

    def test_what_it_hangs_from(self) -> None:
        """With the reason of the other, however far away."""
        found = settled(
            plan("a", refusals=(REFUSAL,)), plan("b", requires=("a",)), plan("c", requires=("b",))
        )
        assert [problem.code for problem in found["c"].refusals] == ["apply.required-failed"]
        assert "x is protected" in found["b"].refusals[0].text("en")

    def test_whose_address_it_takes(self) -> None:
        """The address stays where it is, and that is what is told."""
        found = settled(plan("a", takes("c")), plan("b", refusals=(REFUSAL,)), freed={"c": "b"})
        (problem,) = found["a"].refusals
        assert problem.code == "plan.address-taken"
        assert "uid=old" in problem.text("en")

    def test_others_go_on(self) -> None:
        """A refusal is of its province alone."""
        found = settled(plan("a", refusals=(REFUSAL,)), plan("b", takes("c")))
        assert found["b"].refusals == ()


class TestWaiting:
    """A list names what other provinces have only when they have it."""

    def test_it_comes_at_the_end(self) -> None:
        """After what the province has beside it, and it knows whom it waits for."""
        found = settled(
            plan("a", lists([], ["c"]), takes("d")), plan("b", requires=("a",)), given={"c": "b"}
        )
        assert [each.after for each in found["a"].changes] == [(), ("b",)]
        assert len(found["a"].at_once) == 1
        assert found["a"].afterwards[0].subject.id == "cn=all"

    def test_not_where_the_other_comes_first_anyway(self) -> None:
        """It is there by then."""
        found = settled(plan("a"), plan("b", lists([], ["c"]), requires=("a",)), given={"c": "a"})
        assert found["b"].afterwards == ()

    def test_not_for_its_own(self) -> None:
        """They are in the same transaction."""
        found = settled(plan("a", lists([], ["c"])), given={"c": "a"})
        assert found["a"].afterwards == ()
        assert found["a"].notices == ()


class TestLeftOut:
    """Nobody is named who will not be there."""

    def test_what_a_refused_province_would_have(self) -> None:
        """The others are named, and it is told who is missing."""
        found = settled(
            plan("a", lists(["e"], ["c", "d", "e"])),
            plan("b", refusals=(REFUSAL,)),
            given={"c": "b"},
            assumed=["d"],
        )
        (changed,) = found["a"].changes
        assert changed.fields[0].after == (member("d"), member("e"))
        assert changed.operation == Modify(
            "cn=all", {"mgrpRFC822MailMember": (member("d"), member("e"))}
        )
        (notice,) = found["a"].notices
        assert "c@moj.gov.vn" in notice.text("vi")

    def test_nothing_is_left_to_write(self) -> None:
        """No change without a change; other fields of the list are written all the same."""
        assert settled(plan("a", lists(["e"], ["c", "e"])))["a"].changes == ()
        (changed,) = settled(plan("a", lists([], ["c"], displayName=(["x"], ["y"]))))["a"].changes
        assert [field.attribute for field in changed.fields] == ["displayName"]
        assert isinstance(changed.operation, Modify)
        assert changed.operation.replace.keys() == {"displayName"}

    def test_a_new_list_is_made_without_them(self) -> None:
        """In whatever case they are written; with nobody at all it is there and empty."""
        (changed,) = settled(plan("a", new_list("C", "d")), assumed=["D"])["a"].changes
        assert isinstance(changed.operation, Add)
        assert changed.operation.attributes == {"mgrpRFC822MailMember": (member("d"),)}
        (changed,) = settled(plan("a", new_list("c")))["a"].changes
        assert isinstance(changed.operation, Add)
        assert changed.operation.attributes == {}

    def test_who_is_on_it_already_and_strangers_stay(self) -> None:
        """Only those who join are asked for, and only of our own domain."""
        outside = b"ai@example.org"
        made = lists(["g"], ["f", "g"])
        field = made.fields[0]._replace(after=(*made.fields[0].after, outside))
        made = replace(
            made, fields=(field,), operation=Modify("cn=all", {field.attribute: field.after})
        )
        (changed,) = settled(plan("a", made))["a"].changes
        assert changed.fields[0].after == (member("g"), outside)
