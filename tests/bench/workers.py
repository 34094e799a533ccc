"""What runs in measured processes: ``python -m tests.bench.workers WORKER ARGUMENT...``.

Every worker prints the seconds of its phases as one JSON object. Those who talk to the directory
get the folder of the bench's own slapd, and bind as the service account like hopthu itself.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice, pairwise
from pathlib import Path

from hopthu.forms import read_form
from hopthu.provision.desired.people import READ, person_entries
from hopthu.provision.plan.plan import Plan
from hopthu.provision.request import Request
from hopthu.provision.resource import Basis
from hopthu.provision.resources.accounts import Accounts
from hopthu.provision.run import provision
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.attributes import MARK
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.ldif import record
from hopthu.servers.directory.operation import Add, Operation
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import people_base
from hopthu.servers.lab.slapd import Slapd
from hopthu.text.errors import HopthuError

from .country import LAB, make_country, write_country
from .peer_ldap3 import PlainLdap3

SUFFIX = "dc=moj,dc=gov,dc=vn"
Phases = dict[str, float]


@contextmanager
def phase(phases: Phases, name: str) -> Iterator[None]:
    """Add the time of the block to ``phases``."""
    start = time.perf_counter()
    yield
    phases[name] = phases.get(name, 0.0) + time.perf_counter() - start


def country(root: str, changed: str, people: str) -> Phases:
    """Write the country, and beside it the one in which every tenth person has another title."""
    phases: Phases = {}
    with phase(phases, "make"):
        made = make_country(int(people), Policy.of_environment(LAB))
    with phase(phases, "write"):
        write_country(made, Path(root))
    write_country(made.changed(), Path(changed))
    return {**phases, "people": made.people, "agencies": made.agencies}


def ldif(root: str, changed: str, folder: str, sample: str) -> Phases:
    """Write what OpenLDAP's tools and the loop are given: ``add``, ``modify`` and ``loop``."""
    before, after = list(_entries(root)), list(_entries(changed))
    target, most = Path(folder), int(sample)
    adds = [record(entry.dn, _pairs(entry)) for entry in before[:most]]
    (target / "add.ldif").write_text("".join(adds), encoding="utf-8")
    different = [
        (number, new)
        for number, (old, new) in enumerate(zip(before, after, strict=True))
        if _title(old) != _title(new)
    ]
    changes = [
        record(
            new.dn, [("changetype", "modify"), ("replace", "title"), ("title", _title(new))]
        ).rstrip("\n")
        + "\n-\n\n"  # the end of each modification, which not every parser can do without
        for number, new in different
        if number < most
    ]
    (target / "modify.ldif").write_text("".join(changes), encoding="utf-8")
    items = [_item(entry, _title(new)) for entry, new in zip(before[:50], after, strict=False)]
    (target / "loop.json").write_text(json.dumps({"accounts": items}), encoding="utf-8")
    return {"adds": len(adds), "changes": len(changes), "all_changes": len(different)}


def accounts(root: str, slapd: str, handover: str = "") -> Phases:
    """What ``provision`` does for accounts: read the inventory, plan, apply, leave the artifacts.

    With ``handover``, a folder, it also makes first passwords and seals their slips.
    Its parts are timed from outside: what is before connect is reading the inventory.
    """
    environment = Path(root)
    policy = Policy.of_environment(environment)
    names = tuple(sorted(path.name for path in (environment / "provinces").iterdir()))
    request = Request(*(environment, names, SUFFIX, policy), artifacts=environment / "runs")
    settings = Slapd(Path(slapd)).settings()
    marks: Phases = {}

    def connect() -> Directory:
        marks.setdefault("read", time.perf_counter())
        return Directory.connect(settings)

    class Timed(Accounts):
        """Notes when planning starts and ends."""

        def plans(self, basis: Basis) -> list[Plan]:
            marks["connect"] = time.perf_counter()
            plans = super().plans(basis)
            marks["plan"] = time.perf_counter()
            return plans

    start = time.perf_counter()
    reports = provision(Timed(Path(handover) if handover else None), request, connect)
    marks["apply"] = time.perf_counter()
    bad = [report for report in reports if report.failed]
    if bad:
        problems = (*bad[0].plan.refusals, *bad[0].problems)
        sys.exit("; ".join(problem.text() for problem in problems))
    times = [start, *marks.values()]
    spans = (later - earlier for earlier, later in pairwise(times))
    phases = dict(zip(marks, spans, strict=True))
    phases["entries"] = sum(report.written for report in reports)
    phases["writing"] = sum(report.seconds or 0.0 for report in reports)
    return phases


def writer(root: str, slapd: str) -> Phases:
    """Give all accounts to the directory writer at once: transactions of its own size."""
    adds: list[Operation] = [Add(entry.dn, entry.attributes) for entry in _entries(root)]
    phases: Phases = {}
    with Directory.connect(Slapd(Path(slapd)).settings()) as directory, phase(phases, "apply"):
        directory.apply(adds)
    return {**phases, "entries": len(adds)}


def ldap3_add(root: str, slapd: str, sample: str) -> Phases:
    """``Connection.add`` in a loop."""
    entries = list(islice(_entries(root), int(sample)))
    phases: Phases = {}
    with PlainLdap3(Slapd(Path(slapd)).settings()) as peer, phase(phases, "apply"):
        peer.add(entries)
    return {**phases, "entries": len(entries)}


def ldap3_read(slapd: str) -> Phases:
    """A paged search for what hopthu reads."""
    phases: Phases = {}
    with PlainLdap3(Slapd(Path(slapd)).settings()) as peer, phase(phases, "read"):
        count = peer.read(people_base(SUFFIX), f"({MARK}=*)", READ)
    return {**phases, "entries": count}


def ldap3_modify(root: str, changed: str, slapd: str, sample: str) -> Phases:
    """``Connection.modify`` of the titles that differ among the first accounts, in a loop."""
    titles = [
        (new.dn, new.attributes["title"][0])
        for old, new in islice(zip(_entries(root), _entries(changed), strict=True), int(sample))
        if _title(old) != _title(new)
    ]
    phases: Phases = {}
    with PlainLdap3(Slapd(Path(slapd)).settings()) as peer, phase(phases, "apply"):
        peer.replace("title", titles)
    return {**phases, "entries": len(titles)}


def form(path: str) -> Phases:
    """Read a registration form; no rows: it was refused."""
    phases: Phases = {"rows": 0}
    with phase(phases, "read"), suppress(HopthuError):
        phases["rows"] = len(read_form(Path(path)).rows)
    return phases


def _entries(root: str) -> Iterator[Entry]:
    """The accounts that the environment asks for, in the order of its files."""
    environment = Path(root)
    inventory = read_inventory(environment)
    domain = Policy.of_environment(environment).domain
    for name, province in inventory.provinces.items():
        for desired in person_entries(province.people, inventory, name, SUFFIX, domain):
            yield desired.entry


def _pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, values in entry.attributes.items():
        for value in values:
            yield name, value.decode()


def _title(entry: Entry) -> str:
    return entry.attributes["title"][0].decode()


def _item(entry: Entry, title: str) -> dict[str, object]:
    """An account as the loop over ``community.general.ldap_entry`` is given it."""
    texts = {
        name: [value.decode() for value in values] for name, values in entry.attributes.items()
    }
    classes = texts.pop("objectClass")
    return {"dn": entry.dn, "classes": classes, "attributes": texts, "title": title}


WORKERS: dict[str, Callable[..., Phases]] = {
    worker.__name__: worker
    for worker in (country, ldif, accounts, writer, ldap3_add, ldap3_read, ldap3_modify, form)
}

if __name__ == "__main__":
    json.dump(WORKERS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
