"""Legal holds: put on, prolonged, lifted, turned round; they go along with whoever they are on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hopthu.records.holds import earliest, holds_on
from hopthu.records.model import Hold
from hopthu.reports.changes.preview import preview
from hopthu.text.language import Text

from .lifecycle_samples import World

Run = Callable[..., tuple[int, str, str]]
LE_THI_HOA, BIM_SON = "thanh-hoa-0002", "thanh-hoa.bim-son"
BY = ("--by", "Thanh tra Bộ", "--date", "2008-12-01")
HOLD = Hold(reason="KL 12/TTr", by="Thanh tra Bộ", since="2008-12-01", until="2009-12-01")
PUT = f"""\
- change: hold
  owners: [{LE_THI_HOA}, {BIM_SON}]
  by: Thanh tra Bộ
  reason: KL 12/TTr
  until: "2009-12-01"
"""
LIFT = f"- {{change: lift, owners: [{LE_THI_HOA}]}}"


@pytest.fixture
def run(world: World, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run scripts/change on the environment; returns status, output and errors."""
    return lambda *arguments: world.run(capsys, *arguments)


def test_put_on_by_the_command_and_lifted(world: World, run: Run) -> None:
    """By name or id, people and agencies; who orders it is said; files are edited by line."""
    text = (world.root / "provinces/thanh_hoa/people.yml").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        run("hold", LE_THI_HOA, "--reason", "KL 12/TTr")
    put = ("hold", "Lê Thị Hoa", BIM_SON, "--reason", "KL 12/TTr", "--until", "2009-12-01", *BY)
    run("due")  # what argparse said above
    status, out, err = run(*put)
    assert (status, err) == (0, "")
    assert "legal hold: – → Thanh tra Bộ, KL 12/TTr, 2008-12-01 – 2009-12-01" in out
    assert world.person(LE_THI_HOA).hold == world.agency(BIM_SON).hold == (HOLD,)
    assert "name: Lê Thị Hoa   # married in May" in text
    status, out, _ = run("lift", LE_THI_HOA, BIM_SON, "--reason", "KL 12 xong", *BY)
    assert status == 0
    assert "2009-12-01 → –" in out
    assert (world.root / "provinces/thanh_hoa/people.yml").read_text(encoding="utf-8") == text
    assert world.agency(BIM_SON).hold == ()


def test_the_same_hold_gets_another_end(world: World) -> None:
    """Its first day stays; another body's is one more, and each is lifted by its name."""
    world.apply_steps(PUT)
    world.apply_steps(PUT.replace("2009-12-01", "2010-06-01"), "2009-01-05", 2)
    (hold,) = world.person(LE_THI_HOA).hold
    assert (hold.since, hold.until) == ("2008-12-01", "2010-06-01")
    other = PUT.replace("Thanh tra Bộ", "Viện kiểm sát").replace('  until: "2009-12-01"\n', "")
    world.apply_steps(other, "2009-02-02", 3)
    both = world.person(LE_THI_HOA).hold
    assert [each.by for each in both] == ["Thanh tra Bộ", "Viện kiểm sát"]
    assert holds_on(world.person(LE_THI_HOA), "2011-01-01") == both[1:]
    assert earliest(world.inventory(), "2010-06-01") == "2008-12-01"
    assert earliest(world.inventory(), "2010-06-02") == "2009-02-02"
    assert world.refusal(LIFT) == ["several-holds"]
    assert world.refusal(LIFT.replace("]}", "], which: Công an}")) == ["no-hold"]
    world.apply_steps(LIFT.replace("]}", "], which: Viện kiểm sát}"), "2009-03-01", 4)
    assert world.person(LE_THI_HOA).hold == both[:1]


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        (PUT.replace(LE_THI_HOA, "thanh-hoa-0009"), ["no-owner"]),
        (LIFT, ["no-hold"]),
        (PUT.replace("2009-12-01", "2008-11-30"), ["inventory.hold-ends-first"] * 2),
        (PUT.replace(BIM_SON, "moj"), ["inventory.hold-of-nothing"]),
    ],
)
def test_what_is_refused(world: World, step: str, codes: list[str]) -> None:
    """Everything that is wrong at once; nothing is written."""
    assert world.refusal(step) == codes


def test_it_goes_along(world: World) -> None:
    """With a person who moves to another province and leaves, with an agency that is merged."""
    world.apply_steps(PUT)
    world.apply_steps(
        f"- {{change: transfer, people: [{LE_THI_HOA}], agency: quang-ngai}}\n"
        f"- {{change: merge, agencies: [{BIM_SON}], into: thanh-hoa, mailboxes: keep}}",
        "2008-12-05",
        2,
    )
    world.apply_steps(f"- {{change: leave, people: [{LE_THI_HOA}]}}", "2008-12-06", 3)
    person, agency = world.person(LE_THI_HOA), world.agency(BIM_SON)
    assert (person.state, person.hold) == ("left", (HOLD,))
    assert (agency.state, agency.hold) == ("ended", (HOLD,))
    world.apply_steps('- {change: undo, number: "0001"}', "2008-12-07", 4)
    assert world.person(LE_THI_HOA).hold == ()


def test_a_box_that_may_be_gone_is_told(world: World) -> None:
    """A hold on somebody whose box was kept for its time comes perhaps too late."""
    world.apply_steps(f"- {{change: leave, people: [{LE_THI_HOA}]}}")
    trial = world.try_steps(PUT, "2009-12-01", 2)
    assert [each.code for each in trial.notices] == ["change.hold-late"]
    assert not trial.problems


def test_due_tells_of_holds(world: World, run: Run) -> None:
    """All that are on, and those that are over, to be lifted; a held box does not end."""
    world.apply_steps(PUT + f"- {{change: leave, people: [{LE_THI_HOA}]}}")
    _, out, _ = run("due", "--date", "2009-05-20")
    assert "mailbox, stays by legal hold" in out
    assert "Thanh tra Bộ: KL 12/TTr" in out
    assert "over, stops nothing" not in out
    _, out, _ = run("due", "--date", "2009-12-02")
    assert out.count("over, stops nothing") == 2


def test_the_preview_shows_it(world: World) -> None:
    """In a table of its own, before and after."""
    document = preview(world.try_steps(PUT))
    (section,) = (
        each
        for each in document.sections
        if each.title == Text("Legal holds", "Lệnh giữ nguyên hộp thư")
    )
    after = "Thanh tra Bộ, KL 12/TTr, 2008-12-01 – 2009-12-01"
    assert [tuple(map(str, row)) for row in section.rows] == [
        ("thads.bimson.thanhhoa", f"Thi hành án dân sự thị xã Bỉm Sơn ({BIM_SON})", "–", after),
        ("lethihoa", f"Lê Thị Hoa ({LE_THI_HOA})", "–", after),
    ]
