"""scripts/change as an operator runs it: what it writes, shows and refuses."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.files import fileset
from hopthu.interfaces.commands import change, validate
from hopthu.records.keeping import BOX_END, add_months, due
from hopthu.records.model import Agency, Inventory, Person, Province

from .lifecycle_samples import CENTRE, POLICY, World, change_text

Run = Callable[..., tuple[int, str, str]]
WHY = ("--reason", "QĐ 12", "--by", "Vụ TC", "--date", "2008-12-01")


@pytest.fixture
def run(world: World, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run scripts/change on the environment; returns status, output and errors."""
    return lambda *arguments: world.run(capsys, *arguments)


def test_a_transfer(world: World, run: Run) -> None:
    """The change file is what a clerk would write, and the output says what happened."""
    status, out, _ = run("transfer", "thanh-hoa-0002", "--to", "quang-ngai", *WHY)
    assert status == 0
    assert out == (
        "0001-transfer-thanh-hoa-0002  2008-12-01  Vụ TC: QĐ 12\n"
        "  thanh-hoa.bim-son  Thi hành án dân sự thị xã Bỉm Sơn\n"
        "    managers: thanh-hoa-0003, thanh-hoa-0002 → thanh-hoa-0003\n"
        "  thanh-hoa-0002  Lê Thị Hoa\n"
        "    folder: thanh_hoa → quang_ngai\n"
        "    agency: thanh-hoa → quang-ngai\n"
        "Wrote 9 files below env.\n"
        "Next: git diff, then .venv/bin/ansible-playbook -i env/hosts.yml playbooks/provision.yml "
        "--check --diff --limit quang_ngai,thanh_hoa.\n"
    )
    assert world.text("changes/0001-transfer-thanh-hoa-0002.yml") == (
        '---\ndate: "2008-12-01"\nby: Vụ TC\nreason: QĐ 12\nsteps:\n'
        "  - change: transfer\n    people: [thanh-hoa-0002]\n    agency: quang-ngai\n"
    )


def test_check_writes_nothing(world: World, run: Run) -> None:
    """The same words, and then that nothing was written."""
    before = world.contents()
    status, out, _ = run("transfer", "thanh-hoa-0002", "--to", "quang-ngai", *WHY, "--check")
    assert (status, out.splitlines()[-1]) == (0, "Nothing was written (--check).")
    assert world.contents() == before
    assert list((world.root / "changes").iterdir()) == []


def test_leaving_shows_until_when(world: World, run: Run) -> None:
    """The question who manages the box, its answer, and the time by rank."""
    words = ("leave", "thanh-hoa-0001", "--cause", "retired", *WHY)
    status, _, err = run(*words)
    assert status == 2
    assert "--manager thanh-hoa=thanh-hoa-0002" in err
    status, out, _ = run(*words, "--manager", "thanh-hoa=thanh-hoa-0002")
    assert status == 0
    assert "    the box is kept until 2009-12-01\n" in out
    assert world.person("thanh-hoa-0001").state == "left"
    assert "    cause: retired\n" in world.text("changes/0001-leave-thanh-hoa-0001.yml")


@pytest.mark.parametrize(
    ("options", "mailbox"),
    [((), "lethimai"), (("--keep-address",), "lethihoa"), (("--mailbox", "maile"), "maile")],
)
def test_a_rename(world: World, run: Run, options: tuple[str, ...], mailbox: str) -> None:
    """The address follows the name by the rule, unless it is kept or given."""
    status, _, _ = run("rename", "thanh-hoa-0002", "--name", "Lê Thị Mai", *options, *WHY)
    assert status == 0
    assert world.person("thanh-hoa-0002").mailbox == mailbox


def test_a_corrected_mark_is_no_new_address(world: World, run: Run) -> None:
    """Hoa or Hoà: the address is the same."""
    status, _, _ = run("rename", "thanh-hoa-0002", "--name", "Lê Thị Hoà", *WHY)
    assert status == 0
    assert world.person("thanh-hoa-0002").former_mailboxes == ()


def test_suspend_return_retitle_managers_undo(world: World, run: Run) -> None:
    """Each command writes the next number; undo writes one too."""
    assert run("suspend", "thanh-hoa-0002", *WHY)[0] == 0
    assert run("return", "thanh-hoa-0002", *WHY)[0] == 0
    assert run("retitle", "thanh-hoa-0002", "--title", "Cán sự", *WHY)[0] == 0
    assert run("managers", "thanh-hoa", "thanh-hoa-0002", *WHY)[0] == 0
    assert run("undo", "0004", *WHY)[0] == 0
    assert world.agency("thanh-hoa").managers == ("thanh-hoa-0001",)
    assert world.person("thanh-hoa-0002").title == "Cán sự"
    names = sorted(path.name for path in (world.root / "changes").glob("*.yml"))
    assert names[-1] == "0005-undo-0004.yml"


def test_a_file_is_applied_once(world: World, run: Run) -> None:
    """By number or path; a second time there is nothing to do."""
    path = world.root / "changes" / "0001-nghi.yml"
    path.write_text(change_text("- {change: suspend, people: [thanh-hoa-0002]}"), "utf-8")
    assert run("apply", "0001", "--check")[0] == 0
    assert world.person("thanh-hoa-0002").state == "active"
    assert run("apply", str(path))[0] == 0
    text = path.read_text(encoding="utf-8")
    assert world.person("thanh-hoa-0002").state == "suspended"
    assert run("return", "thanh-hoa-0002", *WHY)[0] == 0
    status, out, _ = run("apply", "0001")
    assert (status, out) == (0, "0001-nghi.yml is applied already: nothing to do.\n")
    assert world.person("thanh-hoa-0002").state == "active"
    assert path.read_text(encoding="utf-8") == text


def test_a_change_from_elsewhere(run: Run, tmp_path: Path) -> None:
    """Only those of the environment are applied."""
    path = tmp_path / "0001-x.yml"
    path.write_text(change_text("- {change: suspend, people: [thanh-hoa-0002]}"), "utf-8")
    for name in (str(path), "0007"):
        status, _, err = run("apply", name)
        assert (status, "is no change in" in err) == (2, True)


def test_the_history_of_a_person(world: World, run: Run) -> None:
    """What happened when, by whose order and why."""
    run("transfer", "thanh-hoa-0002", "--to", "quang-ngai", *WHY)
    run("suspend", "quang-ngai-0001", *WHY)
    path = world.root / "changes" / "0003-sau.yml"
    path.write_text(change_text("- {change: return, people: [quang-ngai-0001]}"), "utf-8")
    status, out, _ = run("log", "thanh-hoa-0002")
    assert (status, out) == (
        0,
        "0001-transfer-thanh-hoa-0002  2008-12-01  Vụ TC: QĐ 12\n"
        "    folder: thanh_hoa → quang_ngai\n    agency: thanh-hoa → quang-ngai\n",
    )
    status, out, _ = run("log")
    assert [line.split("  ")[0] for line in out.splitlines()] == [
        "0001-transfer-thanh-hoa-0002",
        "0002-suspend-quang-ngai-0001",
        "0003-sau",
    ]
    assert out.endswith("Quyết định 12  (not applied)\n")


def test_what_ends_soon(run: Run) -> None:
    """Boxes of leavers and former addresses, the first first."""
    run("rename", "thanh-hoa-0002", "--name", "Lê Thị Mai", *WHY)
    run("leave", "thanh-hoa-0004", *WHY)
    status, out, _ = run("due", "--date", "2009-05-15")
    assert status == 0
    assert "2009-06-01    mailbox    phamthiyen@moj.gov.vn    Phạm Thị Yến (thanh-hoa-0004)" in out
    _, out, _ = run("due", "--date", "2009-11-15")
    assert "2009-12-01    former address    lethihoa@moj.gov.vn" in out
    assert "change 0001 QĐ 12" in out
    _, out, _ = run("due", "--date", "2010-01-01")
    assert out.endswith("Nothing ends until 2010-01-31.\n")


def test_boxes_of_agencies_end_too() -> None:
    """Two years after the agency; of those without a box nothing ends."""
    ended = Agency(id="a", name="A", kind="district", state="ended", since="2025-07-01")
    other = Agency(
        id="b", name="B", kind="district", mailbox="b", state="ended", since="2025-07-01"
    )
    inventory = Inventory({"x": Province("x", (ended, other), (_person(),))})
    (item,) = due(inventory, POLICY, "2025-07-01", "2030-01-01")
    assert (item.until, item.id, item.what) == ("2027-07-01", "b", BOX_END)


def _person() -> Person:
    return Person(id="a-0001", name="Lê", agency="a", title="Cán sự", mailbox="le")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2008-12-01", 12, "2009-12-01"),
        ("2008-08-31", 6, "2009-02-28"),
        ("2007-08-31", 6, "2008-02-29"),
        ("2008-11-30", 1, "2008-12-30"),
        ("2008-12-31", 0, "2008-12-31"),
    ],
)
def test_months(day: str, months: int, later: str) -> None:
    """The 31st becomes the last of a shorter month."""
    assert add_months(day, months) == later


def test_resume(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked after an interruption says how to finish; then there is nothing left."""
    status, out, _ = run("resume")
    assert (status, out) == (0, "No change was interrupted.\n")
    monkeypatch.setattr(fileset, "_put", _stop)
    status, _, err = run("suspend", "thanh-hoa-0002", *WHY)
    assert (status, "Stopped" in err) == (130, True)
    monkeypatch.undo()
    monkeypatch.setenv("HOPTHU_LANG", "en")
    monkeypatch.chdir(world.root.parent)
    (name,) = [path.name for path in (world.root / "changes").glob("*.jsonl")] or ["0001"]
    for words in (
        ("log", "thanh-hoa-0002"),
        ("suspend", "thanh-hoa-0002", *WHY),
        ("preview", name),
        ("apply", name, "--check"),
    ):
        status, _, err = run(*words)
        assert status == 2
        assert "finish it: scripts/change resume --into" in err
    status, out, _ = run("resume")
    assert (status, out) == (0, "Finished 7 files.\n")
    assert world.person("thanh-hoa-0002").state == "suspended"


def test_an_apply_that_was_cut_off_is_finished_by_the_next(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own mark is in place before the records are: that alone is no change applied."""
    path = world.root / "changes" / "0001-di.yml"
    path.parent.mkdir(exist_ok=True)
    step = "{change: suspend, people: [thanh-hoa-0002]}"
    path.write_text(f'date: "2026-11-26"\nby: A\nreason: QĐ\nsteps:\n  - {step}\n', "utf-8")
    moved: list[Path] = []

    def put(staged: Path, target: Path) -> None:
        if moved:
            raise KeyboardInterrupt
        moved.append(target)
        real(staged, target)

    real = fileset._put
    monkeypatch.setattr(fileset, "_put", put)
    assert run("apply", str(path))[0] == 130
    monkeypatch.setattr(fileset, "_put", real)
    status, out, _ = run("apply", str(path))
    assert (status, "Finished" in out) == (0, True)
    assert world.person("thanh-hoa-0002").state == "suspended"


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_who_orders_it(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's name unless one is given; without either the command asks."""
    words = ("suspend", "thanh-hoa-0002", "--reason", "QĐ", "--check")
    monkeypatch.setenv("HOME", str(world.root))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(world.root))
    status, _, err = run(*words)
    assert (status, "add --by NAME" in err) == (2, True)
    (world.root / ".gitconfig").write_text("[user]\nname = Lê An\n", "utf-8")
    status, out, _ = run(*words)
    assert (status, "Lê An: QĐ" in out) == (0, True)
    monkeypatch.setattr(change, "subprocess", _NoGit)
    assert run(*words)[0] == 2


class _NoGit:
    """A machine without git."""

    @staticmethod
    def run(*_: object, **__: object) -> None:
        raise FileNotFoundError


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("transfer", "thanh-hoa-0002", "--to", "quang-ngai"),
        ("leave", "thanh-hoa-0002", *WHY, "--manager", "thanh-hoa"),
        ("suspend", "thanh-hoa-0002", *WHY, "--date", "tomorrow"),
    ],
)
def test_usage(run: Run, words: tuple[str, ...]) -> None:
    """A command line that is wrong ends with how it is used."""
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 2


def test_ids_that_are_none(world: World, run: Run) -> None:
    """Nobody's id and nobody's name are told; no file is begun."""
    for text, told in (("Lê An", "nobody is called “Lê An”"), ("thanh-hoa-0099", "is nobody in")):
        status, _, err = run("suspend", text, *WHY)
        assert (status, told in err) == (2, True)
    assert list((world.root / "changes").iterdir()) == []


def test_validate_reads_the_changes(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change file that cannot be read is told with the rest of the environment."""
    (world.root / "changes" / "0001-x.yml").write_text("steps: []\n", "utf-8")
    monkeypatch.setattr("sys.argv", ["validate", str(world.root)])
    assert validate.main() == 2
    assert "env/changes/0001-x.yml:1:1: date is missing" in capsys.readouterr().err
    (world.root / "changes" / "0001-x.yml").unlink()
    assert validate.main() == 0


def test_a_long_change_is_cut(world: World, run: Run) -> None:
    """Forty records are shown; the files are counted."""
    people = "people:\n" + "".join(
        f"  - id: moj-{n:04d}\n    name: Lê\n    agency: moj\n    title: Cán sự\n"
        f"    mailbox: le{n}\n"
        for n in range(1, 51)
    )
    folder = world.root / "provinces" / "trung_uong"
    (folder / "people.yml").write_text(people, "utf-8")
    assert (folder / "agencies.yml").read_text(encoding="utf-8") == CENTRE
    ids = [f"moj-{n:04d}" for n in range(1, 51)]
    status, out, _ = run("retitle", *ids, "--title", "Chuyên viên", *WHY)
    assert status == 0
    assert "  … and 10 records more" in out


def test_the_script(world: World) -> None:
    """scripts/change is there and says how it is used."""
    script = Path(__file__).parents[3] / "scripts" / "change"
    answer = subprocess.run([script, "--help"], capture_output=True, text=True, check=True)
    assert "transfer" in answer.stdout
    assert world.root.exists()
