"""``scripts/change``: people move, are renamed, leave and return; agencies are reorganised."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from hopthu.changes.apply import Trial, try_change, write_trial
from hopthu.changes.change import (
    Declaration,
    add_steps,
    change_of,
    change_text,
    next_path,
    parse_change,
    read_change,
)
from hopthu.changes.history import history
from hopthu.files.fileset import locked
from hopthu.files.fileset import resume as finish_interrupted
from hopthu.files.whole import write_whole
from hopthu.records.allocate import Allocator
from hopthu.records.inventory.read import name_of, read_inventory, require_whole
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.reports.changes.effects import described, effect_lines
from hopthu.reports.changes.preview import preview
from hopthu.text.document.markdown import as_markdown
from hopthu.text.document.page import as_html
from hopthu.text.document.terminal import print_document, wide_console
from hopthu.text.errors import HopthuError, Place, printable
from hopthu.text.names import mailbox_of

from . import messages, words
from .changing.arguments import parse
from .changing.reports import show_addresses, show_due
from .changing.who import resolve
from .cli import run
from .helping.options import LAB

StepValues = Mapping[str, "str | tuple[str, ...]"]
_FILES_NAMED = 8
_ROWS_OF_TERMINAL = 20
_ROWS_OF_MARKDOWN = 50  # a table; a comment on a pull request holds some 65 000 characters
_ROUNDS = 5  # a proposal may raise another question; it does not go on for ever
_SHOWN = 40  # records; a longer change has its preview


class Desk:
    """An environment with its policy and its records, read once a command."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.policy = Policy.of_environment(root)
        self.inventory: Inventory = read_inventory(root, self.policy)

    def carry_out(self, change: Declaration, text: str, *, check: bool) -> int:
        """Try a change, show it, and write it unless it is only a check."""
        trial = try_change(self.root, change, self.inventory, self.policy)
        show(trial)
        trial.require_sound()
        if check:
            say(words.CHECKED.render())
            return 0
        report_written(self.root, write_trial(self.root, trial, text), trial)
        return 0


def declare(arguments: argparse.Namespace, steps: list[StepValues]) -> int:
    """Write a new change file of these steps, and what follows from it."""
    with locked(arguments.into):
        desk = Desk(arguments.into)
        subject = getattr(arguments, "subject", "") or arguments.people[0]
        title = f"{arguments.command} {subject}"
        path = next_path(arguments.into, title)
        by = arguments.by or git_user(arguments.into)
        text = change_text(arguments.date.isoformat(), by, arguments.reason, steps)
        change = parse_change(text, path, name_of(path))
        return desk.carry_out(change, text, check=arguments.check)


def rename(arguments: argparse.Namespace) -> int:
    """A person's new name; a new address by the policy's rule unless one is given or kept."""
    mailbox = arguments.mailbox
    if mailbox is None and not arguments.keep_address:
        desk = Desk(arguments.into)
        people = {person.id: person for person in desk.inventory.people()}
        person = people.get(arguments.subject)
        if person is not None and mailbox_of(person.name) != mailbox_of(arguments.name):
            allocator = Allocator(desk.inventory, desk.policy)
            province = person.id.rpartition("-")[0]
            mailbox = allocator.person_mailbox(arguments.name, province)
    step = {"change": "rename", "person": arguments.subject, "name": arguments.name}
    return declare(arguments, [{**step, "mailbox": mailbox or ""}])


def apply(arguments: argparse.Namespace) -> int:
    """Apply a change file that somebody wrote; once. What was cut off is finished first."""
    with locked(arguments.into):
        if arguments.check:
            require_whole(arguments.into)
        elif files := finish_interrupted(arguments.into):
            say(words.FINISHED.render({"n": len(files)}))
        change = _open_change(arguments)
        if change is None:
            return 0
        return Desk(arguments.into).carry_out(change, "", check=arguments.check)


def _open_change(arguments: argparse.Namespace) -> Declaration | None:
    """The change that a command names; None, and it is said, where it was applied already."""
    path = change_of(arguments.into, arguments.change)
    change = read_change(path, name_of(path))
    if not change.applied:
        return change
    say(words.APPLIED.render({"name": path.name}))
    return None


def show_preview(arguments: argparse.Namespace) -> int:
    """Report what a change would do, or did not yet: on the terminal, as Markdown, as HTML."""
    require_whole(arguments.into)  # half in place, it would count as applied
    change = _open_change(arguments)
    if change is None:
        return 0
    desk = Desk(arguments.into)
    trial = try_change(desk.root, change, desk.inventory, desk.policy)
    document = preview(trial)
    if arguments.markdown:
        write_whole(arguments.markdown, as_markdown(document, _ROWS_OF_MARKDOWN))
    if arguments.html:
        write_whole(arguments.html, as_html(document))
    print_document(document, wide_console(), _ROWS_OF_TERMINAL)
    return 1 if trial.problems or trial.conflicts else 0


def accept(arguments: argparse.Namespace) -> int:
    """Write the steps that the preview proposes into the change file, for review."""
    with locked(arguments.into):
        path = change_of(arguments.into, arguments.change)
        desk = Desk(arguments.into)
        steps = 0
        for _ in range(_ROUNDS):
            trial = try_change(
                desk.root, read_change(path, name_of(path)), desk.inventory, desk.policy
            )
            proposals = [one.proposal for one in trial.conflicts if one.proposal]
            if trial.change.applied or not proposals:
                break
            steps += len(proposals)
            add_steps(trial.change, proposals)
    say(words.ACCEPTED.render({"n": steps, "file": name_of(path)}))
    return 0


def resume(arguments: argparse.Namespace) -> int:
    """Finish a change that was interrupted while its files were written."""
    with locked(arguments.into):
        files = finish_interrupted(arguments.into)
    say(words.FINISHED.render({"n": len(files)}) if files else words.NO_INTERRUPTED.render())
    return 0


def log(arguments: argparse.Namespace) -> int:
    """Print the changes, or those of one record with what they did to it."""
    require_whole(arguments.into)
    for entry in history(arguments.into, arguments.record):
        change = entry.change
        state = "" if change.applied else f"  ({words.PENDING.render()})"
        say(f"{change.path.stem}  {change.date}  {change.by}: {change.reason}{state}")
        if arguments.record:
            for effect in entry.effects:
                for line in effect_lines(effect):
                    say(line)
    return 0


def show(trial: Trial) -> None:
    """Print what a change does, and what it tells."""
    change = trial.change
    say(f"{change.path.stem}  {change.date}  {change.by}: {change.reason}")
    for line in described(trial, _SHOWN):
        say(line)
    if len(trial.effects) > _SHOWN:
        say(words.AND_MORE.render({"n": len(trial.effects) - _SHOWN}))
    for notice in trial.notices[:_SHOWN]:
        say(notice.render())
    if len(trial.notices) > _SHOWN:
        say(words.MORE_NOTICES.render({"n": len(trial.notices) - _SHOWN}))


def report_written(root: Path, files: list[Path], trial: Trial) -> None:
    """Print which files were written, and which provinces the change concerns."""
    names = ", ".join(name_of(path) for path in files)
    if len(files) > _FILES_NAMED:
        names = words.MANY_FILES.render({"n": len(files), "root": name_of(root)})
    say(words.CHANGE_WROTE.render({"files": names}))
    provinces = {path.parent.name for path in files if path.parent.parent.name == "provinces"}
    if trial.effects:
        limit = f" --limit {','.join(sorted(provinces))}" if len(provinces) <= _FILES_NAMED else ""
        where = "" if _is_default(root) else f" -i {shlex.quote(name_of(root / 'hosts.yml'))}"
        say(words.CHANGE_NEXT.render({"limit": limit, "where": where}))


def _is_default(root: Path) -> bool:
    """Whether ansible.cfg names the environment already."""
    return root.resolve() == (Path.cwd() / LAB).resolve()


def git_user(root: Path) -> str:
    """The name that git knows; raises HopthuError where it knows none."""
    try:
        answer = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
    except OSError:
        answer = ""
    if not answer:
        raise HopthuError.of(messages.NO_NAME, Place())
    return answer


def say(line: str) -> None:
    """Print a line; what a file holds does not paint the terminal."""
    sys.stdout.write(printable_line(line) + "\n")


def printable_line(line: str) -> str:
    """The line with its indentation, and printable."""
    body = line.lstrip(" ")
    return line[: len(line) - len(body)] + printable(body)


def main() -> int:
    """Entry point."""
    arguments = parse()
    return run(lambda: _carry_out(arguments))


def _carry_out(arguments: argparse.Namespace) -> int:
    resolve(arguments, say)
    commands: dict[str, Callable[[], int]] = {
        "rename": lambda: rename(arguments),
        "preview": lambda: show_preview(arguments),
        "accept": lambda: accept(arguments),
        "apply": lambda: apply(arguments),
        "resume": lambda: resume(arguments),
        "log": lambda: log(arguments),
        "addresses": lambda: show_addresses(arguments),
        "due": lambda: show_due(arguments),
    }
    if arguments.command in commands:
        return commands[arguments.command]()
    return declare(arguments, arguments.steps(arguments))


if __name__ == "__main__":
    sys.exit(main())
