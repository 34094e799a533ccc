"""``scripts/bench``: hopthu and its peers on a synthetic country, in one run on a private slapd."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from hopthu.interfaces.commands.helping import Parser
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text

from .backups import measure_backups
from .board import measure_board
from .book import Book
from .ci import measure_ci
from .contest import Contest
from .days_run import measure_days
from .forms import measure_forms
from .ground import ground
from .machine import describe, load
from .mail import measure_mail
from .many_forms import PEOPLE as PEOPLE_OF_FORMS
from .measure import Failed
from .playbooks import Playbooks
from .sessions import measure_sessions
from .slips import PEOPLE, measure_slips
from .table import results, targets

_ABOUT = """\
Measure hopthu against OpenLDAP's tools, Python's libraries, a loop of community.general and an
empty play.

Everything happens in .lab/bench, on a slapd of its own, and is removed at the end. All three sizes
take about 20 minutes, --quick less than two."""
CONTESTANTS = (
    "hopthu",
    "openldap",
    "transactions",
    "offline",
    "native",
    "ldap3",
    "loop",
    "playbook",
)
_QUICK = 1000
_LARGE = 20_000  # from here on a single round
_LIFELIKE = 10_000
_STOPPED = Text("Stopped; nothing is left behind.", "Đã dừng; không để lại gì.")


def bench(options: argparse.Namespace) -> int:
    """Run what was asked for and print the tables."""
    if options.intake:
        asked = (1, _QUICK) if options.quick else (options.rounds, PEOPLE_OF_FORMS)
        sys.stdout.write(measure_forms(*asked) + "\n")
        return 0
    if options.slips:
        sys.stdout.write(measure_slips(1000 if options.quick else PEOPLE) + "\n")
        return 0
    book, began = Book(), time.monotonic()

    def say(line: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:6.1f} s  {line}\n")

    # What does not depend on the size of the country is measured in one that is like the real one.
    lifelike = min(options.accounts, key=lambda people: abs(people - _LIFELIKE))
    for wanted, measured in ((options.ci, measure_ci), (options.board, measure_board)):
        if wanted:
            rounds = 1 if options.quick else options.rounds
            sys.stdout.write(measured(lifelike, rounds, say) + "\n")
            return 0
    if options.days:
        sys.stdout.write(measure_days(lifelike, say) + "\n")
        return 0
    facts = [describe(), f"load at the start: {load()}"]
    if options.mail:
        letters, people = (200, 300) if options.quick else (2000, 10_000)
        more, table = measure_mail(letters, people, say, markdown=options.markdown)
        return _print([*facts, *more], [table], began, options)
    if options.sessions:
        sessions, people = (200, 80) if options.quick else (5000, 2000)
        more, table = measure_sessions(sessions, people, say, markdown=options.markdown)
        return _print([*facts, *more], [table], began, options)
    if options.backup:
        boxes, megabytes = (200, 50) if options.quick else (10_000, 2000)
        more, table = measure_backups(boxes, megabytes, say, markdown=options.markdown)
        return _print([*facts, *more], [table], began, options)
    with ground() as made:
        for people in options.accounts:
            rounds = 1 if options.quick or people > _LARGE else options.rounds
            facts.append(_contest(Contest(made, book, people, say), rounds, options.only))
            playbooks = Playbooks(made, book, people, say, quick=options.quick)
            if "playbook" in options.only:
                playbooks.country()
            if "playbook" in options.only and people == lifelike:
                playbooks.province()
            if "loop" in options.only and people == lifelike:
                playbooks.loop()
    tables = [results(book, markdown=options.markdown), targets(book, markdown=options.markdown)]
    return _print(facts, tables, began, options)


def _print(facts: list[str], tables: list[str], began: float, options: argparse.Namespace) -> int:
    ended = f"the bench took {time.monotonic() - began:.0f} s; load at the end: {load()}"
    mark = "- " if options.markdown else ""
    sys.stdout.write("\n".join([*(mark + fact for fact in (*facts, ended)), "", *tables]))
    return 0


def _contest(contest: Contest, rounds: int, only: list[str]) -> str:
    """All contestants, in another order every round; returns what the country is."""
    fact = contest.prepare()
    steps: dict[str, Callable[[], None]] = {
        "hopthu": contest.hopthu,
        "openldap": contest.peers.openldap,
        "transactions": contest.peers.transactions,
        "offline": contest.peers.offline,
        "native": contest.peers.native,
        "ldap3": contest.peers.ldap3,
    }
    wanted = [step for name, step in steps.items() if name in only]
    for number in range(rounds if wanted else 0):
        turn = number % len(wanted)
        for step in wanted[turn:] + wanted[:turn]:
            step()
    return fact


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit status."""
    parser = Parser(prog="scripts/bench", description=_ABOUT)
    parser.add_argument(
        "--accounts",
        type=_sizes,
        help="numbers of people, with commas (default: 1000,10000,100000)",
    )
    parser.add_argument(
        "--only", action="append", choices=CONTESTANTS, help="measure this alone; may be repeated"
    )
    parser.add_argument("--rounds", type=int, default=5, help="up to 20 000 people (default: 5)")
    parser.add_argument("--intake", action="store_true", help="measure the intake of forms alone")
    parser.add_argument("--ci", action="store_true", help="measure scripts/ci alone")
    parser.add_argument("--board", action="store_true", help="measure the rollout's board alone")
    parser.add_argument("--days", action="store_true", help="measure reorganisations alone")
    parser.add_argument("--slips", action="store_true", help="measure first passwords alone")
    parser.add_argument("--mail", action="store_true", help="measure mail alone, on two hosts")
    parser.add_argument("--sessions", action="store_true", help="measure idle sessions alone")
    parser.add_argument("--backup", action="store_true", help="measure copies of mailboxes alone")
    parser.add_argument("--quick", action="store_true", help="1 000 people, one round; 200 letters")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    options = parser.parse_args(arguments)
    options.accounts = options.accounts or ([1000] if options.quick else [1000, 10_000, 100_000])
    options.only = options.only or list(CONTESTANTS)
    try:
        return bench(options)
    except (HopthuError, Failed) as error:
        text = error.render() if isinstance(error, HopthuError) else str(error)
        sys.stderr.write(text + "\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write(_STOPPED.render() + "\n")
        return 130


def _sizes(text: str) -> list[int]:
    sizes = [int(part) if part.isdecimal() else 0 for part in text.split(",")]
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError("numbers of people with commas, such as 1000,10000")
    return sizes


if __name__ == "__main__":
    sys.exit(main())
