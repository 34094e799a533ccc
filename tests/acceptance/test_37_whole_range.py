"""Check tells the truth over the whole range: agencies, accounts, quotas, aliases and lists."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hopthu.servers.lab.slapd import Slapd

from .agreement import agree, rests
from .world import LISTS, World, agency_dn, person_dn

NUMBERS = st.integers(1, 4)
IDS = {number: f"thanh-hoa-{number:04}" for number in range(1, 5)}
SOME = st.sets(NUMBERS, max_size=3).map(sorted)
PERSON = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["active", "active", "active", "suspended", "left"]),
        "agency": st.sampled_from(["thanh-hoa", "thanh-hoa.dong", "thanh-hoa.tay"]),
        "renamed": st.booleans(),  # another mailbox than the directory may have
        "former": st.sampled_from(["", "2000-01-01", "2999-12-31", "always"]),
        "alias": st.booleans(),
    }
)
MANUAL = st.fixed_dictionaries(
    {
        "people": SOME,
        "lists": st.sets(
            st.sampled_from(["agency.thanh-hoa", "officers.thanh-hoa.tay", "officers.bac-giang"])
        ).map(sorted),
        "writers": st.sampled_from([["members"], ["anybody"], ["thanh-hoa", "thanh-hoa-0002"]]),
        "state": st.sampled_from(["active", "active", "ended", "absent"]),
    }
)
HAND = st.tuples(
    st.sampled_from(["agency.thanh-hoa", "officers.thanh-hoa.dong", "province.thanh-hoa", "ds0"]),
    st.sampled_from(
        ["delete", "mgrpRFC822MailMember", "hopthuWriter", "mail", "displayName", "cleared"]
    ),
)


@pytest.mark.no_cover  # the same code again and again, and half as fast where it is measured
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # each example takes seconds: no hunt for a smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    people=st.lists(PERSON, min_size=4, max_size=4),
    manual=st.lists(MANUAL, min_size=2, max_size=2),
    managers=SOME,
    holders=SOME,
    ended=st.booleans(),
    start=st.sampled_from(["empty", "another province", "all"]),
    missing=st.sets(NUMBERS, max_size=2),
    by_hand=st.lists(HAND, max_size=3),
    stranger=st.sampled_from(["", "", "list", "alias"]),
)
def test_whatever_is_asked_and_whatever_is_there(
    shared: Slapd,
    tmp_path: Path,
    people: list[dict[str, Any]],
    manual: list[dict[str, Any]],
    managers: list[int],
    holders: list[int],
    ended: bool,
    start: str,
    missing: set[int],
    by_hand: list[tuple[str, str]],
    stranger: str,
) -> None:
    """From random states and for random inventories, apply does what check said, and then rests."""
    shutil.rmtree(tmp_path / "lab", ignore_errors=True)
    world = World(tmp_path / "lab", shared)
    world.empty()
    for province in world.people:
        world.people[province] = world.people[province][:4]
    world.lists["thanh_hoa"] = [_manual(0, people=["thanh-hoa-0001"], writers=["members"])]
    world.save()
    if start != "empty":
        world.provision("bac_giang", *(["thanh_hoa"] if start == "all" else []))
    if start == "all":
        for number in sorted(missing):
            world.delete(person_dn("thanh_hoa", number))
        for name, change in by_hand:
            _change_by_hand(world, name, change)
    if stranger and start != "empty":
        _stranger(world, stranger)

    _ask_for(world, people, manual)
    own, district = world.agencies["thanh_hoa"][0], world.agencies["thanh_hoa"][1]
    own["managers"] = [IDS[number] for number in managers]
    district["roles"] = [{"role": "vanthu", "holders": [IDS[number] for number in holders]}]
    district["mailbox"] = "thads.dong.thanhhoa"
    if ended and not any(
        person["agency"] == "thanh-hoa.tay" for person in world.people["thanh_hoa"]
    ):
        world.agencies["thanh_hoa"][2] |= {"state": "ended", "since": "2008-11-20"}
    world.save()

    rests(world, agree(world))


def _manual(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"ds{number}", "name": f"Danh sách {number}", "mailbox": f"ds.{number}", **more}


def _ask_for(world: World, people: list[dict[str, Any]], manual: list[dict[str, Any]]) -> None:
    """Write down the people and the lists that were drawn."""
    for number, (record, drawn) in enumerate(zip(world.people["thanh_hoa"], people, strict=True)):
        record |= {"state": drawn["state"], "agency": drawn["agency"]}
        record |= {"since": "2008-11-20"} if drawn["state"] == "left" else {}
        former = {"mailbox": f"cu{number}"}
        if drawn["renamed"]:
            former = {"mailbox": record["mailbox"]}
            record["mailbox"] = f"moi{number}"
        former |= {"until": drawn["former"]} if drawn["former"] != "always" else {}
        record |= {"former_mailboxes": [former]} if drawn["former"] else {}
        record |= {"aliases": [f"bd{number}"]} if drawn["alias"] else {}
    world.lists["thanh_hoa"] = []
    for number, drawn in enumerate(manual):
        if drawn["state"] == "absent":
            continue
        since = {"since": "2008-11-20"} if drawn["state"] == "ended" else {}
        members = {"people": [IDS[each] for each in drawn["people"]], "agencies": ["thanh-hoa"]}
        rest = {key: drawn[key] for key in ("lists", "writers", "state")}
        world.lists["thanh_hoa"].append(_manual(number, **members, **rest, **since))


def _change_by_hand(world: World, name: str, change: str) -> None:
    dn = f"cn={name},{LISTS}"
    if dn.lower() not in world.state():
        return
    if change == "delete":
        world.delete(dn)
    elif change == "cleared":
        world.replace(dn, mgrpRFC822MailMember=[], hopthuWriter=[])
    else:
        value = {"hopthuWriter": agency_dn("bac_giang"), "mail": f"{name}.tay@moj.gov.vn"}
        world.replace(dn, **{change: value.get(change, "ai@moj.gov.vn")})


def _stranger(world: World, kind: str) -> None:
    """Somebody else's list where ours would be, or an alias of ours at somebody else's entry."""
    if kind == "alias":
        world.replace(person_dn("bac_giang", 1), mailAlternateAddress="bd1@moj.gov.vn")
    elif f"cn=ds1,{LISTS}".lower() not in world.state():
        world.modify(
            f"dn: cn=ds1,{LISTS}\nobjectClass: hopthuList\ncn: ds1\nmail: khac@moj.gov.vn\n"
        )
