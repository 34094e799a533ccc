"""A small environment for the tests of changes: the centre, Thanh Hóa, Quảng Ngãi."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from unittest import mock

import pytest

from hopthu.changes.apply import Trial, try_change, write_trial
from hopthu.changes.change import parse_change
from hopthu.files.fileset import write_set
from hopthu.interfaces.commands import change
from hopthu.records.given.read import new_contents
from hopthu.records.given.rebuild import declared, rebuilt
from hopthu.records.inventory.read import read_inventory, read_unchecked
from hopthu.records.model import Agency, Inventory, Person
from hopthu.records.policy import Policy
from hopthu.records.register import GONE
from hopthu.text.errors import HopthuError

PROJECT = Path(__file__).parents[3]
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
DAY = "2008-12-01"
CENTRE = """\
agencies:
  - id: moj
    name: Bộ Tư pháp
    kind: ministry
  - id: thads
    name: Cục Thi hành án dân sự
    kind: department
    parent: moj
"""
THANH_HOA = """\
---
# Thanh Hóa: ask Mr. Tám
agencies:
  - id: thanh-hoa
    name: Thi hành án dân sự tỉnh Thanh Hóa
    kind: province
    parent: thads
    code: "38"
    mailbox: thads.thanhhoa  # since the first form
    managers: [thanh-hoa-0001]

  # opened again in 1981
  - id: thanh-hoa.bim-son
    name: Thi hành án dân sự thị xã Bỉm Sơn
    kind: district
    parent: thanh-hoa
    code: "381"
    mailbox: thads.bimson.thanhhoa
    managers:
      - thanh-hoa-0003  # the head
      - thanh-hoa-0002
"""
THANH_HOA_PEOPLE = """\
people:
  - id: thanh-hoa-0001
    name: Ứng Hoè Sơn
    agency: thanh-hoa
    title: Trưởng Thi hành án dân sự
    mailbox: unghoeson
    state: active
  - id: thanh-hoa-0002
    name: Lê Thị Hoa   # married in May
    agency: thanh-hoa
    title: Chấp hành viên
    mailbox: lethihoa
    phone: "0912345678"
  # at Bỉm Sơn since it is there
  - id: thanh-hoa-0003
    name: Trần Văn Bình
    agency: thanh-hoa.bim-son
    title: Trưởng Thi hành án dân sự
    mailbox: tranvanbinh
  - id: thanh-hoa-0004
    name: Phạm Thị Yến
    agency: thanh-hoa.bim-son
    title: Kế toán viên
    mailbox: phamthiyen
    state: suspended
    since: "2008-10-01"
"""
QUANG_NGAI = """\
agencies:
  - id: quang-ngai
    name: Thi hành án dân sự tỉnh Quảng Ngãi
    kind: province
    parent: thads
    code: "51"
    mailbox: thads.quangngai
    managers: [quang-ngai-0001]
"""
QUANG_NGAI_PEOPLE = """\
people:
  - id: quang-ngai-0001
    name: Võ Thị Sáu
    agency: quang-ngai
    title: Trưởng Thi hành án dân sự
    mailbox: vothisau
"""
HOSTS = """\
all:
  children:
    provinces:
      hosts:
        quang_ngai:
        thanh_hoa:
        trung_uong:
"""
FILES = {
    "hosts.yml": HOSTS,
    "provinces/trung_uong/agencies.yml": CENTRE,
    "provinces/thanh_hoa/agencies.yml": THANH_HOA,
    "provinces/thanh_hoa/people.yml": THANH_HOA_PEOPLE,
    "provinces/quang_ngai/agencies.yml": QUANG_NGAI,
    "provinces/quang_ngai/people.yml": QUANG_NGAI_PEOPLE,
}


class World:
    """An environment on disk, what it holds, and changes of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(PROJECT / "inventory" / "lab" / "group_vars", root / "group_vars")
        for name, text in FILES.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (root / "changes").mkdir()

    def inventory(self) -> Inventory:
        """What the files say, checked."""
        return read_inventory(self.root, POLICY)

    def person(self, person_id: str) -> Person:
        """One person of the files."""
        return next(person for person in self.inventory().people() if person.id == person_id)

    def agency(self, agency_id: str) -> Agency:
        """One agency of the files."""
        return self.inventory().agencies[agency_id]

    def text(self, name: str) -> str:
        """The content of a file."""
        return (self.root / name).read_text(encoding="utf-8")

    def contents(self) -> dict[str, str]:
        """All files below ``provinces``."""
        return {
            str(path.relative_to(self.root)): path.read_text(encoding="utf-8")
            for path in sorted((self.root / "provinces").rglob("*.yml"))
        }

    def try_steps(self, steps: str, day: str = DAY, number: int = 1) -> Trial:
        """Try a change of these steps; writes nothing."""
        path = self.root / "changes" / f"{number:04d}-test.yml"
        text = change_text(steps, day)
        change_file = parse_change(text, path, path.name)
        return try_change(self.root, change_file, self.inventory(), POLICY)

    def apply_steps(self, steps: str, day: str = DAY, number: int = 1) -> Trial:
        """Apply a change of these steps."""
        trial = self.try_steps(steps, day, number)
        write_trial(self.root, trial, change_text(steps, day))
        return trial

    def enter(self, *gone: str) -> None:
        """Enter what was written by hand into the register; declare these ids gone."""
        inventory = read_unchecked(self.root)
        write_set(self.root, "test", rebuilt(self.root, inventory, POLICY).contents)
        before = read_unchecked(self.root)
        after = before.given.with_lines(declared(before, gone, GONE, "test"))
        write_set(self.root, "test", new_contents(self.root, before.given, after))

    def refusal(self, steps: str, day: str = DAY) -> list[str]:
        """The codes of everything that stands in the way of these steps."""
        with pytest.raises(HopthuError) as raised:
            self.try_steps(steps, day).require_sound()
        return [problem.code.removeprefix("change.") for problem in raised.value.problems]

    def run(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
        """Run scripts/change with these arguments on the environment."""
        words = ["change", *arguments, "--into", str(self.root)]
        with mock.patch.object(sys, "argv", words):
            status = change.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err


def change_text(steps: str, day: str = DAY) -> str:
    """A change file with these steps."""
    head = f'date: "{day}"\nby: Vụ Tổ chức cán bộ\nreason: Quyết định 12\nsteps:\n'
    return head + "".join(f"  {line}\n" for line in steps.strip().splitlines())
