"""An id and an address are given once, whatever becomes of the record that had them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.interfaces.commands import register as command
from hopthu.interfaces.commands.validate import validate
from hopthu.records.allocate import Allocator
from hopthu.records.given.rebuild import rebuilt
from hopthu.records.inventory.read import read_unchecked
from hopthu.records.register import GivenLine, GivenTo, new_file, read_text, sealed
from hopthu.records.writing import write_records
from hopthu.text.errors import HopthuError

from .given_samples import AGENCIES, LAST, POLICY, Environment

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def world(tmp_path: Path) -> Environment:
    """An environment with its register."""
    environment = Environment(tmp_path)
    environment.enter()
    assert environment.problems() == []
    return environment


@pytest.fixture
def run(
    world: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run scripts/register on it; returns its status and what it says."""
    lab = Path(__file__).parents[4] / "inventory" / "lab"
    shutil.copytree(lab / "group_vars", world.root / "group_vars")

    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["register", "--into", str(world.root), *arguments])
        status = command.main()
        said = capsys.readouterr()
        return status, said.out + said.err

    return call


def test_a_deleted_record_is_told_and_its_id_is_not_given_again(
    world: Environment, run: Run
) -> None:
    """The last of a province, deleted by hand: an error until it is declared, never a gap."""
    world.edit(world.people, LAST, "")
    assert world.problems() == ["given.vanished"]
    assert run("--gone", "thanh-hoa-0002", "--reason", "entered twice")[0] == 0
    assert world.problems() == []
    allocator = Allocator(world.inventory(), POLICY)
    assert allocator.person_id("thanh-hoa") == "thanh-hoa-0003"
    assert allocator.person_mailbox("Trần Bình", "thanh-hoa") == "tranbinh2"
    assert allocator.refusal_of("binh") is not None


def test_who_was_declared_gone_does_not_come_back_unsaid(world: Environment, run: Run) -> None:
    """Neither as somebody new nor as the same, until that is declared; and who is there is not."""
    assert run("--gone", "thanh-hoa-0002", "nobody", "--reason", "x")[0] == 2
    assert world.problems() == []
    text = world.people.read_text(encoding="utf-8")
    world.edit(world.people, LAST, "")
    run("--gone", "thanh-hoa-0002", "--reason", "by mistake")
    world.people.write_text(text, encoding="utf-8")
    assert world.problems() == ["given.came-back"]
    assert run("--back", "thanh-hoa-0002", "--reason", "the same")[0] == 0
    assert world.problems() == []


def test_a_deleted_province_is_told_once(world: Environment) -> None:
    """With how many it had."""
    shutil.rmtree(world.root / "provinces" / "thanh_hoa")
    assert world.problems() == ["given.province-vanished"]


def test_an_address_that_was_given_up_is_nobody_elses(world: Environment) -> None:
    """Taken out of one record by hand, it is not put into another, nor offered to anybody."""
    world.edit(world.people, "    aliases: [binh]\n", "")
    assert world.problems() == []
    assert Allocator(world.inventory(), POLICY).refusal_of("binh") is not None
    world.edit(world.people, "mailbox: lean\n", "mailbox: lean\n    aliases: [binh]\n")
    assert world.problems() == ["given.address-given"]


@pytest.mark.parametrize("born", ["k1234:ffffffffffffffff", ""])
def test_nobody_becomes_another_person(world: Environment, born: str) -> None:
    """Neither name nor day of birth are theirs any more: told. Either alone may be put right."""
    world.edit(world.people, "Trần Bình", "Phạm Yến")
    assert world.problems() == []
    line = f"    born: {born}\n" if born else ""
    world.edit(world.people, "    born: k1234:8899aabbccddeeff\n", line)
    assert world.problems() == ["given.other-person"]
    world.edit(world.people, "Phạm Yến", "Trần  Bình".replace("  ", " "))
    assert world.problems() == []


def test_a_day_of_birth_that_is_taken_out_is_not_forgotten(world: Environment, run: Run) -> None:
    """First the day, entered, then the name: two steps make nobody another person either."""
    world.edit(world.people, "    born: k1234:8899aabbccddeeff\n", "")
    world.edit(world.people, "[binh]", "[binh, tbinh]")
    assert run("--write")[0] == 0
    assert world.problems() == []
    world.edit(world.people, "Trần Bình", "Phạm Yến")
    assert world.problems() == ["given.other-person"]


def test_what_is_written_by_hand_is_entered(world: Environment, run: Run) -> None:
    """A new record, a new address: told with the command that enters them, shown before."""
    new = LAST.replace("0002", "0007").replace("tranbinh", "new").replace("[binh]", "[other]")
    world.people.write_text(world.people.read_text(encoding="utf-8") + new, encoding="utf-8")
    world.edit(world.people, "mailbox: lean\n", "mailbox: lean\n    aliases: [an]\n")
    assert world.problems() == ["given.address-not-entered", "given.not-entered"]
    before = world.given.read_text(encoding="utf-8")
    status, said = run()
    assert (status, "thanh-hoa-0007 new,other" in said) == (1, True)
    assert world.given.read_text(encoding="utf-8") == before
    assert run("--write")[0] == 0
    assert world.problems() == []
    assert world.given.read_text(encoding="utf-8").startswith(before)
    assert run() == (
        0,
        f"{world.root}: 9 ids and 10 addresses were given; the register is whole.\n",
    )


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("tranbinh", "tranbinh9"),
        lambda text: "".join(line for line in text.splitlines(True) if "0002" not in line),
        lambda text: text.replace("= ", "= 0"),
        lambda text: text + "person thanh-hoa-0009 -\n",
        lambda text: "<<<<<<< HEAD\n" + text,
        lambda text: text[: text.index("= ")],
    ],
)
def test_an_edited_register_is_told_and_rebuilt(
    world: Environment, run: Run, edit: Callable[[str], str]
) -> None:
    """From what is legible, from git and from the records; shown before it is written."""
    world.commit()
    before = read_text(world.given.read_text(encoding="utf-8"))
    world.given.write_text(edit(world.given.read_text(encoding="utf-8")), encoding="utf-8")
    world.edit(world.people, LAST, "")
    assert "given.edited" in world.problems()
    damaged = world.given.read_text(encoding="utf-8")
    assert run()[0] == 1
    assert world.given.read_text(encoding="utf-8") == damaged
    assert run("--write")[0] == 0
    assert "given.vanished" in world.problems()
    assert "given.edited" not in world.problems()
    held = world_holders(world)
    assert {line.owner for line in before.lines} <= held.keys()
    assert "tranbinh" in held[GivenTo("person", "thanh-hoa-0002")]


def world_holders(world: Environment) -> dict[GivenTo, set[str]]:
    """All that the register says, by whom it was given to."""
    found: dict[GivenTo, set[str]] = {}
    for line in read_text(world.given.read_text(encoding="utf-8")).lines:
        found.setdefault(line.owner, set()).update(line.addresses)
    return found


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_lost_register_is_told_and_comes_back(world: Environment, run: Run, what: str) -> None:
    """One file, or all of them, with a record that is gone as well: git knows it."""
    world.commit()
    world.edit(world.people, LAST, "")
    if what == "file":
        world.given.unlink()
    else:
        shutil.rmtree(world.root / "given")
    assert world.problems() == ["given.no-file" if what == "file" else "given.lost"]
    assert run("--write")[0] == 0
    assert world.problems() == ["given.vanished"]


def _revert(world: Environment) -> None:
    """The last block of a file goes with the records that it was for, and that is committed."""
    text = world.given.read_text(encoding="utf-8")
    new = LAST.replace("0002", "0003").replace("tranbinh", "moi").replace("[binh]", "[ban]")
    people = world.people.read_text(encoding="utf-8")
    world.commit()
    world.people.write_text(people + new, encoding="utf-8")
    world.enter()
    world.commit()
    world.people.write_text(people, encoding="utf-8")
    world.given.write_text(text, encoding="utf-8")
    world.commit()


def _drop(world: Environment) -> None:
    """A province goes with its register, by hand."""
    world.commit()
    shutil.rmtree(world.root / "provinces" / "thanh_hoa")
    world.given.unlink()


@pytest.mark.parametrize("forget", [_revert, _drop])
def test_what_was_reverted_or_dropped_is_not_forgotten(
    world: Environment, run: Run, forget: Callable[[Environment], None]
) -> None:
    """Records and register agree, and git knows better: told before anything is given again."""
    forget(world)
    assert world.problems() == []
    values = {world.root / "provinces" / "thanh_hoa" / "agencies.yml": AGENCIES}
    for act in (
        lambda: validate(world.root),
        lambda: write_records(world.root, "test", values, POLICY),
    ):
        with pytest.raises(HopthuError) as caught:
            act()
        assert [problem.code for problem in caught.value.problems] == ["given.forgotten"]
    assert run()[0] == 1
    assert run("--write")[0] == 0
    assert set(world.problems()) <= {"given.vanished", "given.province-vanished"}
    assert world.problems()
    lost = ["thanh-hoa-0003"]
    if forget is _drop:
        lost = ["thanh-hoa", "thanh-hoa-0001", "thanh-hoa-0002"]
    assert run("--gone", *lost, "--reason", "taken back")[0] == 0
    assert validate(world.root) == 0
    assert Allocator(world.inventory(), POLICY).refusal_of("binh") is not None


def test_a_register_that_was_written_anew_forgot_nothing(world: Environment, run: Run) -> None:
    """Other blocks and seals, the same lines: git has seen lines go that are there."""
    world.commit()
    world.edit(world.given, "= ", "= 0")
    world.commit()
    assert run("--write")[0] == 0
    world.commit()
    assert validate(world.root) == 0


def test_an_environment_without_one_begins_it_with_what_git_remembers(tmp_path: Path) -> None:
    """Who was deleted before is no error then, and is not given again either."""
    world = Environment(tmp_path)
    assert world.problems() == []
    world.commit()
    world.edit(world.people, LAST, "")
    world.commit()
    world.enter()
    assert world.problems() == []
    assert Allocator(world.inventory(), POLICY).person_id("thanh-hoa") == "thanh-hoa-0003"


def test_two_branches_that_add_to_one_file() -> None:
    """Both blocks are kept, as a merge that keeps the lines of both sides does."""
    first = new_file([GivenLine(GivenTo("agency", "a"), ("x",))])
    seal = read_text(first).seal
    ours = sealed([GivenLine(GivenTo("person", "a-0001"), ("y",), "12345678", "k1:00")], seal)
    theirs = sealed([GivenLine(GivenTo("person", "a-0002"), ("z",))], seal)
    found = read_text(first + ours + theirs)
    assert (len(found.lines), found.wrong) == (3, ())
    assert read_text(first + theirs + ours).wrong == ()
    assert read_text(first.replace("\n", "\r\n") + ours).wrong == ()
    assert read_text(ours + theirs).wrong  # without what was before


def test_each_line_is_read_as_it_was_written() -> None:
    """With everything, and with nothing."""
    lines = [
        GivenLine(GivenTo("person", "a-0001"), ("y", "z"), "12345678", "k1:00"),
        GivenLine(GivenTo("made", "all.a")),
        GivenLine(GivenTo("list", "b"), state="gone", why="2026-01-01 vì trùng"),
    ]
    assert list(read_text(new_file(lines)).lines) == lines


def test_a_rebuilt_register_is_the_same_again(world: Environment) -> None:
    """Nothing is added where nothing is missing."""
    assert rebuilt(world.root, read_unchecked(world.root), POLICY).contents == {}


def test_what_follows_from_the_tree_takes_no_address_of_somebody(
    world: Environment, run: Run
) -> None:
    """A role whose address is that of somebody who is no more; nor does anybody take a role's."""
    role = "    roles:\n      - {role: binh, holders: [thanh-hoa-0001]}\n"
    agencies = world.root / "provinces" / "thanh_hoa" / "agencies.yml"
    world.edit(world.people, "[binh]", "[binh.thanhhoa]")
    world.enter()
    world.edit(world.people, LAST.replace("[binh]", "[binh.thanhhoa]"), "")
    run("--gone", "thanh-hoa-0002", "--reason", "entered twice")
    assert world.problems() == []
    agencies.write_text(AGENCIES + role, encoding="utf-8")
    assert world.problems() == ["given.address-given"]
    agencies.write_text(AGENCIES + role.replace("binh", "vanthu"), encoding="utf-8")
    world.enter()
    assert world.problems() == []
    agencies.write_text(AGENCIES, encoding="utf-8")
    world.edit(world.people, "mailbox: lean\n", "mailbox: lean\n    aliases: [vanthu.thanhhoa]\n")
    assert world.problems() == ["given.address-given"]
