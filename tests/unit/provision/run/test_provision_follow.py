"""What is written into entries that others make: foreseen in a check, missed in an apply."""

from __future__ import annotations

from hopthu.provision.desired.subject import Desired
from hopthu.provision.resources.follow import entries_by_then
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import same_dn

WANTED = [
    Desired(
        Entry(f"uid=thanh-hoa-000{number},ou=people,dc=moj,dc=gov,dc=vn", {"mailQuota": (b"1",)}),
        *(f"thanh-hoa-000{number}", "Ứng Hoè Sơn", "son@moj.gov.vn", "thanh-hoa", "1G"),
    )
    for number in range(1, 9)
]
THERE = {same_dn(WANTED[0].entry.dn): WANTED[0].entry}


def test_a_check_takes_missing_entries_as_made() -> None:
    """With the mark alone, so that everything else is still to be written; those there stay."""
    entries, problems = entries_by_then(WANTED, THERE, "thanh_hoa", by_then=True)
    assert problems == []
    assert list(entries) == [same_dn(desired.entry.dn) for desired in WANTED]
    assert entries[same_dn(WANTED[0].entry.dn)] is WANTED[0].entry
    assert entries[same_dn(WANTED[1].entry.dn)].attributes == {"hopthuProvince": (b"thanh_hoa",)}


def test_an_apply_says_what_must_come_first() -> None:
    """One problem, with some of the names and the number of them all."""
    entries, (problem,) = entries_by_then(WANTED, THERE, "thanh_hoa", by_then=False)
    assert entries == THERE
    assert problem.text("en") == (
        "7 entries are not in the directory yet: "
        + ", ".join(f"thanh-hoa-000{number} (Ứng Hoè Sơn)" for number in range(2, 7))
        + " … +2"
    )
    assert "playbooks/provision.yml" in problem.remedy("vi")


def test_an_apply_where_all_are_there() -> None:
    """Nothing is said."""
    everything = {same_dn(desired.entry.dn): desired.entry for desired in WANTED}
    assert entries_by_then(WANTED, everything, "thanh_hoa", by_then=False) == (everything, [])
