"""What runs leave alone: what is right already, the unnamed, other owners' attributes."""

from __future__ import annotations

from hopthu.provision.desired import agencies, aliases, lists, people, quotas
from hopthu.servers.directory.operation import Add, Modify

from .world import PROVINCES, RESOURCES, World, agency_dn, by_province, person_dn

OWNED = {
    "agencies": agencies.OWNED,
    "accounts": people.OWNED,
    "quotas": quotas.OWNED,
    "aliases": (*aliases.OWNED, *lists.OWNED),
}


def test_a_second_run_changes_nothing(world: World) -> None:
    """Not one operational attribute moves, and the plans are empty."""
    world.provision()
    before = world.search("-b", world.slapd.suffix, "*", "+")
    for resource in RESOURCES:
        for report in world.run(resource):
            assert (report.plan.changes, report.written, report.failed) == ((), 0, False)
    assert world.search("-b", world.slapd.suffix, "*", "+") == before


def test_the_file_order_does_not_matter(world: World) -> None:
    """Records in another order are the same state: nothing to do."""
    world.provision()
    for records in (*world.agencies.values(), *world.people.values()):
        records.reverse()
    world.save()
    assert not any(r.plan.changes for kind in RESOURCES for r in world.check(kind))


def test_absent_is_unmanaged(world: World) -> None:
    """A person and an agency that a file no longer names stay as they are, and are counted."""
    world.provision()
    before = world.state()
    world.people["thanh_hoa"] = world.people["thanh_hoa"][:4]
    world.agencies["thanh_hoa"] = world.agencies["thanh_hoa"][:2]
    world.save()
    for resource, unmanaged in (("agencies", 1), ("accounts", 2)):
        report = by_province(world.run(resource))["thanh_hoa"]
        assert (report.plan.unmanaged, report.plan.changes) == (unmanaged, ())
    assert world.state() == before


def test_limit_to_one_province(world: World) -> None:
    """A run for one province touches that one and what it hangs from, and no other."""
    world.provision("thanh_hoa")
    marks = {mark for entry in world.state().values() for mark in entry["hopthuprovince"]}
    assert marks == {b"thanh_hoa", b"trung_uong"}
    world.provision("quang_ngai")
    before = world.state()
    world.person("thanh_hoa", 1)["title"] = world.person("quang_ngai", 1)["title"] = (
        "Chấp hành viên cao cấp"
    )
    world.save()
    world.provision("quang_ngai")
    after = world.state()
    changed = {dn for dn in after if after[dn] != before[dn]}
    assert changed == {person_dn("quang_ngai", 1).lower()}


def test_attributes_of_others_survive(world: World) -> None:
    """Passwords, placement, descriptions and classes of others outlive every change."""
    world.provision()
    person, agency = person_dn("thanh_hoa", 1), agency_dn("thanh_hoa")
    others = {
        dn: {
            "userPassword": "{SSHA}x",
            "mailHost": f"mail{number}.moj.gov.vn",
            "description": "của người khác",
        }
        for number, dn in enumerate((person, agency))
    }
    for dn, values in others.items():
        world.replace(dn, **values)
    world.modify(f"dn: {person}\nchangetype: modify\nadd: objectClass\nobjectClass: pkiUser\n")
    record = world.person("thanh_hoa", 1)
    record |= {"name": "Ứng Hoè Sơn", "agency": "thanh-hoa.tay", "title": "Chi cục trưởng"}
    # The same person under another name: the address of before is theirs still.
    record |= {"former_mailboxes": [{"mailbox": record["mailbox"]}]}
    record |= {"mailbox": "unghoeson", "state": "suspended", "phone": "+84 237 3852 000"}
    # The lists of the agency keep the addresses that end as its mailbox did.
    former = {"former_mailboxes": [{"mailbox": "thads.thanhhoa"}]}
    named = {"name": "Cục Thi hành án", "mailbox": "cuc.thanhhoa"}
    world.agencies["thanh_hoa"][0] |= named | former
    world.save()
    world.provision()
    state = world.state()
    for dn, values in others.items():
        kept = {name: state[dn.lower()][name.lower()] for name in values}
        assert kept == {name: frozenset([value.encode()]) for name, value in values.items()}
    after = state[person.lower()]
    assert b"pkiUser" in after["objectclass"]
    assert after["mail"] == {b"unghoeson@moj.gov.vn"}
    assert after["hopthustate"] == {b"suspended"}
    assert after["telephonenumber"] == {b"+84 237 3852 000"}


def test_an_optional_attribute_goes_when_the_record_drops_it(world: World) -> None:
    """A telephone and a manager taken out of the files leave the entries, and nothing else does."""
    world.person("thanh_hoa", 1)["phone"] = "+84 237 3852 000"
    world.save()
    world.provision()
    before = world.state()
    del world.person("thanh_hoa", 1)["phone"]
    del world.agencies["thanh_hoa"][0]["managers"]
    world.save()
    world.provision()
    person, agency = person_dn("thanh_hoa", 1).lower(), agency_dn("thanh_hoa").lower()
    del before[person]["telephonenumber"], before[agency]["hopthumanager"]
    assert world.state() == before


def test_each_resource_writes_only_what_it_owns(world: World) -> None:
    """Agencies and accounts make entries in their own subtree; all write only what they own."""
    operations = [
        (report.plan.resource, change.operation)
        for resource in RESOURCES
        for report in world.run(resource)
        for change in report.plan.changes
    ]
    assert {kind for kind, _ in operations} == set(RESOURCES)
    for kind, operation in operations:
        if isinstance(operation, Modify):
            assert set(operation.replace) <= set(OWNED[kind])
            continue
        assert "ou=people," not in operation.dn or (kind == "accounts") == ("uid=" in operation.dn)
        assert "ou=lists," not in operation.dn or (kind == "aliases") == ("cn=" in operation.dn)
        assert isinstance(operation, Add)
        assert set(operation.attributes) <= set(OWNED[kind])
    world.replace(agency_dn("thanh_hoa"), description="x", mailHost="mail9.moj.gov.vn")
    world.replace(person_dn("thanh_hoa", 1), description="x", mailHost="mail9.moj.gov.vn")
    assert not any(r.plan.changes for kind in RESOURCES for r in world.check(kind))


def test_a_transfer_keeps_the_entry(world: World) -> None:
    """Somebody who moves to another province keeps DN, password and address; the mark moves."""
    world.provision()
    dn = person_dn("thanh_hoa", 6)
    world.replace(dn, userPassword="{SSHA}x")
    before = world.state()[dn.lower()]
    record = world.people["thanh_hoa"].pop()
    world.people["quang_ngai"].append({**record, "agency": "quang-ngai"})
    world.save()
    world.provision("quang_ngai")
    after = world.state()[dn.lower()]
    assert after.pop("hopthuprovince") == {b"quang_ngai"}
    assert after.pop("hopthuagency") == {b"quang-ngai"}
    assert after.pop("ou") != before["ou"]
    assert after.items() <= before.items()
    assert not any(r.plan.changes or r.failed for r in world.check("accounts", *PROVINCES))
