"""An environment with a dated history in git, as an operator's clone has it."""

from __future__ import annotations

import datetime
import os
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from hopthu.records.policy import Policy
from hopthu.reports.board.board import Board, BoardProvince
from hopthu.reports.board.make import Sources, make_board
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.mail.usage import Usage

LAB = Path(__file__).parents[4] / "inventory" / "lab"
POLICY = Policy.of_environment(LAB)
SUFFIX = "dc=moj,dc=gov,dc=vn"
DAY = datetime.date(2008, 11, 25)
NOWHERE = Settings(uri="ldap://127.0.0.1:1", bind_dn="cn=hopthu", password="x", timeout=1)

Record = dict[str, Any]


def agency(id_: str, kind: str = "district", **more: Any) -> Record:
    """An agency with a mailbox of its own."""
    parent = id_.rpartition(".")[0] or "thads"
    own = {"id": id_, "name": f"Thi hành án dân sự {id_}", "kind": kind, "parent": parent}
    return {**own, "mailbox": f"thads.{id_}", **more}


def person(number: int, agency_id: str, **more: Any) -> Record:
    """Somebody who works there."""
    id_ = f"{agency_id.partition('.')[0]}-{number:04}"
    own = {"id": id_, "name": "Ứng Hoè Sơn", "agency": agency_id, "title": "Chấp hành viên"}
    return {**own, "mailbox": id_.replace("-", ""), **more}


class Environment:
    """A folder with the centre, to which a test adds provinces and commits of its own days."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.put("trung_uong", [
            {"id": "moj", "name": "Bộ Tư pháp", "kind": "ministry"},
            {"id": "thads", "name": "Cục Thi hành án dân sự", "kind": "department",
             "parent": "moj"},
        ])  # fmt: skip

    def put(self, folder: str, agencies: list[Record], people: Iterable[Record] = ()) -> None:
        """Write a province anew."""
        self._write(folder, "agencies", agencies)
        if people := list(people):
            self._write(folder, "people", people)

    def _write(self, folder: str, key: str, records: list[Record]) -> None:
        path = self.root / "provinces" / folder / f"{key}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump({key: records}, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")

    def commit(self, day: str, *more: str) -> None:
        """Commit everything, as its author did on that day."""
        if not (self.root / ".git").exists():
            self.git("init", "--quiet", "-b", "main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "x", *more, day=day)

    def git(self, *arguments: str, day: str = "2008-11-01") -> str:
        """Run git as somebody who has no configuration of their own."""
        who = ("-c", "user.name=An", "-c", "user.email=an@moj.gov.vn", "-c", "commit.gpgsign=false")
        when = f"{day}T09:00:00+0700"
        environment = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        command = ["git", "-C", str(self.root), *who, *arguments]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    def sources(self, **more: Any) -> Sources:
        """What a board is made of; the directory is one that nobody answers at."""
        made = Sources(self.root, POLICY, SUFFIX, lambda: Directory.connect(NOWHERE), Usage())
        return replace(made, **more)

    def board(self, day: datetime.date = DAY, **more: Any) -> Board:
        """The board of that day."""
        return make_board(self.sources(**more), day)


def of(board: Board, name: str) -> BoardProvince:
    """A province of the board."""
    (found,) = [province for province in board.provinces if province.name == name]
    return found
