"""``scripts/restore``: letters of a copy back into a mailbox, through playbooks/restore.yml."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Problem
from hopthu.text.sizes import size_in_words

from ..cli import run
from ..helping import Parser
from ..helping.options import add_environment, add_rest
from . import words
from .asking import Ground, problem_of, problems_of
from .boxes import asked
from .moments import moment, shown

_AT = 'as of when: 2026-11-24 or "2026-11-24 15:30"; default: the last copy'
_EVERYTHING = "all that a server keeps, on a new one of its name"
_REPLACE = "what is in use there, too: the directory, the database"
_DELETED = "what the owner deleted of late and the host still has, instead of a copy"
_MAIL, _SERVERS = "mail_servers", "directory_servers:mail_servers:web_servers"


def box(options: argparse.Namespace) -> int:
    """Tell what would come back into a mailbox, or bring it back and tell."""
    policy = Policy.of_environment(options.into)
    target, told = asked(options, read_inventory(options.into, policy), policy)
    ground = Ground(options.into, options.ansible)
    answers = ground.ask([_MAIL], "hopthu-backup", "restore", {**told, "host": target.host})
    found = {host: answer for host, answer in answers.items() if "problem" not in answer}
    if not found:
        raise HopthuError(_problems(answers))
    for host, answer in found.items():
        sys.stdout.write("\n".join(_told(host, answer, told)) + "\n")
    if told["check"] and any(answer["letters"] for answer in found.values()):
        sys.stdout.write(words.NEXT.render() + "\n")
    return 0


def _problems(answers: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Why no host brought it back; another host's not having it says nothing."""
    told = {host: answer["problem"] for host, answer in answers.items()}
    telling = {host: each for host, each in told.items() if each["code"] != "elsewhere"}
    return [problem_of(host, each) for host, each in (telling or told).items()]


def _told(host: str, answer: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    values = {
        "host": host,
        "n": answer["letters"],
        "fitting": answer["fitting"],
        "owner": told["owner"],
        "address": told["address"],
        "copy": shown(answer["copy"]),
        "size": size_in_words(answer["bytes"]).render(),
    }
    if not answer["letters"]:
        yield words.NOTHING.render(values)
        return
    yield (words.WOULD if told["check"] else words.DONE).render(values)
    for folder, number in answer["folders"].items():
        yield words.FOLDER.render({"folder": folder, "n": number})


def copies(options: argparse.Namespace) -> int:
    """Name the copies that there are."""
    ground = Ground(options.into, options.ansible)
    answers = ground.ask(options.hosts or [_SERVERS], "hopthu-backup", "copies")
    problems = problems_of(answers)
    for host, answer in answers.items():
        if "problem" in answer:
            continue
        for each in answer["copies"]:
            values = {"host": host, "at": shown(each["at"]), "id": each["id"]}
            sys.stdout.write(words.COPY.render(values) + "\n")
        if not answer["copies"]:
            sys.stdout.write(words.NO_COPIES.render({"host": host}) + "\n")
    if problems:
        raise HopthuError(problems)
    return 0


def host(options: argparse.Namespace) -> int:
    """Tell what a server would have back, or give it everything back."""
    ground = Ground(options.into, options.ansible)
    told = {
        "at": moment(options.at),
        "check": not options.apply,
        "replace": options.replace,
        "who": options.by,
    }
    answers = ground.ask([options.host], "hopthu-backup", "restore-host", told)
    if problems := problems_of(answers):
        raise HopthuError(problems)
    for name, answer in answers.items():
        values = {"host": name, "copy": shown(answer["copy"])}
        text = words.HOST_DONE if options.apply else words.HOST_WOULD
        sys.stdout.write(text.render(values) + "\n")
        for each, what in _HELD.items():
            if each in answer:
                more = {"n": answer[each], "there": answer.get(f"{each}_there", "-")}
                sys.stdout.write(what.render(more) + "\n")
    if not options.apply:
        sys.stdout.write(words.NEXT.render() + "\n")
    return 0


_HELD = {
    "boxes": words.HOST_BOXES,
    "letters": words.HOST_LETTERS,
    "archives": words.HOST_ARCHIVES,
    "accounts": words.HOST_ACCOUNTS,
    "users": words.HOST_USERS,
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    whole = Parser(prog="scripts/restore")
    verbs = whole.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("box", help="letters of a person's or an agency's mailbox")
    add = one.add_argument
    add("who", metavar="WHO", help="id or address of a person or an agency")
    add("--folder", default="", help="only this folder and what is below it")
    add(
        "--from",
        dest="sender",
        default="",
        metavar="TEXT",
        help="only letters from somebody like that",
    )
    add("--subject", default="", metavar="TEXT", help="only letters about something like that")
    add("--day", default="", help="only letters that came on this day")
    add("--deleted", action="store_true", help=_DELETED)
    where = one.add_mutually_exclusive_group()
    place = where.add_argument
    place("--below", default="", metavar="FOLDER",
          help="where it comes; default: a folder named after today")  # fmt: skip
    place("--in-place", action="store_true",
          help="each letter where it was; only what the mailbox has nowhere")  # fmt: skip
    add("--to", default="", metavar="WHO", help="into another mailbox")
    everything = verbs.add_parser("host", help=_EVERYTHING)
    everything.add_argument("host", metavar="HOST", help="its name in the inventory")
    everything.add_argument("--replace", action="store_true", help=_REPLACE)
    for verb in (one, everything):
        verb.add_argument("--at", default="", metavar="MOMENT", help=_AT)
        verb.add_argument("--by", default=getpass.getuser(), metavar="NAME",
                          help="who orders it, for the audit line")  # fmt: skip
        verb.add_argument("--apply", action="store_true", help="do it; else it is only shown")
    listed = verbs.add_parser("copies", help="which copies there are")
    listed.add_argument("hosts", nargs="*", metavar="HOST", help="default: all servers")
    for verb in (one, everything, listed):
        add_environment(verb)
        add_rest(verb)
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Entry point."""
    options = parser().parse_args(arguments)
    return run(lambda: {"box": box, "copies": copies, "host": host}[options.verb](options))


if __name__ == "__main__":
    sys.exit(main())
