"""Campaigns on files alone: a change of the whole country, six forms of a morning."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hopthu.interfaces.commands import change, intake
from hopthu.records.given.enter import check_given
from hopthu.records.inventory.read import read_unchecked
from hopthu.records.policy import Policy
from tests.bench.country import make_country, write_country
from tests.bench.days import PROVINCES_2025

from .campaign import Campaign, require
from .kill import Ended, child

PROJECT = Path(__file__).parents[2]
_LAB = PROJECT / "inventory" / "lab"
_FORMS = (
    *("01_ha_noi.xlsx", "25_phu_tho.docx", "38_thanh_hoa.xls"),
    *("48_da_nang.csv", "51_quang_ngai.xlsx", "66_dak_lak.ods"),
)


class OnFiles(Campaign):
    """An environment in ``root``; what a run leaves in it is all that counts."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.prepare()
        self.remember()

    def prepare(self) -> None:
        """Write the environment."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """Every file, but for what is read faster by it; names alone of letters and copies."""
        found: dict[str, Any] = {}
        for path in sorted(self.root.rglob("*")):
            own = path.relative_to(self.root)
            if path.is_file() and ".read" not in own.parts:
                found[str(own)] = b"" if own.parts[0] == "outbox" else path.read_bytes()
        return found

    def witnessed(self, _: Any) -> None:
        """Whatever was given is in the register."""
        problems = list(check_given(read_unchecked(self.root / "env")))
        require(not problems, "\n".join(problem.render("en") for problem in problems))


class ChangeApplied(OnFiles):
    """The provinces of July 2025, in a small country."""

    name = "change"

    def prepare(self) -> None:
        """The country, and the change that waits in it."""
        env = self.root / "env"
        write_country(make_country(100, Policy.of_environment(_LAB)), env)
        (env / "changes").mkdir()
        shutil.copy(PROVINCES_2025, env / "changes")

    def work(self) -> int:
        """As scripts/change apply does."""
        return self._call("apply", str(self.root / "env" / "changes" / PROVINCES_2025.name))

    def _call(self, verb: str, *more: str) -> int:
        sys.argv = ["scripts/change", verb, *more, "--into", str(self.root / "env")]
        return change.main()

    def remedy(self, ended: Ended) -> Ended | None:
        """Finish what was interrupted, as the message says; the change is applied then."""
        if ended.status == 2 and "scripts/change resume" in ended.said:
            ended = child(lambda: self._call("resume"))
            require(ended.status == 0, f"resume ended with {ended.status}:\n{ended.said}")
            return child(self.work)
        return None


class Intake(OnFiles):
    """Six forms, from six provinces, in as many formats."""

    name = "intake"

    def prepare(self) -> None:
        """A clerk's folder: the centre's records, the forms, the key."""
        env, centre = self.root / "env", "provinces/trung_uong/agencies.yml"
        shutil.copytree(_LAB / "group_vars", env / "group_vars")
        (env / centre).parent.mkdir(parents=True)
        shutil.copy(_LAB / centre, env / centre)
        shutil.copy(_LAB / "hosts.yml", env)
        (self.root / "inbox").mkdir()
        for name in _FORMS:
            shutil.copy(PROJECT / "tests" / "forms" / name, self.root / "inbox")
        (self.root / "key").write_text("0123456789abcdef" * 4 + "\n", encoding="ascii")

    def work(self) -> int:
        """As scripts/intake does; rows that are asked about are left for later."""
        inbox, env, key = self.root / "inbox", self.root / "env", self.root / "key"
        outbox = ("--outbox", str(self.root / "outbox"), "--accept-good")
        sys.argv = ["scripts/intake", str(inbox), "--into", str(env), "--key", str(key), *outbox]
        status = intake.main()
        return 0 if status == 1 else status  # rows are asked about


FILES: tuple[Callable[[Path], OnFiles], ...] = (ChangeApplied, Intake)
