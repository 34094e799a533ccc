"""What happens to people: each step's effect on the files, and what it refuses."""

from __future__ import annotations

import pytest

from hopthu.records.model import FormerMailbox

from .lifecycle_samples import FILES, World

TRANSFER = "- {change: transfer, people: [thanh-hoa-0002], agency: quang-ngai}"


def test_a_transfer_moves_the_record_with_its_comments(world: World) -> None:
    """Id, address and what a hand wrote stay; the record goes to the other province's file."""
    world.apply_steps(TRANSFER)
    source, target = (
        world.text(f"provinces/{name}/people.yml") for name in ("thanh_hoa", "quang_ngai")
    )
    record = """\
  - id: thanh-hoa-0002
    name: Lê Thị Hoa   # married in May
    agency: {}
    title: Chấp hành viên
    mailbox: lethihoa
    phone: "0912345678"
"""
    before = FILES["provinces/thanh_hoa/people.yml"]
    assert source == before.replace(record.format("thanh-hoa"), "")
    assert target == FILES["provinces/quang_ngai/people.yml"] + record.format("quang-ngai")


def test_managers_pass_on_to_those_who_stay(world: World) -> None:
    """Of two managers one goes: the box stays with the other; the comment of his line too."""
    world.apply_steps(TRANSFER)
    assert world.agency("thanh-hoa.bim-son").managers == ("thanh-hoa-0003",)
    assert "      - thanh-hoa-0003  # the head\n" in world.text("provinces/thanh_hoa/agencies.yml")


def test_whom_a_box_is_left_to_is_asked(world: World) -> None:
    """The last manager goes: somebody of the agency is proposed, leaders first."""
    leave = "- {change: leave, people: [thanh-hoa-0001], cause: retired}"
    trial = world.try_steps(leave)
    (conflict,) = trial.conflicts
    assert conflict.problem.code == "change.no-manager"
    assert conflict.proposal == {
        "change": "managers",
        "agency": "thanh-hoa",
        "managers": ("thanh-hoa-0002",),
    }
    managers = "- {change: managers, agency: thanh-hoa, managers: [thanh-hoa-0002]}"
    world.apply_steps(f"{leave}\n{managers}")
    assert world.agency("thanh-hoa").managers == ("thanh-hoa-0002",)
    person = world.person("thanh-hoa-0001")
    assert (person.state, person.since) == ("left", "2008-12-01")


def test_nobody_is_proposed_where_nobody_is_left(world: World) -> None:
    """An agency that loses its only person has nobody to manage its box."""
    assert world.refusal("- {change: leave, people: [quang-ngai-0001]}") == ["no-candidate"]


def test_a_new_name_may_bring_a_new_address(world: World) -> None:
    """The old address is kept for the time of the policy; the comment behind the name stays."""
    world.apply_steps(
        "- {change: rename, person: thanh-hoa-0002, name: Lê Thị Mai, mailbox: lethimai}"
    )
    person = world.person("thanh-hoa-0002")
    assert person.mailbox == "lethimai"
    assert person.former_mailboxes == (FormerMailbox(mailbox="lethihoa", until="2009-12-01"),)
    assert "    name: Lê Thị Mai   # married in May\n" in world.text(
        "provinces/thanh_hoa/people.yml"
    )
    back = "- {change: rename, person: thanh-hoa-0002, name: Lê Thị Hoa, mailbox: lethihoa}"
    world.apply_steps(back, "2009-02-28", number=2)
    person = world.person("thanh-hoa-0002")
    assert person.mailbox == "lethihoa"
    assert person.former_mailboxes == (FormerMailbox(mailbox="lethimai", until="2010-02-28"),)


@pytest.mark.parametrize("mailbox", ["vothisau", "postmaster", "thads.x"])
def test_an_address_of_somebody_else_is_refused(world: World, mailbox: str) -> None:
    """Taken, reserved or an agency's form: the message names one that is free."""
    step = f"- {{change: rename, person: thanh-hoa-0002, name: Lê Mai, mailbox: {mailbox}}}"
    assert world.refusal(step) == ["address-refused"]
    (problem,) = world.try_steps(step).problems
    assert problem.remedy() == "lemai is free"


def test_titles_and_states(world: World) -> None:
    """Retitle, suspend and return write their lines and no others."""
    world.apply_steps("- {change: retitle, people: [thanh-hoa-0003], title: Chấp hành viên}")
    world.apply_steps("- {change: suspend, people: [thanh-hoa-0001]}", number=2)
    world.apply_steps("- {change: return, people: [thanh-hoa-0004]}", number=3)
    text = FILES["provinces/thanh_hoa/people.yml"]
    text = text.replace(
        "bim-son\n    title: Trưởng Thi hành án dân sự", "bim-son\n    title: Chấp hành viên"
    )
    text = text.replace(
        "    state: active\n", '    state: suspended\n    since: "2008-12-01"\n'
    ).replace('    state: suspended\n    since: "2008-10-01"\n', "    state: active\n")
    assert world.text("provinces/thanh_hoa/people.yml") == text


def test_a_suspended_manager_is_told(world: World) -> None:
    """Nobody reads the box meanwhile: a notice, for it is not for long."""
    (notice,) = world.try_steps("- {change: suspend, people: [quang-ngai-0001]}").notices
    assert notice.code == "change.nobody-reads"
    both = "- {change: suspend, people: [thanh-hoa-0002]}"
    assert world.try_steps(both).notices == ()


def test_return_within_the_time(world: World) -> None:
    """A leader's box is kept twelve months, of others six; later the way back is another one."""
    managers = "- {change: managers, agency: thanh-hoa, managers: [thanh-hoa-0002]}"
    world.apply_steps(f"- {{change: leave, people: [thanh-hoa-0001, thanh-hoa-0004]}}\n{managers}")
    back = "- {change: return, people: [thanh-hoa-0001, thanh-hoa-0004], agency: quang-ngai}"
    assert world.try_steps(back, "2009-06-01", 2).problems == ()
    (late,) = world.try_steps(back, "2009-06-02", 2).problems
    assert late.code == "change.too-late"
    assert late.values == {"id": "thanh-hoa-0004", "until": "2009-06-01"}
    world.apply_steps(back, "2009-06-01", 2)
    person = world.person("thanh-hoa-0004")
    assert (person.state, person.since, person.agency) == ("active", "", "quang-ngai")
    assert "thanh-hoa-0004" in world.text("provinces/quang_ngai/people.yml")


def test_managers_of_an_agency_that_ended(world: World) -> None:
    """Who reads the box of what took over reads this one: others are not taken without a word."""
    world.apply_steps("- {change: merge, agencies: [thanh-hoa.bim-son], into: thanh-hoa}")
    managers = "- {change: managers, agency: thanh-hoa.bim-son, managers: [thanh-hoa-0002]}"
    (ended,) = world.try_steps(managers, number=2).problems
    assert (ended.code, ended.values["successor"]) == ("change.ended", "thanh-hoa")


def test_managers_of_an_agency_that_ended_and_left_none(world: World) -> None:
    """Nobody reads the box of what is above it, so somebody is named."""
    path = world.root / "provinces/thanh_hoa/agencies.yml"
    text = path.read_text(encoding="utf-8").replace("    managers: [thanh-hoa-0001]\n", "")
    path.write_text(text, encoding="utf-8")
    abolish = (
        "- {change: transfer, people: [thanh-hoa-0003, thanh-hoa-0004], agency: thanh-hoa}\n"
        "- {change: abolish, agency: thanh-hoa.bim-son}"
    )
    managers = "- {change: managers, agency: thanh-hoa.bim-son, managers: [thanh-hoa-0002]}"
    world.apply_steps(f"{abolish}\n{managers}")
    assert world.agency("thanh-hoa.bim-son").managers == ("thanh-hoa-0002",)


def test_return_to_nowhere(world: World) -> None:
    """It is refused as any other step that names an agency which is not there."""
    assert world.refusal("- {change: return, people: [thanh-hoa-0004], agency: nowhere}") == [
        "no-agency"
    ]


def test_everything_wrong_is_told_at_once(world: World) -> None:
    """Unknown people and agencies, states that do not fit, moves to where one is."""
    steps = """
- {change: transfer, people: [nobody-0001, thanh-hoa-0001], agency: thanh-hoa}
- {change: transfer, people: [thanh-hoa-0002], agency: nowhere}
- {change: suspend, people: [thanh-hoa-0004]}
- {change: return, people: [thanh-hoa-0001]}
- {change: rename, person: nobody-0002, name: Lê}
- {change: managers, agency: nowhere, managers: [nobody-0003]}
"""
    assert world.refusal(steps) == [
        "no-person",
        "already-there",
        "no-agency",
        "wrong-state",
        "wrong-state",
        "no-person",
        "no-agency",
        "no-person",
    ]


def test_those_who_left_manage_nothing(world: World) -> None:
    """Neither in the same change nor later."""
    steps = """
- {change: leave, people: [thanh-hoa-0003]}
- {change: managers, agency: thanh-hoa.bim-son, managers: [thanh-hoa-0003]}
"""
    assert world.refusal(steps) == ["wrong-state"]


def test_nothing_is_written_where_something_is_wrong(world: World) -> None:
    """A good step beside a bad one leaves all files as they were."""
    before = world.contents()
    assert world.refusal(f"{TRANSFER}\n- {{change: leave, people: [nobody-0001]}}")
    assert world.contents() == before
    assert list((world.root / "changes").iterdir()) == []
