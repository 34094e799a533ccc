"""The centre's office: bundles of first passwords, and one of the keys that open them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import ldap3
import pyrage
import yaml

from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.handover.bundle import LIST, SHEETS, SIGNING
from hopthu.provision.handover.opened import open_bundle
from hopthu.provision.handover.store import Record, Store

from .world import PEOPLE, PROJECT, World

EXPIRE = PROJECT / "roles" / "directory_server" / "files" / "hopthu-expire-first-passwords"


class Office:
    """The centre's folder of bundles, and the key of the one who opens them in Thanh Hóa."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.opened = ExitStack()
        self.store = Store(folder / "handover")
        self.key = folder / "thanh_hoa.key"
        pair = pyrage.x25519.Identity.generate()
        self.key.write_text(f"{pair}\n")
        self.public = str(pair.to_public())
        self.name_key("thanh_hoa", self.public)
        world.run("agencies")

    def name_key(self, province: str, key: str) -> None:
        """Put a key into the inventory."""
        path = self.world.root / "provinces" / province / "handover.yml"
        records = {"keys": [{"name": "Ứng Hoè Sơn", "key": key}]}
        path.write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")

    def run(self, *provinces: str, **more: Any) -> list[Report]:
        """Run the accounts with first passwords."""
        return self.world.run("accounts", *provinces, handover=self.store.folder, **more)

    def lines(self, report: Report, *, check: bool = False) -> str:
        """What the operator reads of a report."""
        policy = self.world.request().policy
        return "\n".join(report_lines(report, policy, check=check, language="en"))

    def slips(self, record: Record) -> dict[str, str]:
        """The passwords of a bundle, by id."""
        files = open_bundle(self.store.path(record.bundle), self.key, lambda: "")
        assert set(files) == {LIST, SHEETS, SIGNING}
        return {slip["id"]: slip["password"] for slip in json.loads(files[LIST])["slips"]}

    def connect(self, person: str, password: str) -> ldap3.Connection | None:
        """Log in as a person; None where that is refused."""
        server = ldap3.Server(self.world.slapd.uri)
        connection = ldap3.Connection(server, f"uid={person},{PEOPLE}", password)
        self.opened.callback(connection.unbind)
        return connection if connection.bind() else None


class Crashed(BaseException):
    """The process ends here."""


def crash(*_: object, **__: object) -> None:
    """Stand where a process ends: raises Crashed."""
    raise Crashed
