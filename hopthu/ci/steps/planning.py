"""``scripts/ci plan``: what a change in git would do to the directory."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from hopthu.files.git.repository import Repository
from hopthu.records.given.forgotten import require_memory
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Place

from ..review.mask import Mask
from ..review.review import Review
from ..review.touched import Touched, touched_by
from ..runs.environment import Environment
from ..runs.playbook import PlaybookRun, run_playbook
from . import messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan is asked for: the change since ``base``, these ``provinces``, or everything.

    ``extra`` are variables as ``ansible-playbook -e`` takes them (a read-only replica, say).
    """

    root: Path
    base: str = ""
    provinces: tuple[str, ...] = ()
    override: Mapping[str, int] = field(default_factory=dict)
    extra: Sequence[str] = ()


class Planning:
    """An environment at a commit, validated as a whole: what plans of it are made from."""

    def __init__(self, root: Path, extra: Sequence[str] = ()) -> None:
        self.root = root
        self.extra = tuple(extra)
        self.policy = Policy.of_environment(root)
        self.repository = Repository(root)
        self.repository.require_clean(root.resolve(), (root / "group_vars").resolve())
        self.inventory = read_inventory(root, self.policy)
        require_memory(root, self.inventory.given)
        self.environment = Environment.read(root, extra)
        self._require_hosts()
        names = (person.name for person in self.inventory.people())
        self.mask = Mask(self.policy.masked, names, self.policy.domain)

    @property
    def name(self) -> str:
        """The environment as the repository knows it: ``inventory/lab``."""
        return Path(os.path.relpath(self.root.resolve(), self.repository.root)).as_posix()

    def review(self, asked: Asked) -> Review:
        """Plan on the live directory and write nothing."""
        base = self.repository.merge_base(asked.base) if asked.base else ""
        touched = self._touched(asked, base)
        lost = sorted(touched.provinces - self.inventory.provinces.keys())
        chosen = [
            name
            for name in self.inventory.provinces
            if touched.everything or name in touched.provinces
        ]
        day = self.policy.today()
        run = self.check(chosen, asked.override) if chosen else None
        while run and day != self.policy.today():  # it became midnight meanwhile
            day = self.policy.today()
            run = self.check(chosen, asked.override)
        of_day = partial(self.reviewed, run, chosen, day=day.isoformat())
        return of_day(base=base, override=asked.override, lost=lost)

    def check(
        self, provinces: Sequence[str], override: Mapping[str, int], **variables: object
    ) -> PlaybookRun:
        """Run the playbook in check mode; raises HopthuError where it could not plan."""
        given = {"hopthu_override": dict(override), **variables}
        with tempfile.TemporaryDirectory(prefix="hopthu-") as folder:
            run = run_playbook(
                self.environment.hosts,
                provinces,
                Path(folder),
                check=True,
                variables=given,
                extra=self.extra,
            )
        if run.broken:
            raise self.masked(run.ansible.failure())
        return run

    def reviewed(
        self,
        run: PlaybookRun | None,
        provinces: Sequence[str],
        *,
        base: str = "",
        override: Mapping[str, int],
        day: str,
        lost: Sequence[str] = (),
    ) -> Review:
        """What a run planned for a day, as a document that may be shown."""
        return Review(
            environment=self.name,
            commit=self.repository.commit(),
            base=base,
            provinces={name: self.inventory.provinces[name].title for name in provinces},
            whole=len(provinces) == len(self.inventory.provinces),
            made=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            day=day,
            zone=self.policy.time_zone.key,
            plans=tuple(self.mask.plan(plan) for plan in (run.plans if run else ())),
            override=dict(override),
            lost=tuple(lost),
        )

    def masked(self, error: HopthuError) -> HopthuError:
        """The same error without what policy hides."""
        return HopthuError(
            problem.message.at(
                problem.place,
                **(
                    {
                        key: self.mask.text(value) if isinstance(value, str) else value
                        for key, value in problem.values.items()
                    }
                ),
            )
            for problem in error.problems
        )

    def _touched(self, asked: Asked, base: str) -> Touched:
        unknown = [name for name in asked.provinces if name not in self.inventory.provinces]
        if unknown:
            known = ", ".join(self.inventory.provinces)
            raise HopthuError(
                messages.NO_PROVINCE.at(province=name, known=known) for name in unknown
            )
        if asked.provinces:
            return Touched(frozenset(asked.provinces))
        if not base:
            return Touched(everything=True)
        repository = self.repository
        return touched_by(
            repository.changed_since(base),
            self.name,
            _centre(self.inventory),
            lambda path: (repository.text(base, path), repository.text("HEAD", path)),
        )

    def _require_hosts(self) -> None:
        hosts = self.environment.hosts
        missing = [
            name
            for name in self.inventory.provinces
            if name not in self.environment.group("provinces")
        ]
        if missing:
            raise HopthuError(
                messages.NO_HOST.at(Place(str(hosts)), province=name, hosts=hosts.name)
                for name in missing
            )


def _centre(inventory: Inventory) -> frozenset[str]:
    """The provinces whose agencies those of other provinces hang from."""
    return frozenset(
        home
        for province in inventory.provinces.values()
        for agency in province.agencies
        if agency.parent and (home := inventory.home[agency.parent]) != province.name
    )
