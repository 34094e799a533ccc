"""Take the forms of a case in, and hold what came of it against what a careful clerk expects."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from hopthu.interfaces.commands.intake import Options, intake
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

PROJECT = Path(__file__).parents[4]
CASES = PROJECT / "tests" / "cases"
CENTRE = "trung_uong"
Expected = dict[str, Any]
_FIELDS = {"names": "name", "mailboxes": "mailbox", "titles": "title", "agencies": "agency",
           "shown": "name", "phones": "phone"}  # fmt: skip


def cases() -> dict[str, Expected]:
    """What is expected of each form, by the name of its file."""
    found: dict[str, Expected] = yaml.safe_load((CASES / "expected.yml").read_text("utf-8"))
    return found


@dataclass
class CaseResult:
    """What the environment holds and what was said after a form was taken in."""

    status: int
    form: dict[str, Any]
    inventory: Inventory
    said: str = ""
    earlier: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What is refused or in question."""
        return [*self.form.get("problems", []), *self.form.get("questions", [])]

    @property
    def told(self) -> list[dict[str, Any]]:
        """All that is told of the form."""
        return [*self.asked, *self.form.get("notices", [])]

    @property
    def silent(self) -> bool:
        """Whether nothing at all was said."""
        return self.status == 0 and not self.told

    def texts(self) -> list[str]:
        """What is told, with its remedies."""
        said = [f"{t['text']} {t['remedy']}" for t in self.told]
        return said or ([self.said] if self.status else [])

    def values(self, what: str) -> list[str]:
        """One field of everybody of the provinces."""
        return [str(getattr(person, _FIELDS[what])) for person in self.people]

    @property
    def people(self) -> list[Any]:
        """Everybody but the centre's."""
        provinces = self.inventory.provinces.items()
        return [p for name, province in provinces if name != CENTRE for p in province.people]


def environment(root: Path) -> Path:
    """Make an empty environment: the lab's with the centre alone."""
    lab = PROJECT / "inventory" / "lab"
    shutil.copytree(lab / "group_vars", root / "group_vars")
    shutil.copytree(lab / "provinces" / CENTRE, root / "provinces" / CENTRE)
    (root / "hosts.yml").write_text(
        f"all:\n  children:\n    provinces:\n      hosts:\n        {CENTRE}:\n", encoding="utf-8"
    )
    return root


def _snapshot(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.glob("provinces/**/*.yml"))}


def take(
    root: Path,
    name: str,
    expected: Expected,
    more: dict[str, Any] | None = None,
    folder: Path = CASES,
) -> CaseResult:
    """Take one form into an environment; the inventory it leaves is in order, or this fails."""
    report = root / "report.json"
    report.unlink(missing_ok=True)
    before = _snapshot(root)
    options = Options(
        root=root, key=root / ".match-key", outbox=root / "outbox", json=report,
        accept_good="--accept-good" in expected.get("options", []), **(more or {}),
    )  # fmt: skip
    said = StringIO()
    try:
        status = intake([folder / name], options, Console(file=said, width=200))
    except HopthuError as error:
        status = 2
        said.write(str(error))
    data = json.loads(report.read_text("utf-8")) if report.exists() else {"forms": [{}]}
    inventory = read_inventory(root, Policy.of_environment(root))
    if status == 2:
        assert _snapshot(root) == before
    result = CaseResult(status, data["forms"][0], inventory, said.getvalue())
    assert not (status == 0 and result.asked)
    return result


def failures(expected: Expected, result: CaseResult) -> list[str]:
    """Say what does not hold, [] if all does."""
    wrong: list[str] = []
    for key, value in expected.items():
        kind = re.sub(r"_\d+$", "", key)
        if kind not in ("what", "options", "after"):
            wrong += _CHECKS[kind](kind, value, result)
    return wrong


def _count(kind: str, value: int, result: CaseResult) -> Iterator[str]:
    has = len(result.people) if kind == "people" else result.form.get(kind, 0)
    if has != value:
        yield f"{has} {kind}, not {value}"


def _exactly(kind: str, value: list[Any], result: CaseResult) -> Iterator[str]:
    has, want = sorted(result.values(kind)), sorted(map(str, value))
    if has != want:
        yield f"{kind}: {has}, not {want}"


def _digits(text: object) -> str:
    digits = re.sub(r"\D", "", str(text or ""))
    return "0" + digits[2:] if digits.startswith("84") and len(digits) > 10 else digits


def _of_mailbox(kind: str, value: dict[str, Any], result: CaseResult) -> Iterator[str]:
    by_box = {person.mailbox: person for person in result.people}
    for box, want in value.items():
        if str(box) not in by_box:
            yield f"nobody has the mailbox {box}"
            continue
        has = getattr(by_box[str(box)], _FIELDS[kind])
        same = _digits(has) == _digits(want) if kind == "phones" else has == want
        if not same:
            yield f"{kind} of {box} is “{has}”, not “{want}”"


def _managers(_: str, value: dict[str, list[str]], result: CaseResult) -> Iterator[str]:
    boxes = {person.id: person.mailbox for person in result.people}
    for id_, want in value.items():
        agency = result.inventory.agencies.get(id_)
        has = sorted(boxes.get(one, one) for one in (agency.managers if agency else ()))
        if has != sorted(want):
            yield f"managers of {id_}: {has}"


def _matches(pattern: str, value: str) -> bool:
    if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
        return bool(re.search(pattern[1:-1], value))
    return pattern == value


def _never(_: str, value: dict[str, list[Any]], result: CaseResult) -> Iterator[str]:
    for what, patterns in value.items():
        for has in filter(None, result.values(what)):
            if any(_matches(str(pattern), has) for pattern in patterns):
                yield f"{what}: “{has}”"


def _told(_: str, value: bool | list[int], result: CaseResult) -> Iterator[str]:
    told = bool(result.told) or result.status != 0
    if isinstance(value, bool):
        if told != value:
            yield "nothing is told" if value else f"told without need: {result.texts()}"
        return
    rows = {each.get("row") for each in result.told}
    if missing := [row for row in value if row not in rows]:
        yield f"nothing is told at rows {missing}"


def _says(kind: str, value: str, result: CaseResult) -> Iterator[str]:
    texts = [*result.earlier, *result.texts()] if kind == "says" else result.texts()
    found = any(re.search(value, text, re.IGNORECASE) for text in texts)
    if found != (kind == "says"):
        yield f"{kind} /{value}/: {texts}"


def _either(_: str, value: list[Expected], result: CaseResult) -> Iterator[str]:
    tried = [failures(each, result) for each in value]
    if all(tried):
        yield "neither: " + " / ".join("; ".join(each) for each in tried)


_CHECKS: dict[str, Callable[[str, Any, CaseResult], Iterator[str]]] = {
    "people": _count, "new": _count, "known": _count, "names": _exactly, "mailboxes": _exactly,
    "agencies": _of_mailbox, "titles": _of_mailbox, "shown": _of_mailbox, "phones": _of_mailbox,
    "managers": _managers, "never": _never, "told": _told, "says": _says, "never_says": _says,
    "either": _either,
}  # fmt: skip
