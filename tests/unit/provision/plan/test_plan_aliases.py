"""What a change of further addresses or members counts for, and how it is shown."""

from __future__ import annotations

import pytest

from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.render import change_lines
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.operation import Modify

from .plan_samples import plan

DN = "uid=thanh-hoa-0003,ou=people,dc=moj,dc=gov,dc=vn"


def change(
    attribute: str,
    before: Values,
    after: Values,
    *,
    expired: Values = (),
    was: str = "",
    action: Action = Action.CHANGE,
) -> Change:
    """A change of one attribute of somebody's entry."""
    held = {attribute: after} if after else {}
    subject = Desired(Entry(DN, held), "x", "X", "son@moj.gov.vn", "thanh-hoa", "", expired)
    fields = (FieldChange(attribute, before, after),)
    return Change(action, subject, fields, Modify(DN, {attribute: after}), was)


@pytest.mark.parametrize(
    ("before", "after", "expired", "limited"),
    [
        ((b"a@x", b"b@x"), (b"a@x",), (), ("unalias",)),
        ((b"a@x", b"B@x"), (b"a@x",), (b"b@x",), ()),
        ((b"a@x",), (b"A@x", b"b@x"), (), ()),
        ((b"SON@moj.gov.vn",), (), (), ()),  # what is the mailbox now is not given up
        ((), (b"a@x",), (), ()),
    ],
)
def test_addresses_given_up_are_counted(
    before: Values, after: Values, expired: Values, limited: tuple[str, ...]
) -> None:
    """Not those whose day is over, nor another spelling."""
    made = change("mailAlternateAddress", before, after, expired=expired)
    assert made.limited == limited


@pytest.mark.parametrize(("after", "limited"), [((), ("close",)), ((b"b@x",), ())])
def test_a_list_that_loses_its_last_member_is_closed(
    after: Values, limited: tuple[str, ...]
) -> None:
    """One that has others by then is not."""
    assert change("mgrpRFC822MailMember", (b"a@x",), after).limited == limited


def test_an_address_that_is_kept_beside_the_new_one_is_not_lost() -> None:
    """A list that is called otherwise and answers to its old address hands mail to nobody."""
    kept = change("mailAlternateAddress", (), (b"cu@x",), was="cu@x")
    lost = change("mailAlternateAddress", (), (b"cu2@x",), was="cu@x")
    assert (kept.limited, lost.limited) == ((), ("readdress",))


def test_of_many_members_only_the_difference_is_shown() -> None:
    """With how many there were and will be; of few both sides, and a DN by its first part."""
    before = tuple(f"a{number}@x".encode() for number in range(9))
    after = (*before[2:], b"new@x")
    (line,) = change_lines(plan(change("mgrpRFC822MailMember", before, after)), "en")
    assert line.split("members")[1].strip() == "-a0@x -a1@x +new@x (9 → 8)"
    (line,) = change_lines(plan(change("mgrpRFC822MailMember", (), before)), "vi")
    assert line.endswith("+a6@x +a7@x … 1 (0 → 9)")
    writers = (b"dc=moj,dc=gov,dc=vn", b"cn=agency.x,ou=lists,dc=moj,dc=gov,dc=vn")
    (line,) = change_lines(plan(change("hopthuWriter", writers, ())), "en")
    assert line.split("writers")[1].strip() == "*, agency.x → none"
    removed = change("mailAlternateAddress", (b"a@x",), (), action=Action.REMOVE)
    (line,) = change_lines(plan(removed), "en")
    assert line.startswith("- son@moj.gov.vn")
