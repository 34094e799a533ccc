"""The bench of first passwords: a country's accounts with their slips, against the same without."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ldap3
import pyrage
import yaml
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from hopthu.provision.handover.bundle import LIST
from hopthu.provision.handover.opened import open_bundle
from hopthu.provision.handover.store import Store
from hopthu.servers.directory.tree import person_dn

from .ground import Ground, ground
from .measure import Failed, measure_worker

PEOPLE = 10_000
TARGET_SECONDS = 180.0
_LOGINS = 20  # people of all bundles who try their slip


def measure_slips(people: int) -> str:
    """Make the accounts of a country without and with first passwords; lines for the operator.

    Raises Failed when a slip is missing or does not let its owner in.
    """
    with ground() as made:
        root, changed = made.country(people), made.changed(people)
        measure_worker("country", root, changed, people, folder=made.folder)
        made.ready()
        without = measure_worker("accounts", root, made.slapd.folder, folder=made.folder)
        key = _name_keys(root, made.folder)
        made.ready()
        store = Store(made.folder / "handover")
        with _progress(store, people):
            with_slips = measure_worker(
                *("accounts", root, made.slapd.folder, store.folder), folder=made.folder
            )
        slips = _opened(store, key)
        _try(made, slips)
        size = sum(store.path(record.bundle).stat().st_size for record in store.records())
        suspended = people - len(slips)
    return "\n".join(
        [
            f"accounts of {people} people         {without.seconds:6.1f} s",
            f"the same with first passwords   {with_slips.seconds:6.1f} s"
            f"  ({with_slips.cpu:.0f} s of processor, {with_slips.peak / 1e6:.0f} MB)",
            f"{len(slips)} slips in bundles of {size / 1e6:.1f} MB together; "
            f"{suspended} suspended people have none; {_LOGINS} tried theirs and were let in",
            f"target for {PEOPLE} people: {TARGET_SECONDS:.0f} s",
        ]
    )


def _name_keys(root: Path, folder: Path) -> Path:
    """Give every province the same key; returns the file of the private one."""
    pair = pyrage.x25519.Identity.generate()
    key = folder / "handover.key"
    key.write_text(f"{pair}\n")
    records = {"keys": [{"name": "bench", "key": str(pair.to_public())}]}
    for province in (root / "provinces").iterdir():
        (province / "handover.yml").write_text(yaml.safe_dump(records))
    return key


@contextmanager
def _progress(store: Store, people: int) -> Iterator[None]:
    """A bar of the people whose slips are sealed, as long as the block runs."""
    ended = threading.Event()
    bar = Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), console=Console(stderr=True)
    )
    task = bar.add_task("slips", total=people)
    sizes: dict[Path, int] = {}

    def watch() -> None:
        while not ended.wait(0.3):
            for path in store.folder.glob("*.age"):
                record = path.with_suffix(".json")
                if path not in sizes:
                    sizes[path] = len(json.loads(record.read_text())["people"])
            bar.update(task, completed=sum(sizes.values()))

    thread = threading.Thread(target=watch)
    with bar:
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _opened(store: Store, key: Path) -> dict[str, str]:
    """The passwords of all bundles by id; every one of their people has one."""
    slips: dict[str, str] = {}
    for record in store.records():
        listed = json.loads(open_bundle(store.path(record.bundle), key, str)[LIST])["slips"]
        found = {slip["id"]: slip["password"] for slip in listed}
        if set(found) != set(record.people):
            raise Failed(f"{record.bundle} lacks slips")
        slips |= found
    return slips


def _try(made: Ground, slips: dict[str, str]) -> None:
    """Have some people log in, from the first to the last."""
    server = ldap3.Server(made.slapd.uri)
    for person in list(slips)[:: max(1, len(slips) // _LOGINS)][:_LOGINS]:
        dn = person_dn(person, made.slapd.suffix)
        with ldap3.Connection(server, dn, slips[person]) as connection:
            if not connection.bound:
                raise Failed(f"{person} is not let in with the slip")
    sys.stderr.write("slips opened and tried\n")
