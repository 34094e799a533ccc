"""Campaigns on a real directory: provision, reissue, retire, move, undo."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hopthu.interfaces.commands import undo
from hopthu.provision.applying.audit import read_audit
from hopthu.provision.applying.report import Report
from hopthu.provision.handover.store import ISSUED
from hopthu.provision.resource import Resource
from hopthu.provision.resources.all import resources
from hopthu.provision.resources.mail_hosts import HostsOfMailboxes
from hopthu.provision.resources.reissue import Reissue
from hopthu.provision.resources.retired import Retired
from hopthu.provision.run import provision_all
from hopthu.records.policy.hosts import MailHosts
from hopthu.servers.lab.slapd import Slapd
from hopthu.servers.mail.archives import Archives
from tests.acceptance.office import Office
from tests.acceptance.world import PROVINCES, SUFFIX, State, World, read_ldif

from .campaign import ServedCampaign, require
from .kill import Ended, child

_TODAY = datetime.date(2026, 11, 26)
_LONG_AGO = "2026-01-02"
_EVERYBODY = ("trung_uong", *PROVINCES)
_ALLOWED = dict.fromkeys(("suspend", "readdress", "rename", "remove", "close", "retire"), 99)
_SECRET = "userpassword"


class OnDirectory(ServedCampaign):
    """An environment and a directory below ``root``; ``way_back``: a run leaves one."""

    way_back = True

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        root.mkdir(parents=True)
        self.slapd = Slapd(root / "slapd")
        self.slapd.start()
        self.world = World(root / "env", self.slapd)
        self.world.write_hosts()
        self.prepare()
        self.slapd.stop()
        self.remember()
        self.slapd.start()

    def prepare(self) -> None:
        """Make everything ready."""
        self.run(resources())

    def run(self, wanted: Sequence[Resource[Any]], *provinces: str, **more: Any) -> list[Report]:
        """Plan and apply as a module does, with the files of a run."""
        more.setdefault("artifacts", self.world.root / "runs")
        request = self.world.request(
            *(provinces or _EVERYBODY), override=_ALLOWED, today=_TODAY, **more
        )
        return provision_all(wanted, request, self.world.connect)

    def done(self, reports: Sequence[Report]) -> int:
        """The exit status of a run: what was wrong is said."""
        problems = [p for each in reports for p in (*each.plan.refusals, *each.problems)]
        for problem in problems:
            sys.stdout.write(problem.render("en") + "\n")
        return 1 if problems else 0

    def state(self) -> State:
        """All entries, but for passwords: each of them is another one."""
        return {
            dn: {name: values for name, values in attributes.items() if name != _SECRET}
            for dn, attributes in self.entries().items()
        }

    def entries(self) -> State:
        """All entries."""
        return read_ldif(self.world.search("-b", SUFFIX, "(objectClass=*)", "*", "pwdReset"))

    def new_runs(self) -> Iterator[Path]:
        """The audits of all runs since the eve, in their order."""
        runs = "env/runs"
        known = {path.relative_to(self._eve) for path in self._eve.glob(f"{runs}/**/audit.jsonl")}
        for path in sorted(self.root.glob(f"{runs}/**/audit.jsonl"), key=lambda p: p.parent.name):
            if path.relative_to(self.root) not in known:
                yield path

    def witnessed(self, before: State) -> None:
        """Each entry that differs has lines, each line its entry; the way back leads there."""
        require(not list(self.root.glob("env/runs/**/open")), "a run is open still")
        lines: list[dict[str, Any]] = []
        for path in self.new_runs():
            audit = read_audit(path)
            require(not audit.open, f"{path} has open lines")
            lines += audit.written
        after = self.state()
        differ = {dn for dn in before.keys() | after.keys() if before.get(dn) != after.get(dn)}
        told = {line["dn"].lower() for line in lines}
        require(told >= differ, f"no line: {differ - told}")
        if not self.way_back:
            return
        require(told == differ, f"lines of nothing: {told - differ}")
        once = len({line["fingerprint"] for line in lines}) == len(lines)
        require(once, "a change is told twice")
        for path in reversed(list(self.new_runs())):
            text = (path.parent / "undo.ldif").read_text(encoding="utf-8")
            if "changetype" in text:
                self.world.modify(text)
        require(self.state() == before, "the way back leads elsewhere")

    def close(self) -> None:
        """End the server."""
        self.slapd.destroy()


class Provision(OnDirectory):
    """All provinces get somebody new, lose somebody, rename somebody; first passwords in one."""

    name = "provision"

    def prepare(self) -> None:
        """Run once, then change records."""
        self.office = Office(self.world, self.root)
        super().prepare()
        for province in PROVINCES:
            number = f"{province.replace('_', '-')}-0007"
            new = {"id": number, "mailbox": f"moi.{province.replace('_', '')}"}
            self.world.people[province].append({**self.world.person(province, 6), **new})
            self.world.person(province, 3).update(state="left", since="2026-11-01")
            self.world.person(province, 4)["mailbox"] = f"khac.{province.replace('_', '')}"
            self.world.agencies[province][1]["name"] = "Đông"
        self.world.save()

    def work(self) -> int:
        """As the playbook does."""
        return self.done(self.run(resources(handover=self.office.store.folder)))

    def witnessed(self, before: State) -> None:
        """The new account's slip opens, and its password works."""
        slips_work(self.office, {"thanh-hoa-0007"})
        super().witnessed(before)


class Reissued(OnDirectory):
    """People whose passwords are lost get new ones; a password has no way back."""

    name = "reissue"
    way_back = False
    people = frozenset({"thanh-hoa-0001", "thanh-hoa-0002", "thanh-hoa-0005"})

    def prepare(self) -> None:
        """They have chosen one, which sets the mark of a first password back."""
        self.office = Office(self.world, self.root)
        super().prepare()

    def work(self) -> int:
        """As scripts/reissue does."""
        wanted = Reissue(self.office.store.folder, tuple(sorted(self.people)))
        return self.done(self.run([wanted], "thanh_hoa"))

    def witnessed(self, before: State) -> None:
        """Each has one slip that counts, and its password works."""
        slips_work(self.office, self.people)
        super().witnessed(before)


def slips_work(office: Office, people: frozenset[str] | set[str]) -> None:
    """Raise Fell unless the last issued slip of each of ``people`` opens with a password of use.

    Whether a password was reissued nobody can see: such a bundle is in doubt until the next one.
    """
    found: dict[str, str] = {}
    for record in office.store.records():
        if record.state == ISSUED:
            found |= office.slips(record)
        else:
            require(record.again, f"{record.bundle} is {record.state}")
    for person in people:
        connected = office.connect(person, found.get(person, "none"))
        require(connected is not None, f"no slip of {person} works")
    office.opened.close()


class Retire(OnDirectory):
    """Leavers whose boxes were archived go."""

    name = "retire"

    def prepare(self) -> None:
        """Three of each province left long ago."""
        for province in PROVINCES:
            for number in (2, 3, 5):
                self.world.person(province, number).update(state="left", since=_LONG_AGO)
        self.world.save()
        # Who is out of time is not made any more: by then they had accounts.
        request = {"today": datetime.date(2026, 1, 3)}
        asked = self.world.request(*_EVERYBODY, override=_ALLOWED, **request)
        assert not self.done(provision_all(resources(), asked, self.world.connect))

    def work(self) -> int:
        """As the module does, once the mail servers have archived."""
        facts = {"messages": 3, "bytes": 4096, "archive": "/srv/x.tar.gz", "state": "archived"}
        ids = [person["id"] for people in self.world.people.values() for person in people]
        boxes = [{"id": each, **facts} for each in ids]
        answer = {"server": "mail1", "rc": 0, "stdout": json.dumps({"boxes": boxes})}
        return self.done(self.run([Retired(Archives.of_answers([answer]))]))


class Move(OnDirectory):
    """All mailboxes get another host, where their letters are."""

    name = "move"

    def work(self) -> int:
        """As the module does, once the letters are copied."""
        facts = {"messages": 7, "bytes": 2048, "state": "copied"}
        ids = [person["id"] for people in self.world.people.values() for person in people]
        boxes = [{"id": each, **facts} for each in ids]
        answer = {"server": "mail1", "rc": 0, "stdout": json.dumps({"boxes": boxes})}
        policy = replace(self.world.request().policy, mail_hosts=MailHosts("mail2.moj.gov.vn", {}))
        hosts = HostsOfMailboxes(Archives.of_answers([answer]), ())
        return self.done(self.run([hosts], policy=policy))


class Undone(OnDirectory):
    """A run is taken back that made a province and changed another one."""

    name = "undo"

    def prepare(self) -> None:
        """That run."""
        assert not self.done(self.run(resources(), "trung_uong", "bac_giang", "quang_ngai"))
        self.world.person("bac_giang", 2)["title"] = "Phó Trưởng"
        self.world.person("bac_giang", 3).update(state="suspended", since="2026-11-24")
        self.world.save()
        folder = self.root / "elsewhere" / "taken-back"  # as ci apply --runs puts them
        assert not self.done(self.run(resources(), "thanh_hoa", "bac_giang", artifacts=folder))

    def work(self) -> int:
        """As scripts/undo does."""
        return self._undo()

    def _undo(self, *more: str) -> int:
        folder = self.root / "elsewhere" / "taken-back"
        where = ("--environment", str(self.world.root))
        return undo.main([str(folder), "--apply", "--override", "suspend=99", *where, *more])

    def remedy(self, ended: Ended) -> Ended | None:
        """The lock of the run that was killed is taken, as the message says."""
        if ended.status == 2 and "--take-lock" in ended.said:
            return child(lambda: self._undo("--take-lock"))
        return None


DIRECTORY: tuple[Callable[[Path], OnDirectory], ...] = (Provision, Reissued, Retire, Move, Undone)
