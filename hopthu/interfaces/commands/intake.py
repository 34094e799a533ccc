"""``scripts/intake``: registration forms in, reviewed YAML out, and answers to the provinces."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import track

from hopthu.files.fileset import locked, resume
from hopthu.files.processes import spread
from hopthu.files.whole import write_whole
from hopthu.forms.answer.documents import as_data, as_markdown
from hopthu.forms.answer.good_rows import take_good
from hopthu.forms.answer.inbox import digest_of, forms_of, labels_of, remark_on_twins
from hopthu.forms.answer.letter import Sender
from hopthu.forms.answer.outbox import Outbox
from hopthu.forms.answer.outcome import Outcome
from hopthu.forms.answer.questions import answers_file
from hopthu.forms.answer.terminal import report, say
from hopthu.forms.answer.tried import refuse_what_fails
from hopthu.forms.context import FormContext
from hopthu.forms.encodings import CHOICES
from hopthu.forms.form import read_form
from hopthu.forms.registration.answers import NEW, SKIP, Answers
from hopthu.forms.registration.birth import key_for
from hopthu.forms.registration.kept import (
    GivenAnswers,
    known_ids,
    policy_words,
    read_answers,
    read_vocabulary,
    with_answers,
)
from hopthu.forms.registration.people import Registrar
from hopthu.forms.registration.reallocate import reallocate, unclear_managers
from hopthu.forms.registration.write import write_registration
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.reports.letters.form_answer import write_form_answer
from hopthu.text.document.json_text import json_text
from hopthu.text.document.terminal import wide_console
from hopthu.text.errors import HopthuError

from . import words
from .cli import run
from .helping import Parser
from .helping.options import add_environment

ANSWERS = "answers.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the clerk asked for; ``encoding`` is of text whose font does not tell it."""

    root: Path
    key: Path
    outbox: Path
    answers: Mapping[str, str] = field(default_factory=dict)
    answer_file: Path | None = None
    province: str = ""
    command: str = "scripts/intake"
    accept_good: bool = False
    encoding: str = ""
    contact: str = ""
    reply_by: date | None = None
    report: Path | None = None
    json: Path | None = None


def intake(arguments: Sequence[Path], options: Options, console: Console) -> int:
    """Read all forms, register what is good, answer the rest; 1 when something is left to do.

    The answers are written first: when they cannot be, the inventory stays as it was.
    """
    policy = Policy.of_environment(options.root)
    with locked(options.root):
        if resume(options.root):  # a run that was killed while its files were put in their places
            say(console, words.INTAKE_FINISHED.render())
        return _intake(arguments, options, policy, console)


def _intake(arguments: Sequence[Path], options: Options, policy: Policy, console: Console) -> int:
    root = options.root
    inventory = read_inventory(root, policy)
    forms = forms_of(arguments)
    had_key = options.key.exists()
    agencies = known_ids(inventory)
    kept = read_vocabulary(root, agencies)
    given = read_answers(options.answer_file, agencies) if options.answer_file else GivenAnswers()
    answers = Answers({**given.row_answers(), **options.answers})
    key = key_for(inventory, options.key)
    registrar = Registrar(inventory, policy, key, answers, options.command)
    context = FormContext(
        encoding=options.encoding,
        vocabulary=given.extend(kept.extend(policy_words(policy))),
        agencies=inventory.agencies,
        kinds=policy.kinds,
        sender=options.province,
        command=options.command,
        domain=policy.domain,
    )
    label = words.READING.render({"n": len(forms)})
    reading = spread(partial(_read, context), list(labels_of(forms).items()))
    outcomes = [
        _take(outcome, registrar, options)
        for outcome in track(reading, label, len(forms), console=console)
    ]
    answers.require_used()
    refuse_what_fails(outcomes, inventory, policy)
    remark_on_twins(outcomes)
    sender = Sender.of(inventory, options.contact, options.reply_by)
    outbox = Outbox(options.outbox, sender, date.today())
    for outcome in outcomes:
        outbox.answer(outcome)
        write_form_answer(outcome, sender, date.today())
    _documents(outcomes, [], options)  # where they cannot be written, this is the time to know
    asked = _write_questions(outcomes, arguments, options)
    registrations = [each.registration for each in outcomes if each.registration is not None]
    # What is written must be an inventory again: a mistake of ours shows here, before it is.
    words_kept = with_answers(root, kept, given)
    changed = write_registration(root, *registrations, policy=policy, more=words_kept)
    if not had_key:
        say(console, words.KEY_MADE.render({"path": options.key}))
    report(outcomes, console)
    if asked:
        say(console, "\n" + words.INTAKE_ASKED.render(asked))
    _outcome(changed, root, console)
    _documents(outcomes, changed, options)
    return 1 if any(outcome.open for outcome in outcomes) else 0


def mend(root: Path, keep: Sequence[str]) -> int:
    """Mend what two branches allocated twice, and say each change; 1 where a manager is unclear."""
    policy = Policy.of_environment(root)
    with locked(root):
        resume(root)
        mended = reallocate(root, policy, keep)
    for person, _, key, before, after in mended:
        sys.stdout.write(f"{person.place}: {person.name}: {key} {before} → {after}\n")
    said = words.INTAKE_NEXT.render({"root": root}) if mended else words.INTAKE_NOTHING.render()
    sys.stdout.write(said + "\n")
    unclear = unclear_managers(root, mended)
    if unclear:
        sys.stdout.write(HopthuError(unclear).render() + "\n")
    return 1 if unclear else 0


def _write_questions(
    outcomes: list[Outcome], arguments: Sequence[Path], options: Options
) -> dict[str, object]:
    """Write the file of answers, where something is asked; returns what is said of it."""
    path = options.outbox / ANSWERS
    forms = " ".join(shlex.quote(str(argument)) for argument in arguments)
    command = f"{options.command} {forms} --answer {shlex.quote(str(path))}"
    text = answers_file(outcomes, command)
    if not text:
        return {}
    write_whole(path, text, 0o600)
    return {"path": path, "command": command}


def _read(context: FormContext, named: tuple[Path, str]) -> Outcome:
    path, label = named
    outcome = Outcome(path, digest_of(path), label=label)
    try:
        outcome.form = read_form(path, context=replace(context, label=label))
    except HopthuError as error:
        outcome.problems = error.problems
    return outcome


def _take(outcome: Outcome, registrar: Registrar, options: Options) -> Outcome:
    form = outcome.form
    if form is None:
        return outcome
    try:
        if options.accept_good:
            outcome.registration, outcome.problems = take_good(form, registrar)
        elif form.problems:  # all mistakes are told in one round
            outcome.problems = (*form.problems, *registrar.problems_of(form))
        else:
            outcome.registration = registrar.take(form)
    except HopthuError as error:
        outcome.problems = error.problems
    return outcome


def _outcome(changed: list[Path], root: Path, console: Console) -> None:
    console.print()
    if not changed:
        say(console, words.INTAKE_NOTHING.render())
        return
    say(console, words.INTAKE_WROTE.render({"files": ", ".join(map(str, changed))}))
    say(console, words.INTAKE_NEXT.render({"root": root}))


def _documents(outcomes: list[Outcome], changed: list[Path], options: Options) -> None:
    if options.report:
        write_whole(options.report, as_markdown(outcomes, changed))
    if options.json:
        write_whole(options.json, json_text(as_data(outcomes, changed), indent=2))


def _arguments() -> argparse.Namespace:
    parser = Parser(prog="scripts/intake")
    add = parser.add_argument
    add("forms", nargs="*", type=Path, metavar="FORM", help="a form, or a folder of forms")
    add_environment(parser, "the environment to register people in (default: inventory/lab)")
    add("--key", type=Path, metavar="FILE",
        help="secret that birth dates are hashed with "
        "(default: HOPTHU_KEY_FILE, or .match-key in the environment)")  # fmt: skip
    add("--same", action="append", dest="answers", default=[], metavar="ID",
        help="the row named by the next --row is this person (answers a question)")  # fmt: skip
    add("--new", action="append_const", dest="answers", const=NEW,
        help="the row named by the next --row is a person not registered yet")  # fmt: skip
    add("--nobody", action="append_const", dest="answers", const=SKIP,
        help="the row named by the next --row registers nobody")  # fmt: skip
    add("--answer", type=Path, metavar="FILE",
        help="answers to the questions of an earlier intake, which wrote the file")  # fmt: skip
    add("--province", default="", metavar="NAME",
        help="the province or agency that the forms are of, if they do not say it")  # fmt: skip
    add("--row", action="append", dest="rows", default=[], metavar="FORM:ROW",
        help="the row that the --same, --new or --nobody before it is about")  # fmt: skip
    add("--reallocate", action="store_true",
        help="no forms: mend ids and addresses that two branches gave twice")  # fmt: skip
    add("--keep", action="append", default=[], metavar="ID",
        help="with --reallocate: who keeps what they have, by id or file:line")  # fmt: skip
    add("--accept-good", action="store_true",
        help="register the rows without problems of a form that has others")  # fmt: skip
    add("--encoding", choices=CHOICES,
        help="encoding of text whose font does not tell it (default: found out)")  # fmt: skip
    add("--outbox", type=Path, default=Path("outbox"), metavar="FOLDER",
        help="where letters and marked-up copies go (default: outbox)")  # fmt: skip
    add("--contact", default="", metavar="TEXT", help="whom the letters tell the province to ask")
    add("--reply-by", type=date.fromisoformat, metavar="YYYY-MM-DD",
        help="the day until which the letters ask for the form")  # fmt: skip
    add("--report", type=Path, metavar="FILE.md", help="also report as Markdown")
    add("--json", type=Path, metavar="FILE.json", help="also report as JSON")
    arguments = parser.parse_args()
    if bool(arguments.forms) == arguments.reallocate:
        parser.error("name forms, or --reallocate without forms")
    if len(arguments.rows) != len(arguments.answers):
        parser.error("each --same ID, --new and --nobody needs its --row FORM:ROW")
    return arguments


def _command(arguments: argparse.Namespace) -> str:
    """What takes forms in again as these are: all but the forms and the answers."""
    parts = ["scripts/intake", "--into", str(arguments.into)]
    for option in ("key", "outbox", "encoding", "province"):
        value = getattr(arguments, option)
        if value and not (option == "outbox" and value == Path("outbox")):
            parts += [f"--{option}", str(value)]
    parts += ["--accept-good"] * arguments.accept_good
    return " ".join(map(shlex.quote, parts))


def main() -> int:
    """Entry point."""
    arguments = _arguments()
    root = arguments.into
    if arguments.reallocate:
        return run(lambda: mend(root, arguments.keep))
    options = Options(
        root=root,
        key=arguments.key or Path(os.environ.get("HOPTHU_KEY_FILE", root / ".match-key")),
        outbox=arguments.outbox,
        answers=dict(zip(arguments.rows, arguments.answers, strict=True)),
        answer_file=arguments.answer,
        province=arguments.province,
        command=_command(arguments),
        accept_good=arguments.accept_good,
        encoding=CHOICES.get(arguments.encoding, ""),
        contact=arguments.contact,
        reply_by=arguments.reply_by,
        report=arguments.report,
        json=arguments.json,
    )
    return run(lambda: intake(arguments.forms, options, wide_console()))


if __name__ == "__main__":
    sys.exit(main())
