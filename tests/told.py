"""The commands that documents tell: those in blocks, and those within sentences."""

from __future__ import annotations

import importlib
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from hopthu.interfaces.commands.helping import Parser

PROJECT = Path(__file__).parents[1]
# The programs that a reader types, ours first; what else stands in a block is no command.
_OURS = r"(?:scripts/[a-z-]+|\.venv/bin/ansible-[a-z]+)"
_ON_HOSTS = r"(?:doveadm|journalctl|postmap|postqueue|runuser|ssh|sudo|systemctl)"
_OTHERS = r"(?:age|age-keygen|ansible-[a-z]+|curl|export|git|ldap[a-z]+|openssl|podman)"
_PROGRAM = rf"(?:{_OURS}|{_ON_HOSTS}|{_OTHERS})"
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(rf"(?:\$ )?((?:[A-Z_]+=\S+ )*{_PROGRAM}(?: .*)?)")


def pages() -> list[Path]:
    """README, what contributors read, and all documents."""
    tops = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"]
    return [*tops, *sorted((PROJECT / "docs").rglob("*.md"))]


def outside(text: str) -> str:
    """A page without its blocks."""
    return _BLOCK.sub("", text)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """The language and the text of each block, its lines that go on joined."""
    for indent, language, block in _BLOCK.findall(text):
        joined = re.sub(r" \\\n +", " ", block)
        yield language, "\n".join(line.removeprefix(indent) for line in joined.splitlines())


def typed(text: str) -> Iterator[str]:
    """The commands of the blocks, each as it is typed, its remark left out.

    A block without a language is of commands, or shown: a tree, what a program says.
    """
    for language, block in blocks(text):
        for line in [] if language not in ("", "sh") else block.splitlines():
            found = _COMMAND.fullmatch(line)
            if found:
                yield without_remark(found[1])


def without_remark(command: str) -> str:
    """A command without what stands behind a #."""
    quoted = r"(?:[^\s#'\"]#?|'[^']*'|\"[^\"]*\"|\s)*"
    found = re.match(quoted, command)
    return found[0].rstrip() if found else command


def said(text: str) -> Iterator[str]:
    """The commands within sentences and tables; a program alone is named, not called."""
    for span in re.findall(r"`([^`\n]+)`", outside(text)):
        found = _COMMAND.fullmatch(span.replace("\\|", "|"))
        if found and " " in span and "…" not in span:
            yield found[1]


def in_tables(text: str) -> Iterator[str]:
    """The commands of tables whose rows follow a script that stands above them alone."""
    for script, table in re.findall(
        r"^[^|\n`]*`(scripts/[a-z-]+)`:\n\n((?:\|.*\n)+)", text, re.MULTILINE
    ):
        for row in table.splitlines()[2:]:
            words = re.match(r"\| `([^`]+)`", row)
            if words:
                yield f"{script} {re.sub(r'[][]|[.]{3}', '', words[1])}"


def words_of(command: str) -> list[str]:
    """The words of the first command of a line, its remark and what its output goes to left out."""
    words = []
    named = re.sub(r"<[^<>]*>", "NAME", command)  # what stands for a name of the reader's
    for word in shlex.split(named, comments=True):
        if word in ("|", ">", ">>", "&&", ";", "||", "2>&1"):
            break
        words.append(word)
    return words


class _ParsedError(Exception):
    """The parser took it."""


class _RefusedError(Exception):
    """The parser did not, for this reason."""


def _parse(self: Parser, *_arguments: object) -> None:
    super(Parser, self).parse_args()
    raise _ParsedError


def _refuse(_self: Parser, message: str) -> None:
    raise _RefusedError(message)


def refused(command: str) -> str:
    """Nothing where the script takes a command's arguments, else why not; nothing is done."""
    script, *arguments = words_of(command)
    path = PROJECT / script
    if not path.is_file():
        return "there is no such script"
    source = path.read_text(encoding="utf-8")
    module = re.search(r'lib/run" ([\w.]+)|hopthu.interfaces.commands.(\w+) import main', source)
    if module is None:  # no parser of Python's
        page = (PROJECT / "docs/en/reference/commands.md").read_text(encoding="utf-8")
        told = page.partition(f"\n## {path.name}\n")[2].partition("\n## ")[0]
        options = [each.partition("=")[0] for each in arguments if each.startswith("--")]
        return ", ".join(each for each in options if each not in told)
    package = importlib.import_module(f"hopthu.interfaces.commands.{module[1] or module[2]}")
    if hasattr(package, "__path__"):
        package = importlib.import_module(f"{package.__name__}.__main__")
    called = patch.object(sys, "argv", [script, *arguments])
    with called, patch.object(Parser, "parse_args", _parse), patch.object(Parser, "error", _refuse):
        try:
            package.main()
        except _ParsedError:
            return ""
        except _RefusedError as error:
            return str(error)
    return "nothing was parsed"
