"""The plans of a province as one: merged, and everybody told once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan import messages
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.document import markdown, plan_data
from hopthu.provision.plan.fields import Sides
from hopthu.provision.plan.merge import merged, taken
from hopthu.provision.plan.plan import Plan
from hopthu.provision.plan.recorded import recorded_plan
from hopthu.provision.plan.render import change_lines, summary
from hopthu.provision.plan.whole import entries_told, with_lists
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Add, Delete, Modify, Rename

BASE = "dc=moj,dc=gov,dc=vn"
LONG = {"sn": (b"x",), "mail": (b"an@moj.gov.vn",)}


def someone(number: int, detail: str = "", address: str = "") -> Desired:
    """A person of Thanh Hóa."""
    dn = f"uid=thanh-hoa-{number:04},ou=people,{BASE}"
    address = address or f"nguoi{number}@moj.gov.vn"
    return Desired(Entry(dn, {}), f"thanh-hoa-{number:04}", "Lê An", address, "thanh-hoa", detail)


def modified(subject: Desired, action: Action = Action.CHANGE, **fields: Any) -> Change:
    """A change of attributes: name -> (before, after)."""
    told = tuple(
        FieldChange(name, tuple(map(str.encode, old)), tuple(map(str.encode, new)))
        for name, (old, new) in fields.items()
    )
    written = {field.attribute: field.after for field in told}
    was = next((f.before[0].decode() for f in told if f.attribute == "mail" and f.before), "")
    return Change(action, subject, told, Modify(subject.entry.dn, written, b"csn"), was)


def added(subject: Desired, **attributes: Any) -> Change:
    """A new entry."""
    held = {**LONG, "mail": (subject.address.encode(),)} | attributes
    return Change(Action.ADD, subject, (), Add(subject.entry.dn, held))


def listed(name: str, before: list[str], after: list[str]) -> Change:
    """A list whose members change."""
    dn = f"cn={name},ou=lists,{BASE}"
    subject = Desired(Entry(dn, {}), name, "Cán bộ", f"{name}@moj.gov.vn", "thanh-hoa", "agency")
    return modified(subject, mgrpRFC822MailMember=(before, after))


def part(resource: str, *changes: Change, **more: Any) -> Plan:
    """The plan of one resource for Thanh Hóa."""
    return Plan(resource, "thanh_hoa", "Thanh Hóa", changes, **more)


def whole(*parts: Plan, freed: tuple[str, ...] = ()) -> Plan:
    """All of them as one, told."""
    return with_lists(merged(parts, freed))


class TestMerged:
    """One entry is written once."""

    def test_a_new_account_is_one_add(self) -> None:
        """With its quota and addresses; the title, the quota and the aliases are told of it."""
        plan = whole(
            part("accounts", added(someone(1, "Kế toán"))),
            part("quotas", modified(someone(1, "2G officers"), Action.ADD, mailQuota=([], ["2"]))),
            part("aliases", modified(someone(1), mailAlternateAddress=([], ["a@moj.gov.vn"]))),
        )
        (change,) = plan.changes
        assert isinstance(change.operation, Add)
        assert change.operation.attributes["mailQuota"] == (b"2",)
        assert change.operation.attributes["mailAlternateAddress"] == (b"a@moj.gov.vn",)
        assert (change.action, change.subject.detail) == (Action.ADD, "Kế toán, 2G")

    def test_changes_of_an_entry_are_one(self) -> None:
        """What was read is asserted once; the gravest of what it means is kept."""
        leaves = modified(someone(1), Action.SUSPEND, hopthuState=(["active"], ["left"]))
        shrinks = modified(someone(1), Action.SHRINK, mailQuota=(["9"], ["1"]))
        later = replace(shrinks, operation=Modify(shrinks.operation.dn, {"mailQuota": (b"1",)}))
        (change,) = whole(part("accounts", leaves), part("quotas", later)).changes
        assert change.action is Action.SUSPEND
        assert change.operation == Modify(
            leaves.operation.dn, {"hopthuState": (b"left",), "mailQuota": (b"1",)}, b"csn"
        )
        (change,) = whole(part("quotas", shrinks), part("aliases")).changes
        assert change.action is Action.SHRINK

    def test_a_first_quota_is_no_new_person(self) -> None:
        """Nor is the last alias the end of one; of a list it is."""
        first = modified(someone(1), Action.ADD, mailQuota=([], ["2"]))
        last = modified(someone(2), Action.REMOVE, mailAlternateAddress=(["a@x"], []))
        gone = replace(listed("canbo", ["a@x"], []), action=Action.REMOVE)
        plan = whole(part("quotas", first), part("aliases", last, gone))
        assert [c.action for c in plan.changes] == [Action.CHANGE, Action.CHANGE, Action.REMOVE]

    def test_who_takes_what_another_frees_stays_behind(self) -> None:
        """The order is kept where an address passes on; else two would have it for a while."""
        titled = modified(someone(1), title=(["a"], ["b"]))
        readdressed = modified(someone(2), Action.READDRESS, mail=(["x@m"], ["y@m"]))
        takes = modified(someone(1), mailAlternateAddress=([], ["X@m"]))
        parts = part("accounts", titled, readdressed), part("aliases", takes)
        ids = [change.subject.id[-1] for change in whole(*parts, freed=("x@m",)).changes]
        assert ids == ["1", "2", "1"]
        assert [c.subject.id[-1] for c in whole(*parts).changes] == ["1", "2"]
        assert taken(takes) == {"x@m"}
        assert taken(readdressed) == {"y@m"}
        assert taken(added(someone(1))) == {"nguoi1@moj.gov.vn"}

    def test_a_move_and_its_change_stay_two(self) -> None:
        """They are two operations, and are told as one."""
        dn = f"ou=a,ou=x,ou=agencies,{BASE}"
        subject = Desired(Entry(dn, {}), "x.a", "A", "", "x.a", "district")
        place = FieldChange("dn", (f"ou=a,ou=y,ou=agencies,{BASE}".encode(),), (dn.encode(),))
        move = Change(
            Action.MOVE, subject, (place,), Rename(place.before[0].decode(), "ou=a", "ou=x")
        )
        plan = whole(
            part("agencies", move, modified(subject, displayName=(["A"], ["B"]))), part("aliases")
        )
        assert len(plan.changes) == 2
        (line,) = change_lines(plan, "en")
        assert line.endswith("place y → x; name A → B")
        assert plan.kinds["agencies"] == {Action.CHANGE: 1}
        assert len(entries_told(plan)) == 1

    def test_refusals_of_all_steps_once(self) -> None:
        """Several steps find the same; it is told once, with what each found alone."""
        one, two = messages.PROTECTED.at(id="x"), messages.PROTECTED.at(id="y")
        plan = whole(
            part("accounts", refusals=(one,), requires=("moj",), existing=7, unmanaged=1),
            part("quotas", refusals=(one, two), existing=9),
        )
        assert plan.refusals == (one, two)
        assert plan.requires == ("moj",)
        assert (plan.existing, plan.unmanaged) == (7, 1)


PLAN = whole(
    part("agencies"),
    part(
        "accounts",
        added(someone(1, "Kế toán")),
        modified(someone(2), title=(["a"], ["b"]), hopthuAgency=(["x.dong"], ["x"])),
        modified(
            someone(3),
            Action.SUSPEND,
            hopthuState=(["active"], ["left"]),
            hopthuSince=([], ["2008-11-15"]),
        ),
        modified(
            someone(4, address="moi@moj.gov.vn"),
            Action.READDRESS,
            mail=(["nguoi4@moj.gov.vn"], ["moi@moj.gov.vn"]),
        ),
        existing=112,
    ),
    part(
        "aliases",
        listed("canbo.x", ["nguoi3@moj.gov.vn"], [f"nguoi{n}@moj.gov.vn" for n in (1, 2, 7, 8, 9)]),
        listed("canbo.x.dong", ["nguoi2@moj.gov.vn"], []),
        listed("chv", ["nguoi4@moj.gov.vn"], ["Moi@moj.gov.vn"]),
    ),
)


class TestTold:
    """Everybody is named once, with all that changes."""

    def test_the_lines(self) -> None:
        """Title, agency and lists on one line; a list by who comes and who goes."""
        assert change_lines(PLAN, "en") == [
            "+ nguoi1@moj.gov.vn                  Lê An                        "
            "thanh-hoa              Kế toán, canbo.x",
            "~ nguoi2@moj.gov.vn                  title a → b; agency x.dong → x; "
            "canbo.x.dong → canbo.x",
            "- suspend nguoi3@moj.gov.vn          left 2008-11-15; out of canbo.x",
            "~ nguoi4@moj.gov.vn                  address nguoi4@moj.gov.vn → moi@moj.gov.vn",
            "~ canbo.x@moj.gov.vn                 + nguoi1, nguoi2, nguoi7, 2 more; - nguoi3",
            "~ canbo.x.dong@moj.gov.vn            - nguoi2",
            "~ chv@moj.gov.vn                     + Moi; - nguoi4",
        ]

    def test_in_vietnamese(self) -> None:
        """The same."""
        lines = change_lines(PLAN, "vi", 3)
        assert lines[2].endswith("nghỉ từ 2008-11-15; ra khỏi canbo.x")
        assert lines[-1] == "  … còn 4 nữa (--diff hiện tất cả)"

    def test_the_summary(self) -> None:
        """People first; one digest."""
        assert summary(PLAN, "en") == (
            "Thanh Hóa: 1 person to add, 1 to change, 1 to readdress, 1 to suspend; "
            f"3 lists to change   (112 now, 113 after)   plan {PLAN.short_digest}"
        )
        assert summary(PLAN, "vi", seconds=1).startswith(
            "Thanh Hóa: đã thêm 1 người, đã sửa 1, đã đổi địa chỉ 1, đã khoá 1; "
            "đã sửa 3 danh sách   (nay có 113)   trong 1.00 giây"
        )
        nothing = whole(part("accounts", existing=5, unmanaged=1), part("quotas", existing=9))
        assert summary(nothing, "en") == "Thanh Hóa: nothing to do (4 as the inventory says)"
        refused = replace(nothing, refusals=(messages.PROTECTED.at(id="x"),))
        assert "nothing that may be written" in summary(refused, "en")

    def test_json_tells_the_same(self) -> None:
        """What is recorded is shown as it was when it was planned."""
        recorded = recorded_plan(plan_data(PLAN))
        assert change_lines(recorded, "en") == change_lines(PLAN, "en")
        assert summary(recorded, "en") == summary(PLAN, "en")
        assert entries_told(recorded) == entries_told(PLAN)

    def test_a_page_tells_the_same(self) -> None:
        """In parts, without the address twice."""
        told = entries_told(PLAN)
        assert [each.sign for each in told] == ["+", "~", "-", "~", "~", "~", "~"]
        assert [line.en for line in told[0].lines] == ["thanh-hoa · Kế toán · canbo.x"]
        assert [line.en for line in told[2].lines] == ["suspend left 2008-11-15", "out of canbo.x"]
        fields = {name.en: sides for name, sides in told[1].fields}
        assert fields["title"] == Sides("a", "b")
        assert told[3].address == "nguoi4@moj.gov.vn"

    def test_a_page_tells_who_comes_onto_a_list_and_who_goes(self) -> None:
        """All of them, by their addresses in the list's own domain, also of other lists."""
        ((_, sides),) = entries_told(PLAN)[4].fields
        assert sides == Sides(came=("nguoi1", "nguoi2", "nguoi7", "nguoi8", "nguoi9"),
                              gone=("nguoi3",))  # fmt: skip
        outside = listed("ngoai", ["a@moj.gov.vn"], ["a@moj.gov.vn", "a@gmail.com"])
        ((_, sides),) = entries_told(whole(part("aliases", outside)))[0].fields
        assert (sides.came, sides.gone) == (("a@gmail.com",), ())

    def test_markdown_has_one_section_a_province(self) -> None:
        """And one row in the table."""
        text = markdown([PLAN], "en")
        assert text.count("## Thanh Hóa") == 1
        assert text.count(PLAN.short_digest) == 2
        assert text.count("nguoi2@moj.gov.vn ") == 1

    def test_who_is_taken_away(self) -> None:
        """As an undo takes entries away, with the lists they leave."""
        gone = Change(Action.REMOVE, someone(1, "Kế toán"), (), Delete(someone(1).entry.dn))
        plan = whole(
            part("accounts", gone), part("aliases", listed("canbo", ["nguoi1@moj.gov.vn"], []))
        )
        assert change_lines(plan, "en")[0].endswith("thanh-hoa              Kế toán, out of canbo")
        assert plan.after == plan.existing - 1
