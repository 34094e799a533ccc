"""``scripts/intake``: registration forms in, reviewed YAML out, and what is wrong with a form."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, JustifyMethod
from rich.progress import track
from rich.table import Table
from rich.text import Text as RichText

from ..errors import HopthuError, Problem
from ..intake.form import read_form
from ..intake.model import Form
from ..inventory.read import read_inventory
from ..language import Text
from ..policy import Policy
from ..registration.birth import key_for
from ..registration.people import Registrar, Registration
from ..registration.write import write_registration
from .cli import run

_READING = Text("Reading {n} forms", "Đang đọc {n} mẫu")
_COLUMNS = (
    Text("form", "mẫu"),
    Text("province", "tỉnh"),
    Text("text", "bảng mã"),
    Text("rows", "dòng"),
    Text("new", "mới"),
    Text("known", "đã có"),
    Text("refused", "từ chối"),
)
_WHOLE = Text("whole form, problems: {n}", "cả mẫu, số lỗi: {n}")
_WROTE = Text("Wrote {files}.", "Đã ghi {files}.")
_NEXT = Text(
    "Next: git diff, then scripts/validate {root}.",
    "Tiếp theo: git diff, rồi scripts/validate {root}.",
)
_NOTHING = Text("Nothing new: no file was changed.", "Không có gì mới: không tệp nào thay đổi.")
_KEY_MADE = Text(
    "Made the key {path}: keep it safe and outside git, every later intake needs it.",
    "Đã tạo khoá {path}: giữ kín và ngoài git, các lần nhập sau đều cần đến.",
)


@dataclass(slots=True)
class _Result:
    path: Path
    form: Form | None = None
    registration: Registration | None = None
    problems: tuple[Problem, ...] = ()


def intake(forms: list[Path], root: Path, key_file: Path, console: Console) -> int:
    """Read all forms, register the good ones, report on all; 1 when one was refused."""
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy.reserved)
    had_key = key_file.exists()
    registrar = Registrar(inventory, policy, key_for(inventory, key_file))
    label = _READING.render({"n": len(forms)})
    results = [_take(path, registrar) for path in track(forms, label, console=console)]
    changed: list[Path] = []
    for result in results:
        if result.registration is not None:
            changed += write_registration(root, result.registration)
    # What was written must be an inventory again; a mistake of ours shows here, not at apply.
    read_inventory(root, policy.reserved)
    if not had_key:
        made = _KEY_MADE.render({"path": key_file})
        console.print(made, markup=False, highlight=False, soft_wrap=True)
    _report(results, console)
    _outcome(list(dict.fromkeys(changed)), root, console)
    return 1 if any(result.problems for result in results) else 0


def _take(path: Path, registrar: Registrar) -> _Result:
    try:
        form = read_form(path)
    except HopthuError as error:
        return _Result(path, problems=error.problems)
    if form.problems:
        return _Result(path, form, problems=form.problems)
    try:
        return _Result(path, form, registrar.take(form))
    except HopthuError as error:
        return _Result(path, form, problems=error.problems)


def _report(results: list[_Result], console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(_COLUMNS):
        side: JustifyMethod = "right" if 3 <= index <= 5 else "left"
        table.add_column(column.render(), justify=side, no_wrap=True)
    for result in results:
        # As text: a file's name is no markup.
        table.add_row(*map(RichText, _cells(result)))
    console.print()
    console.print(table, crop=False)
    for result in results:
        if result.problems:
            console.print()
            for problem in sorted(result.problems, key=_row):
                console.print(problem.render(), markup=False, highlight=False, soft_wrap=True)


def _row(problem: Problem) -> tuple[str, int, int]:
    return problem.place.sheet, problem.place.line, problem.place.column


def _cells(result: _Result) -> list[str]:
    form, registration = result.form, result.registration
    refused = _WHOLE.render({"n": len(result.problems)}) if result.problems else "–"
    return [
        result.path.name,
        form.province.name if form else "?",
        form.encoding if form else "?",
        str(len(form.rows)) if form else "–",
        str(len(registration.people)) if registration else "–",
        str(registration.known) if registration else "–",
        refused,
    ]


def _outcome(changed: list[Path], root: Path, console: Console) -> None:
    console.print()
    if not changed:
        console.print(_NOTHING.render())
        return
    files = ", ".join(str(path) for path in changed)
    for line in (_WROTE.render({"files": files}), _NEXT.render({"root": root})):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="scripts/intake", description=__doc__)
    parser.add_argument("forms", nargs="+", type=Path, metavar="FORM")
    parser.add_argument(
        "--into",
        type=Path,
        default=Path("inventory/lab"),
        metavar="ENVIRONMENT",
        help="the environment to register people in (default: inventory/lab)",
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="secret that birth dates are hashed with "
        "(default: HOPTHU_KEY_FILE, or .match-key in the environment)",
    )
    arguments = parser.parse_args()
    root = arguments.into
    key = arguments.key or Path(os.environ.get("HOPTHU_KEY_FILE", root / ".match-key"))
    # A file or a pipe has no width; a table cut at 80 columns would lose what it says.
    console = Console() if sys.stdout.isatty() else Console(width=160)
    return run(lambda: intake(arguments.forms, root, key, console))


if __name__ == "__main__":
    sys.exit(main())
