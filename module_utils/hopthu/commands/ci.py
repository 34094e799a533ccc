"""``scripts/ci``: plan a change for its review, apply what was reviewed, look for drift."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..ci.markdown import headline, review_markdown
from ..ci.page import review_page
from ..ci.planning import Asked, Planning
from ..ci.review import Review, Status
from ..errors import HopthuError, Message
from ..language import Text
from ..plan.limits import read_override
from ..registration.files import write_whole
from .cli import run

_EXIT = """\
exit status:
  0  nothing to do
  1  there are changes (plan), something is left to do (apply), there is drift (drift)
  2  error: nothing could be planned, the message says why
  3  refused: over the limits, or other than reviewed; nothing was written
"""
_STATUS = {Status.NOTHING: 0, Status.CHANGE: 1, Status.REFUSED: 3}
_WROTE = Text("Wrote {files}.", "Đã ghi {files}.")
_BAD_OVERRIDE = Message(
    "ci.override",
    Text("“{given}” is no override", "“{given}” không phải ngoại lệ hợp lệ"),
    Text("write --override suspend=23", "viết --override suspend=23"),
)


def plan(asked: Asked, folder: Path) -> int:
    """Make a review and write it to ``folder``; the exit status tells what it comes to."""
    review = Planning(asked.root, asked.extra).review(asked)
    files = {
        "plan.json": review.to_json(),
        "plan.md": review_markdown(review),
        "plan.html": review_page(review),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_whole(folder / name, text)
    _say(review)
    sys.stdout.write(
        _WROTE.render({"files": ", ".join(str(folder / name) for name in files)}) + "\n"
    )
    return _STATUS[review.status]


def _say(review: Review) -> None:
    sys.stdout.write(headline(review) + "\n")


def overrides(given: Sequence[str]) -> dict[str, int]:
    """Read ``suspend=23`` and its like; raises HopthuError naming what is wrong."""
    pairs = [text.partition("=") for text in given]
    for text, (_, equals, _) in zip(given, pairs, strict=True):
        if not equals:
            raise HopthuError.of(_BAD_OVERRIDE, given=text)
    return read_override({key: value for key, _, value in pairs})


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    options = _parser().parse_args(arguments)
    return run(lambda: _plan(options))


def _plan(options: argparse.Namespace) -> int:
    asked = Asked(
        root=options.environment,
        base="" if options.all or options.province else options.base,
        provinces=tuple(options.province),
        override=overrides(options.override),
        extra=options.extra_vars,
    )
    return plan(asked, options.into)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/ci",
        description=__doc__,
        epilog=_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    planning = actions.add_parser("plan", help="what a change would do; writes nothing")
    add = planning.add_argument
    _common(planning)
    add("--base", default="origin/main", metavar="REF",
        help="where the change goes: its provinces are planned (default: origin/main)")  # fmt: skip
    which = planning.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="plan the whole country")
    which.add_argument("--province", action="append", default=[], metavar="NAME",
        help="plan this province; may be repeated")  # fmt: skip
    add("--override", action="append", default=[], metavar="suspend=23",
        help="what may go beyond the limits in this plan and its apply")  # fmt: skip
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("environment", nargs="?", type=Path, default=Path("inventory/lab"),
        help="the environment (default: inventory/lab)")  # fmt: skip
    add("--into", type=Path, default=Path("review"), metavar="FOLDER",
        help="where the documents go (default: review)")  # fmt: skip
    add("-e", "--extra-vars", action="append", default=[], metavar="NAME=VALUE",
        help="a variable as for ansible-playbook; not for secrets")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
