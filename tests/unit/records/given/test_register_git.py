"""What git remembers of the register is looked up, or it is said why it cannot be."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.interfaces.commands import register as command
from hopthu.interfaces.commands.environments.new import NewEnvironment
from hopthu.interfaces.commands.environments.new import new as make_new
from hopthu.interfaces.commands.validate import validate
from hopthu.records.given.rebuild import rebuilt
from hopthu.records.inventory.read import read_unchecked
from hopthu.records.writing import with_register
from hopthu.text.errors import HopthuError

from .given_samples import LAST, POLICY, PROJECT, Environment


@pytest.fixture
def world(tmp_path: Path) -> Environment:
    """An environment whose last person was entered, committed and reverted."""
    root = tmp_path / "env"
    root.mkdir()
    made = Environment(root)
    shutil.copytree(PROJECT / "inventory" / "lab" / "group_vars", made.root / "group_vars")
    made.enter()
    made.commit()
    people, given = made.people.read_bytes(), made.given.read_bytes()
    new = LAST.replace("0002", "0003").replace("tranbinh", "moi").replace("[binh]", "[ban]")
    made.people.write_text(people.decode() + new, encoding="utf-8")
    made.enter()
    made.commit()
    made.people.write_bytes(people)
    made.given.write_bytes(given)
    made.commit()
    return made


def git(root: Path, *arguments: str) -> None:
    """Run git there."""
    subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True)


def codes(act: Callable[[], object]) -> list[str]:
    """The codes of what is wrong, told in both languages."""
    with pytest.raises(HopthuError) as caught:
        act()
    for problem in caught.value.problems:
        assert problem.render("en") != problem.render("vi")
        assert problem.remedy("en")
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    "setting",
    [
        *("diff.noprefix=true", "diff.mnemonicPrefix=true", "log.diffMerges=off"),
        *("log.follow=true", "color.ui=always", "diff.relative=true", "log.showSignature=true"),
    ],
)
def test_whatever_an_operator_has_set(world: Environment, setting: str) -> None:
    """How git shows differences to them is no matter of ours."""
    git(world.root, "config", *setting.split("="))
    assert codes(lambda: validate(world.root)) == ["given.forgotten"]


@pytest.mark.parametrize("attribute", ["-diff", "binary", "diff=nothing"])
def test_whatever_attributes_say(world: Environment, attribute: str) -> None:
    """A file that git is told not to compare is compared."""
    (world.root / ".gitattributes").write_text(f"*.txt {attribute}\n", encoding="utf-8")
    git(world.root, "config", "diff.nothing.textconv", "true")
    assert codes(lambda: validate(world.root)) == ["given.forgotten"]


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_in_a_hook_of_another_repository(
    world: Environment, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has of its own repository is not the environment's."""
    monkeypatch.setenv(name, ".")
    assert codes(lambda: validate(world.root)) == ["given.forgotten"]


def _broken(root: Path) -> None:
    (root / ".git" / "HEAD").write_text("", encoding="utf-8")


def _moved(root: Path) -> None:
    shutil.rmtree(root / ".git")
    (root / ".git").write_text("gitdir: /nowhere/worktrees/env\n", encoding="utf-8")


def _cut_off(root: Path) -> None:
    for path in (root / ".git" / "objects").iterdir():
        shutil.rmtree(path)


def _branch_lost(root: Path) -> None:
    for path in (root / ".git" / "refs" / "heads").iterdir():
        path.write_text("", encoding="utf-8")


@pytest.mark.parametrize("harm", [_broken, _moved, _cut_off, _branch_lost])
def test_a_repository_that_git_does_not_read(
    world: Environment, harm: Callable[[Path], None]
) -> None:
    """An empty head or branch, a worktree without its repository, lost objects: told."""
    harm(world.root)
    assert codes(lambda: validate(world.root)) == ["git.no-memory"]
    shutil.rmtree(world.root / "given")
    assert codes(world.inventory) == ["git.no-memory"]


def test_somebody_elses_repository(world: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git does not read it: nothing is known of what was given, and that is no peace."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert codes(lambda: validate(world.root)) == ["git.no-memory"]


def test_without_git(world: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where a repository is, its absence is told; else there is nothing to ask it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert codes(lambda: validate(world.root)) == ["git.no-memory"]
    shutil.rmtree(world.root / ".git")
    assert validate(world.root) == 0


def test_a_clone_without_its_history(
    world: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said what cannot be known there; a register is neither begun nor mended in it."""
    clone = tmp_path / "clone"
    source = f"file://{world.root}"
    git(tmp_path, "clone", "-q", "--depth", "1", source, str(clone))
    assert validate(clone) == 0
    assert "--unshallow" in capsys.readouterr().out
    (clone / "given" / "thanh_hoa.txt").unlink()
    assert codes(lambda: rebuilt(clone, read_unchecked(clone), POLICY)) == ["git.history-cut"]
    git(world.root, "rm", "-rq", "given")
    world.commit()
    lost = tmp_path / "lost"
    git(tmp_path, "clone", "-q", "--depth", "1", source, str(lost))
    assert codes(lambda: rebuilt(lost, read_unchecked(lost), POLICY)) == ["git.history-cut"]
    assert codes(lambda: with_register(lost, read_unchecked(lost), POLICY)) == ["git.history-cut"]
    git(lost, "fetch", "-q", "--unshallow")
    assert codes(lambda: validate(lost)) == ["given.lost"]


def test_a_new_environment_in_a_clone_without_its_history(
    world: Environment, tmp_path: Path
) -> None:
    """Git has nothing of it: there is nothing to look up, and its register is begun."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{world.root}", str(clone))
    new = NewEnvironment(folder=clone / "mine", catalogue="example", domain="mail.example.vn")
    assert make_new(new) == 0
    assert (clone / "mine" / "given" / "environment").is_file()


def test_who_is_under_hold_is_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not while the last commit says so; a hold that is over, or lifted, is no reason to stay."""
    made = Environment(tmp_path)
    shutil.copytree(PROJECT / "inventory" / "lab" / "group_vars", made.root / "group_vars")
    text = made.people.read_text(encoding="utf-8")
    words = ["register", "--gone", "thanh-hoa-0002", "--reason", "x", "--into", str(made.root)]
    monkeypatch.setattr("sys.argv", words)
    for until, status in (("", 2), ("until: '2999-01-01', ", 2), ("until: '2009-01-01', ", 0)):
        hold = f"    hold: [{{reason: KL 12, by: Thanh tra, {until}since: '2008-12-01'}}]\n"
        made.people.write_text(text + hold, encoding="utf-8")
        made.enter()
        made.commit()
        made.edit(made.people, LAST + hold, "")
        assert command.main() == status
        assert ("under legal hold" in capsys.readouterr().err) is bool(status)
