"""Every command of every document is typed in a fresh shell, on a fresh clone, page by page.

Each page begins with the same state: what README has one do, with a directory of its own. What
needs hosts is not typed: told.yml says why, and what runs it instead. README, the tutorial and what
the demo says have tests of their own (test_90_commands_told.py).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from hopthu.servers.lab.slapd import Slapd
from tests.told import pages, refused, said, typed

from .clones import make_clone, shell
from .world import PROJECT

TOLD: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("told.yml").read_text("utf-8"))
OWN_TESTS = ("README.md", "docs/en/tutorial.md")
# The same commands, which test_documents.py compares; and what the parsers say of themselves.
WITHOUT = ("docs/vi/", "docs/en/reference/commands.md")


class Page(NamedTuple):
    """A page, the commands of its blocks and those of its sentences that no page before has."""

    name: str
    commands: tuple[str, ...]


def is_whole(command: str) -> bool:
    """Whether a command of a sentence can be typed: a script may be told with half of its words."""
    return not command.startswith("scripts/") or not refused(command)


def told_pages() -> Iterator[Page]:
    """All that have commands, in the order in which they are read."""
    seen: set[str] = set()
    for path in pages():
        name = str(path.relative_to(PROJECT))
        if name.startswith(WITHOUT) or name in OWN_TESTS:
            continue
        text = path.read_text(encoding="utf-8")
        # Pages that are made of the code repeat what those by readers say.
        blocks = [each for each in typed(text) if "/reference/" not in name or each not in seen]
        sentences = [each for each in said(text) if each not in seen and is_whole(each)]
        here = tuple(dict.fromkeys([*blocks, *sentences]))
        seen.update(here)
        if here:
            yield Page(name, here)


PAGES = tuple(told_pages())


def kind_of(command: str) -> dict[str, Any] | None:
    """The kind of a command that is not typed here; None for one that is."""
    return next((kind for kind in TOLD["elsewhere"] if re.match(kind["commands"], command)), None)


TYPED = [
    Page(page.name, commands)
    for page in PAGES
    if (commands := tuple(each for each in page.commands if kind_of(each) is None))
]


def filled(command: str) -> str:
    """A command with what the reader puts in the place of names."""
    for name, value in TOLD["values"].items():
        command = command.replace(name, value)
    return command


def is_right(command: str, status: int) -> bool:
    """Whether a command may end so."""
    return status == 0 or any(
        re.fullmatch(form, command) and status == other for form, other in TOLD["statuses"]
    )


class Desk:
    """A clone in which everything was done that pages take for granted, anew for each page."""

    def __init__(self, folder: Path) -> None:
        self.root = make_clone(folder / "hopthu")
        self._kept = folder / "kept"
        self._kept.mkdir()
        self._slapd = Slapd(self.root / ".lab" / "directory")
        self.do(*TOLD["before"])
        self._slapd.stop()
        for part in self._state():
            subprocess.run(["cp", "-a", part, self._kept], check=True)

    def do(self, *commands: str) -> None:
        """Type what has to end well."""
        for command in commands:
            run = shell(self.root, command)
            assert run.returncode == 0, f"{command}\n{run.stdout}{run.stderr}"

    def lay(self) -> None:
        """Put everything back to where a page begins."""
        self._slapd.stop()
        for part in self._state():
            shutil.rmtree(part) if part.is_dir() else part.unlink()
        for part in self._kept.iterdir():
            subprocess.run(["cp", "-a", part, self.root], check=True)
        self._slapd.start()

    def leave(self) -> None:
        """Nothing runs any more."""
        self._slapd.stop()

    def _state(self) -> list[Path]:
        """What commands make or change: not the code, which they must not, nor its packages."""
        code = {path.name for path in PROJECT.iterdir()} - {".git", ".lab", "inventory"}
        return [part for part in self.root.iterdir() if part.name not in code | {".venv", ".cache"}]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all pages."""
    made = Desk(tmp_path_factory.mktemp("pages"))
    yield made
    made.leave()


@pytest.mark.parametrize("page", TYPED, ids=lambda page: page.name)
def test_the_commands_of_a_page(desk: Desk, page: Page) -> None:
    """In order, each in a shell of its own; all that is wrong is told at once."""
    desk.lay()
    desk.do(*TOLD["first"].get(page.name, ()))
    wrong = {}
    for command in page.commands:
        run = shell(desk.root, filled(command))
        if not is_right(command, run.returncode):
            wrong[command] = f"{run.returncode}: {(run.stdout + run.stderr)[-800:]}"
    assert not wrong


def test_most_commands_are_typed() -> None:
    """A test of few would say little."""
    assert sum(len(page.commands) for page in TYPED) > 50


def test_what_is_not_typed_is_run_elsewhere() -> None:
    """Each kind has commands, a reason, and a test that runs it; or says that nothing does."""
    commands = [command for page in PAGES for command in page.commands]
    for kind in TOLD["elsewhere"]:
        assert [each for each in commands if kind_of(each) is kind], kind
        assert kind["why"]
        assert ("unrun" in kind) != ("run_by" in kind), kind
        for path, text in kind.get("run_by", {}).items():
            assert text in (PROJECT / path).read_text(encoding="utf-8"), (path, text)


def test_what_the_table_says_is_of_use() -> None:
    """A page, a name or a status that no document has any more is not kept."""
    typed_here = [command for page in TYPED for command in page.commands]
    assert set(TOLD["first"]) <= {page.name for page in TYPED}
    for name in TOLD["values"]:
        assert [each for each in typed_here if name in each], name
    for form, _ in TOLD["statuses"]:
        assert [each for each in typed_here if re.fullmatch(form, each)], form
