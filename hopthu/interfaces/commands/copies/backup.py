"""``scripts/backup``: how safe things are, and what is done to copies from the control machine."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hopthu.ci.runs.environment import Environment
from hopthu.files.whole import write_whole
from hopthu.records.handover_keys import is_secret, recipient
from hopthu.records.holds import earliest, every_hold, is_over
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Problem
from hopthu.text.sizes import size_in_words

from ..cli import run
from ..helping import Parser
from ..helping.options import add_environment, add_rest, add_variables
from . import messages, words
from .asking import Ground, problem_of, problems_of
from .control import copied
from .moments import parsed, shown

SERVERS = "directory_servers:mail_servers:web_servers"
SEALED = "backup-password.age"
_LATE = {"copy": messages.LATE, "drill": messages.LATE_DRILL}
_NAMED = 5
_PASSWORD = "hopthu_backup_password"  # noqa: S105 - its name


def status(options: argparse.Namespace) -> int:
    """Tell since when each server's things are safe; 1 where something is wrong."""
    ground = Ground(options.into, options.ansible)
    answers = ground.ask([SERVERS], "hopthu-backup", "state")
    problems: list[Problem] = []
    for host, answer in answers.items():
        if "problem" in answer:
            problems.append(problem_of(host, answer["problem"]))
            continue
        copy, drill = (answer.get(name, {}) for name in ("copy", "drill"))
        good = copy.get("good")
        values = {"host": host, "drill": _since(drill), "at": _since(copy), "ago": _ago(copy)}
        text = words.GOOD if good else words.NO_COPIES
        sys.stdout.write(text.render(values) + "\n")
        problems += [
            problem_of(host, each["problem"]) for each in (copy, drill) if "problem" in each
        ]
        # Who tries and fails says why above; nobody tries where a timer does not run. The first
        # trial may be a week away.
        problems += [
            _LATE[name].at(host=host, at=shown(at) if at != "-" else words.NEVER.render())
            for name, at in answer.get("late", {}).items()
            if "problem" not in answer.get(name, {}) and (name, at) != ("drill", "-")
        ]
    if problems:
        sys.stderr.write("\n".join(each.render() for each in problems) + "\n")
    return int(bool(problems))


def _since(told: Mapping[str, Any]) -> str:
    good = told.get("good")
    return shown(good["at"]) if good else words.NEVER.render()


def _ago(told: Mapping[str, Any]) -> str:
    if not told.get("good"):
        return ""
    age = datetime.datetime.now(datetime.UTC) - parsed(told["good"]["at"])
    return words.HOURS.render({"n": int(age.total_seconds() // 3600)})


def make(options: argparse.Namespace) -> int:
    """Have every server make a copy now."""
    ground = Ground(options.into, options.ansible)
    answers = ground.ask([SERVERS], "hopthu-backup", "run")
    return _ended(answers, lambda host, answer: words.MADE.render(_sizes(host, answer)))


def _sizes(host: str, answer: Mapping[str, Any]) -> dict[str, object]:
    return {
        "host": host,
        "id": answer["snapshot"][:8],
        "n": answer["files"],
        "size": size_in_words(answer["bytes"]).render(),
        "added": size_in_words(answer["added"]).render(),
    }


def prune(options: argparse.Namespace) -> int:
    """Take old copies away where they are kept; none that a legal hold is on.

    Where the records cannot be read, nobody knows what is held, and nothing goes.
    """
    policy = Policy.of_environment(options.into)
    inventory = read_inventory(options.into, policy)
    day = policy.today().isoformat()
    held = earliest(inventory, day)
    if held:
        on = (each for each in every_hold(inventory) if not is_over(each.hold, day))
        ids = sorted({each.record.id for each in on})
        values = {"n": len(ids), "ids": _some(ids), "since": held}
        sys.stdout.write(words.HELD.render(values) + "\n")
        if options.apply:
            _require_holds_known(options, held)
    text = words.PRUNED if options.apply else words.WOULD_PRUNE
    return _at_servers(options, "prune", {"check": not options.apply, "held": held}, text)


def _require_holds_known(options: argparse.Namespace, held: str) -> None:
    """Raise HopthuError where a server's program is older than holds: it would pass over them."""
    ground = Ground(options.into, options.ansible)
    told = {"check": True, "held": held}
    answers = ground.ask(["backup_servers"], "hopthu-backup-server", "prune", told)
    old = [
        server
        for server, answer in answers.items()
        if any("copies" in each and "held" not in each for each in answer.get("repositories", ()))
    ]
    if old:
        raise HopthuError([messages.OLD_SERVER.at(host=server) for server in old])


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")


def check(options: argparse.Namespace) -> int:
    """Read repositories and compare with their hashes."""
    return _at_servers(options, "check", {"read": options.read}, words.CHECKED)


def _at_servers(options: argparse.Namespace, verb: str, told: Mapping[str, Any], text: Any) -> int:
    ground = Ground(options.into, options.ansible)
    answers = ground.ask(["backup_servers"], "hopthu-backup-server", verb, told)
    found = {
        each["host"]: each for answer in answers.values() for each in answer.get("repositories", ())
    }
    away = {host: answer for host, answer in answers.items() if "problem" in answer}

    def line(host: str, answer: Mapping[str, Any]) -> str:
        values = {
            "host": host,
            "n": answer["copies"],
            "gone": answer.get("forgotten", 0),
            "read": answer.get("read", ""),
            "size": size_in_words(answer["bytes"]).render(),
        }
        return str(text.render(values))

    return _ended({**found, **away}, line)


def _ended(answers: Mapping[str, Mapping[str, Any]], line: Any) -> int:
    """Say what was done, then everything that was not."""
    problems = problems_of(answers)
    for host, answer in answers.items():
        if "problem" not in answer:
            sys.stdout.write(line(host, answer) + "\n")
    if problems:
        sys.stdout.flush()
        raise HopthuError(problems)
    return 0


def control(options: argparse.Namespace) -> int:
    """Copy what this machine alone has."""
    told, lacking = copied(options.into, options.extra_vars)
    values = {
        "snapshot": told["snapshot_id"][:8],
        "n": told["total_files_processed"],
        "size": size_in_words(told["total_bytes_processed"]).render(),
    }
    text = words.CONTROL_PART if lacking else words.CONTROL
    sys.stdout.write(text.render(values) + "\n")
    if lacking:
        sys.stdout.flush()
        raise HopthuError(lacking)
    return 0


def seal(options: argparse.Namespace) -> int:
    """Seal the password of the repositories to several holders, any of whom can open it."""
    import pyrage

    keys, problems = [], []
    for given in options.keys:
        path = Path(given)
        text = path.read_text(encoding="utf-8") if path.is_file() else given
        try:
            keys.append(recipient(text.strip()))
        except ValueError as error:
            shown_key = "…" if is_secret(text) else given
            problems.append(messages.BAD_KEY.at(key=shown_key, reason=error))
    if len(set(options.keys)) < 2:  # no single loss ends the copies
        problems.append(messages.TWO_HOLDERS.at(n=len(set(options.keys))))
    password = Environment.read(options.into, options.extra_vars, (_PASSWORD,)).value(_PASSWORD)
    if not password:
        problems.append(messages.NOT_ENABLED.at())
    if problems:
        raise HopthuError(problems)
    path = options.into / SEALED
    write_whole(path, pyrage.encrypt(password.encode(), keys), 0o600)
    sys.stdout.write(words.SEALED.render({"file": path, "n": len(keys)}) + "\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    whole = Parser(prog="scripts/backup")
    verbs = whole.add_subparsers(dest="verb", required=True)
    told = verbs.add_parser("status", help="since when all is safe")
    now = verbs.add_parser("run", help="have every server make a copy now")
    old = verbs.add_parser("prune", help="take old copies away where they are kept")
    old.add_argument("--apply", action="store_true", help="do it; else it is only shown")
    read = verbs.add_parser("check", help="read repositories, and compare with their hashes")
    read.add_argument("--read", default="5%", metavar="PART",
                      help="how much of the contents: 5%%, 1/7 or 2G (default: 5%%)")  # fmt: skip
    own = verbs.add_parser("control", help="copy what this machine alone has: runs, bundles, git")
    sealed = verbs.add_parser("seal", help="seal the password to two holders or more")
    sealed.add_argument("keys", nargs="+", metavar="KEY",
                        help="public keys of age or ssh-ed25519, or files with one")  # fmt: skip
    for verb in (told, now, old, read):
        add_environment(verb)
        add_rest(verb)
    for verb in (own, sealed):
        add_environment(verb)
        add_variables(verb)
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Entry point."""
    options = parser().parse_args(arguments)
    verbs = {
        "status": status,
        "run": make,
        "prune": prune,
        "check": check,
        "control": control,
        "seal": seal,
    }
    return run(lambda: verbs[options.verb](options))


if __name__ == "__main__":
    sys.exit(main())
