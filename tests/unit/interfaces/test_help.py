"""Every script tells what it is for, at once, in both languages, and changes nothing for that."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu.interfaces.commands.helping.table import table

PROJECT = Path(__file__).resolve().parents[3]
COMMANDS = PROJECT / "hopthu" / "interfaces" / "commands"
SCRIPTS = sorted(path.name for path in (PROJECT / "scripts").iterdir() if path.is_file())
LETTERS = set("ăâđêôơưáàảãạéẹíìóòọúùụýỳ")


def call(root: Path, script: str, *arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
    """Run a script of a tree, its language chosen by ``told`` alone."""
    languages = {"HOPTHU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}
    mine = {name: value for name, value in os.environ.items() if name not in languages}
    return subprocess.run(
        [str(root / "scripts" / script), *arguments],
        cwd=root,
        env={**mine, **told},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as git has it, where nothing was installed."""
    root = tmp_path_factory.mktemp("clone")
    names = subprocess.check_output(
        ["git", "ls-files", "-zco", "--exclude-standard", "--", "scripts", "hopthu"],
        cwd=PROJECT,
        text=True,
    )
    for name in names.split("\0")[:-1]:
        if (PROJECT / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, root / name)
    return root


def content(root: Path) -> dict[str, str]:
    """Every file with what it holds."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_on_a_fresh_clone_changes_nothing(script: str, clone: Path) -> None:
    """Not even a file of Python's own; the language is the locale's."""
    before = content(clone)
    english = call(clone, script, "--help", LANG="en_GB.UTF-8")
    vietnamese = call(clone, script, "--help", LANG="vi_VN.UTF-8")
    assert (english.returncode, vietnamese.returncode) == (0, 0), english.stderr + vietnamese.stderr
    assert f"scripts/{script}" in english.stdout
    assert not LETTERS & set(english.stdout.replace("Thanh Hóa", "").lower())
    assert LETTERS & set(vietnamese.stdout.lower())
    assert content(clone) == before


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_of_what_is_installed(script: str) -> None:
    """With all options, as the page of commands has it; HOPTHU_LANG goes before the locale."""
    told = {"HOPTHU_LANG": "vi", "LANG": "en_GB.UTF-8", "COLUMNS": "100"}
    shown = call(PROJECT, script, "--help", **told)
    assert shown.returncode == 0, shown.stderr
    assert LETTERS & set(shown.stdout.lower())
    assert "show this help" not in shown.stdout
    english = call(PROJECT, script, "--help", **{**told, "HOPTHU_LANG": "en"})
    for language, said in (("vi", shown), ("en", english)):  # written by scripts/docs reference
        page = PROJECT / "docs" / language / "reference" / "commands.md"
        block = f"## {script}\n\n```text\n{said.stdout}```\n"
        assert laid_out(block) in laid_out(page.read_text(encoding="utf-8"))


def laid_out(text: str) -> str:
    """A help as it stands; or its words alone from Python 3.13 on.

    That one names the value of an option once, and breaks lines elsewhere: the page is of another.
    """
    if sys.version_info < (3, 13):
        return text
    return " ".join(re.sub(r"(-\w) ([^,\n]+), (--[\w-]+ \2)", r"\1, \3", text).split())


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_argument_that_there_is_not(script: str) -> None:
    """Is an error that names it or what is missing, and where to look."""
    for language in ("en", "vi"):
        refused = call(PROJECT, script, "--no-such-argument", HOPTHU_LANG=language)
        assert refused.returncode in (1, 2)
        assert f"scripts/{script} --help" in refused.stderr
        assert "Traceback" not in refused.stderr


def said(tree: ast.AST) -> Iterator[str]:
    """The help texts of a module: what ``help=`` names, and what its own functions take for it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "help" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


def constants(tree: ast.AST) -> Iterator[str]:
    """Every text of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_option_is_told_in_vietnamese() -> None:
    """And the table has nothing that no parser says."""
    trees = [ast.parse(path.read_text("utf-8")) for path in COMMANDS.rglob("*.py")]
    texts = table()["texts"]
    assert {text for tree in trees for text in said(tree)} - set(texts) == set()
    assert set(texts) - {text for tree in trees for text in constants(tree)} == set()
