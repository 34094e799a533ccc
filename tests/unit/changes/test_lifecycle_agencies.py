"""What happens to agencies: their records, people, mailboxes, managers and addresses."""

from __future__ import annotations

import pytest

from hopthu.records.model import Agency, FormerMailbox, Inventory, Person, addresses_of

from .lifecycle_samples import HOSTS, World

MERGE = "- {change: merge, agencies: [thanh-hoa.bim-son], into: thanh-hoa%s}"


def addresses(inventory: Inventory) -> set[str]:
    """Every address that anybody has or had."""
    records: list[Agency | Person] = [*inventory.agencies.values(), *inventory.people()]
    return {address for record in records for address in addresses_of(record)}


def test_a_merge_hands_everything_over(world: World) -> None:
    """People, managers and the box; the record stays and says what it became."""
    before = addresses(world.inventory())
    trial = world.apply_steps(MERGE % "", "2025-07-01")
    ended = world.agency("thanh-hoa.bim-son")
    assert (ended.state, ended.since, ended.successor) == ("ended", "2025-07-01", "thanh-hoa")
    assert ended.valid_to == "2025-06-30"
    assert world.person("thanh-hoa-0003").agency == "thanh-hoa"
    managers = ("thanh-hoa-0001", "thanh-hoa-0003", "thanh-hoa-0002")
    assert world.agency("thanh-hoa").managers == managers
    assert ended.managers == managers
    assert ended.mailbox == "thads.bimson.thanhhoa"
    assert addresses(world.inventory()) == before
    (notice,) = trial.notices
    assert notice.text() == (
        "thanh-hoa has 2 heads now: thanh-hoa-0001 (Ứng Hoè Sơn), thanh-hoa-0003 (Trần Văn Bình)"
    )


def test_only_who_comes_makes_two_heads(world: World) -> None:
    """One head who comes alone is nobody's second; two who were there before were told before."""
    alone = "- {change: transfer, people: [thanh-hoa-0001], agency: thanh-hoa.lam-son}"
    opened = (
        "- {change: found, agency: thanh-hoa.lam-son, name: THADS Lam Sơn, "
        "kind: district, parent: thanh-hoa}"
    )
    trial = world.try_steps(f"{opened}\n{alone}", "2009-01-01")
    assert "change.heads" not in {notice.code for notice in trial.notices}
    world.apply_steps(MERGE % "", "2025-07-01")
    later = world.try_steps("- {change: suspend, people: [thanh-hoa-0002]}", "2025-07-02", 2)
    assert "change.heads" not in {notice.code for notice in later.notices}


def test_the_address_may_become_one_of_the_successors(world: World) -> None:
    """mailboxes: alias; for the time of the policy it reaches the successor's box."""
    before = addresses(world.inventory())
    world.apply_steps(MERGE % ", mailboxes: alias, managers: own", "2025-07-01")
    heir = world.agency("thanh-hoa")
    assert heir.managers == ("thanh-hoa-0001",)
    former = FormerMailbox(mailbox="thads.bimson.thanhhoa", until="2027-07-01")
    assert heir.former_mailboxes == (former,)
    ended = world.agency("thanh-hoa.bim-son")
    assert (ended.mailbox, ended.managers) == ("", ())
    assert addresses(world.inventory()) == before


def test_the_address_may_close(world: World) -> None:
    """mailboxes: close; it receives no more from the day on and is nobody else's for ever."""
    world.apply_steps(MERGE % ", mailboxes: close", "2025-07-01")
    former = FormerMailbox(mailbox="thads.bimson.thanhhoa", until="2025-06-30")
    assert world.agency("thanh-hoa.bim-son").former_mailboxes == (former,)


def test_a_province_into_another(world: World) -> None:
    """Its districts hang from the other one; the living records go to its folder."""
    merge = "- {change: merge, agencies: [thanh-hoa], into: quang-ngai}"
    world.apply_steps(merge, "2025-07-01")
    inventory = world.inventory()
    assert inventory.agencies["thanh-hoa.bim-son"].parent == "quang-ngai"
    assert inventory.home["thanh-hoa.bim-son"] == "quang_ngai"
    assert inventory.home["thanh-hoa"] == "thanh_hoa"
    assert [p.id for p in inventory.provinces["quang_ngai"].people] == [
        "quang-ngai-0001",
        "thanh-hoa-0001",
        "thanh-hoa-0002",
        "thanh-hoa-0003",
        "thanh-hoa-0004",
    ]
    assert world.text("provinces/thanh_hoa/people.yml") == "people: []\n"
    assert "# opened again in 1981" in world.text("provinces/quang_ngai/agencies.yml")
    assert "# Thanh Hóa: ask Mr. Tám" in world.text("provinces/thanh_hoa/agencies.yml")
    world.apply_steps('- {change: undo, number: "0001"}', "2025-07-02", 2)
    assert world.inventory().home["thanh-hoa.bim-son"] == "thanh_hoa"
    assert len(world.inventory().provinces["thanh_hoa"].people) == 4


def test_later_managers_of_the_heir_read_the_old_box_too(world: World) -> None:
    """Who manages the successor's mailbox manages what it took over, then and later."""
    world.apply_steps(MERGE % "", "2025-07-01")
    step = "- {change: managers, agency: thanh-hoa, managers: [thanh-hoa-0002]}"
    world.apply_steps(step, "2025-08-01", 2)
    assert world.agency("thanh-hoa.bim-son").managers == ("thanh-hoa-0002",)


def test_a_new_province_gets_a_folder_and_a_host(world: World) -> None:
    """Founded, with an address by the rule, and with the people that are split off."""
    steps = """
- change: found
  agency: lam-son
  name: Thi hành án dân sự tỉnh Lam Sơn
  kind: province
  parent: thads
  code: "39"
  managers: [thanh-hoa-0002]
- {change: split, agency: thanh-hoa, into: lam-son, people: [thanh-hoa-0002]}
- {change: move, agency: thanh-hoa.bim-son, parent: lam-son}
"""
    world.apply_steps(steps, "2025-07-01")
    founded = world.agency("lam-son")
    assert (founded.mailbox, founded.code, founded.valid_from) == (
        "thads.lamson",
        "39",
        "2025-07-01",
    )
    assert world.text("hosts.yml") == HOSTS.replace(
        "        quang", "        lam_son:\n        quang"
    )
    assert [p.id for p in world.inventory().provinces["lam_son"].people] == [
        "thanh-hoa-0002",
        "thanh-hoa-0003",
        "thanh-hoa-0004",
    ]
    world.apply_steps('- {change: undo, number: "0001"}', "2025-07-02", 2)
    ended = world.agency("lam-son")
    assert (ended.state, ended.mailbox) == ("ended", "thads.lamson")
    assert world.agency("thanh-hoa.bim-son").parent == "thanh-hoa"


def test_names_kinds_and_codes(world: World) -> None:
    """The address of before is kept for two years; a code says since when it is valid."""
    steps = """
- {change: rename-agency, agency: thanh-hoa, name: Thi hành án Lam Sơn, mailbox: thads.lamson}
- {change: retype, agency: thanh-hoa.bim-son, kind: region}
- {change: recode, agency: thanh-hoa, code: "39"}
"""
    world.apply_steps(steps, "2025-07-01")
    agency = world.agency("thanh-hoa")
    assert (agency.mailbox, agency.code, agency.valid_from) == ("thads.lamson", "39", "2025-07-01")
    assert agency.former_mailboxes == (FormerMailbox(mailbox="thads.thanhhoa", until="2027-07-01"),)
    assert world.agency("thanh-hoa.bim-son").kind == "region"
    assert "mailbox: thads.lamson  # since the first form\n" in world.text(
        "provinces/thanh_hoa/agencies.yml"
    )


def test_codes_that_change_their_bearer(world: World) -> None:
    """A code passes on where its bearer ends or gets another; two bearers are refused."""
    recode = '- {change: recode, agency: quang-ngai, code: "38"}'
    assert world.refusal(recode) == ["same-code"]
    assert not world.try_steps(
        f'{recode}\n- {{change: recode, agency: thanh-hoa, code: "51"}}'
    ).problems


def test_an_agency_without_successor(world: World) -> None:
    """Its people have to go somewhere first: its parent is proposed; so is its own child."""
    trial = world.try_steps("- {change: abolish, agency: thanh-hoa.bim-son}")
    (conflict,) = trial.conflicts
    people = ("thanh-hoa-0003", "thanh-hoa-0004")
    assert conflict.proposal == {"change": "transfer", "people": people, "agency": "thanh-hoa"}
    assert "still-child" in world.refusal("- {change: abolish, agency: thanh-hoa}")
    move = "- {change: transfer, people: [thanh-hoa-0003, thanh-hoa-0004], agency: thanh-hoa}"
    world.apply_steps(f"{move}\n- {{change: abolish, agency: thanh-hoa.bim-son}}", "2025-07-01")
    ended = world.agency("thanh-hoa.bim-son")
    assert (ended.state, ended.successor) == ("ended", "")
    assert ended.managers == world.agency("thanh-hoa").managers == ("thanh-hoa-0001",)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("{change: merge, agencies: [thanh-hoa], into: thanh-hoa.bim-son}", "into-itself"),
        ("{change: merge, agencies: [nowhere], into: thanh-hoa}", "no-agency"),
        ("{change: move, agency: thanh-hoa, parent: thanh-hoa.bim-son}", "circle"),
        (
            "{change: split, agency: thanh-hoa, into: quang-ngai, people: [thanh-hoa-0003]}",
            "not-of",
        ),
        ("{change: found, agency: thanh-hoa, name: X, kind: region, parent: thads}", "id-taken"),
        (
            "{change: rename-agency, agency: thanh-hoa, name: X, mailbox: thads.quangngai}",
            "address-refused",
        ),
        ("{change: merge, agencies: [quang-ngai], into: thads, mailboxes: alias}", "no-box"),
    ],
)
def test_what_cannot_be(world: World, step: str, code: str) -> None:
    """Circles, strangers and doubles are refused by what is wrong with them."""
    assert code in world.refusal(f"- {step}")


def test_nothing_happens_to_what_has_ended(world: World) -> None:
    """The message names the successor."""
    world.apply_steps(MERGE % "", "2025-07-01")
    trial = world.try_steps("- {change: move, agency: thanh-hoa.bim-son, parent: thads}", number=2)
    (problem,) = trial.problems
    assert problem.render() == (
        "0002-test.yml:5:5: the agency thanh-hoa.bim-son ended on 2025-07-01 → "
        "name what took over, perhaps thanh-hoa"
    )
