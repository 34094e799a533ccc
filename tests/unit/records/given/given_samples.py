"""An environment of two provinces with its register, in files."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hopthu.files.fileset import locked, write_set
from hopthu.records.given.rebuild import rebuilt
from hopthu.records.inventory.read import read_inventory, read_unchecked
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

PROJECT = Path(__file__).parents[4]
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
CENTRE = """\
agencies:
  - {id: moj, name: Bộ Tư pháp, kind: ministry}
  - {id: thads, name: Cục Thi hành án dân sự, kind: department, parent: moj}
"""
AGENCIES = """\
agencies:
  - id: thanh-hoa
    name: Thi hành án dân sự tỉnh Thanh Hóa
    kind: province
    parent: thads
    mailbox: thads.thanhhoa
"""
PEOPLE = """\
people:
  - id: thanh-hoa-0001
    name: Lê An
    agency: thanh-hoa
    title: Kế toán
    mailbox: lean
    born: k1234:0011223344556677
  - id: thanh-hoa-0002
    name: Trần Bình
    agency: thanh-hoa
    title: Kế toán
    mailbox: tranbinh
    aliases: [binh]
    born: k1234:8899aabbccddeeff
"""
LAST = PEOPLE[PEOPLE.index("  - id: thanh-hoa-0002") :]


class Environment:
    """Files below ``root``, and what is said of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.people = root / "provinces" / "thanh_hoa" / "people.yml"
        self.given = root / "given" / "thanh_hoa.txt"
        files = {
            root / "provinces" / "trung_uong" / "agencies.yml": CENTRE,
            root / "provinces" / "thanh_hoa" / "agencies.yml": AGENCIES,
            self.people: PEOPLE,
        }
        with locked(root):
            write_set(root, "test", files)

    def enter(self) -> None:
        """Begin the register, or write what it lacks."""
        found = rebuilt(self.root, read_unchecked(self.root), POLICY)
        with locked(self.root):
            write_set(self.root, "test", found.contents)

    def edit(self, path: Path, old: str, new: str) -> None:
        """Edit a file by hand."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def inventory(self) -> Inventory:
        """What the files say, checked."""
        return read_inventory(self.root, POLICY)

    def problems(self) -> list[str]:
        """The codes of all that is wrong."""
        try:
            self.inventory()
        except HopthuError as error:
            for problem in error.problems:
                assert problem.render("en") != problem.render("vi")
                assert problem.remedy("en")
            return [problem.code for problem in error.problems]
        return []

    def commit(self) -> None:
        """Have git remember the files as they are."""
        if not (self.root / ".git").exists():
            self._git("init", "-q")
        self._git("add", "-A")
        self._git("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x")

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", "-C", self.root, *arguments], check=True)
