"""scripts/change finds people by name, address or short id, and shows whom it means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .lifecycle_samples import World, change_text

Run = Callable[..., tuple[int, str, str]]
WHY = ("--reason", "QĐ 12", "--by", "Vụ TC", "--date", "2008-12-01")


@pytest.fixture
def run(world: World, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run scripts/change on the environment; returns status, output and errors."""
    return lambda *arguments: world.run(capsys, *arguments)


@pytest.mark.parametrize(
    "text",
    ["Lê Thị Hoa", "lê thị hoa", "Le Thi Hoa", "lethihoa", "lethihoa@moj.gov.vn", "thanh-hoa-2"],
)
def test_a_person_is_found(text: str, world: World, run: Run) -> None:
    """By any of them, and the line before the change says who it is."""
    status, out, _ = run("suspend", text, *WHY)
    assert status == 0
    assert out.startswith(f"“{text}” is thanh-hoa-0002 – Lê Thị Hoa, Chấp hành viên, thanh-hoa\n")
    assert world.person("thanh-hoa-0002").state == "suspended"
    assert (world.root / "changes" / "0001-suspend-thanh-hoa-0002.yml").is_file()


def test_a_manager_and_who_is_renamed_are_found_too(world: World, run: Run) -> None:
    """Wherever a person is named."""
    hands = ("--manager", "thanh-hoa=Lê Thị Hoa")
    assert run("leave", "Ứng Hoè Sơn", "--cause", "retired", *hands, *WHY)[0] == 0
    assert world.agency("thanh-hoa").managers == ("thanh-hoa-0002",)
    assert run("rename", "Lê Thị Hoa", "--name", "Lê Thị Mai", *WHY)[0] == 0
    assert world.person("thanh-hoa-0002").mailbox == "lethimai"
    assert "rename" in run("log", "Lê Thị Mai")[1]


def test_several_people_of_a_name_are_a_choice(world: World, run: Run) -> None:
    """Nothing is done, and both are shown, with what tells them apart."""
    path = world.root / "provinces" / "thanh_hoa" / "people.yml"
    text = path.read_text("utf-8").replace("name: Trần Văn Bình", "name: Lê Thị Hoa")
    path.write_text(text, "utf-8")
    before = world.contents()
    status, _, err = run("suspend", "Lê Thị Hoa", "Nguyễn Không Ai", *WHY)
    assert (status, world.contents()) == (2, before)
    assert "thanh-hoa-0002 – " in err
    assert "thanh-hoa-0003 – " in err
    assert "nobody is called “Nguyễn Không Ai”" in err


def test_a_mistyped_name_is_nobody_but_shows_who_may_be_meant(run: Run) -> None:
    """It is never taken for that person."""
    status, _, err = run("suspend", "Lê Thị Hao", *WHY)
    assert (status, "perhaps thanh-hoa-0002 – Lê Thị Hoa" in err) == (2, True)


def test_changes_are_numbers(world: World, run: Run) -> None:
    """1 is 0001: to show, to apply, to turn round."""
    path = world.root / "changes" / "0001-nghi.yml"
    path.write_text(change_text("- {change: suspend, people: [thanh-hoa-0002]}"), "utf-8")
    assert run("preview", "1")[0] == 0
    assert run("apply", "1")[0] == 0
    assert run("undo", "1", *WHY)[0] == 0
    assert world.person("thanh-hoa-0002").state == "active"
    assert (world.root / "changes" / "0002-undo-0001.yml").is_file()
