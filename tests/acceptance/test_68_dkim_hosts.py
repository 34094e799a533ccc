"""The key of DKIM on two mail hosts, by the playbook: cut off anywhere, or with one host away.

The hosts are folders of this machine, with the program that holds keys on a host; it asks a name
server of the test's.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hopthu.servers.lab.config import PROJECT
from hopthu_dkim import Keys

from ..unit.servers.zone.name_server import Zone, serving

DOMAIN = "moj.gov.vn"
OLD, NEW = "hopthu20081101", "hopthu20081120"
ZONE = f"{DOMAIN}. 60 NS ns.{DOMAIN}.\nns.{DOMAIN}. 60 A 127.0.0.1\n"
LONG_AGO = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=8)
PROGRAM = """\
import os, sys
sys.path[:0] = [{files!r}, {shipped!r}]
from pathlib import Path
import dns.resolver, hopthu_dkim, hopthu_zone
hopthu_zone.server_at.__defaults__ = ({port},)
dns.resolver.default_resolver = hopthu_zone.server_at("127.0.0.1")
sys.exit(hopthu_dkim.main(sys.argv[1:], hopthu_dkim.Keys(Path(os.environ["KEYS"]), "")))
"""
# Whatever a task is delegated to runs by the interpreter of that host.
INTERPRETER = '#!/bin/sh\nKEYS={folder} exec {python} "$@"\n'
HOSTS = {"all": {"vars": {"hopthu_language": "en"}, "children": {"mail_servers": {"hosts": {}}}}}
HERE = {"ansible_connection": "local"}
AWAY = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}


@dataclass
class Host:
    """A mail host's keys."""

    folder: Path
    away: bool = False

    @property
    def python(self) -> Path:
        """What runs there."""
        return self.folder.with_suffix(".python")

    @property
    def keys(self) -> Keys:
        """By the program's own code."""
        return Keys(self.folder, "")

    @property
    def names(self) -> list[str]:
        """What keys it has."""
        return sorted(path.stem for path in self.folder.glob("*.key"))

    @property
    def signs_with(self) -> str:
        """The one that signs."""
        return str(self.keys.show()["signing"])

    def has(self, *keys: Path, signing: str = "") -> None:
        """Give it keys, and let one sign since long ago."""
        for key in keys:
            shutil.copy(key, self.folder)
        if signing:
            text = f"# since {LONG_AGO.isoformat(timespec='seconds')}\n{DOMAIN} {signing}\n"
            (self.folder / "signing.map").write_text(text)


class Ministry:
    """Two mail hosts, an environment and the zone."""

    def __init__(self, folder: Path, zone: Zone, port: int) -> None:
        self.folder, self.zone = folder, zone
        self.one, self.two = Host(folder / "mail1"), Host(folder / "mail2")
        shutil.copytree(PROJECT / "inventory/lab/group_vars", folder / "lab/group_vars")
        files, shipped = PROJECT / "roles/mail_filter/files", PROJECT / "module_utils"
        text = PROGRAM.format(files=str(files), shipped=str(shipped), port=port)
        (folder / "dkim.py").write_text(text)
        for host in (self.one, self.two):
            host.folder.mkdir(mode=0o700)
            host.python.write_text(INTERPRETER.format(folder=host.folder, python=sys.executable))
            host.python.chmod(0o755)

    def key(self, name: str) -> Path:
        """Make a key that no host has yet, and show its line in the zone."""
        made = Keys(self.folder / "made", "")
        made.make(name)
        keys = made.show()["keys"]
        assert isinstance(keys, dict)
        self.publish(name, keys[name])
        return self.folder / "made" / f"{name}.key"

    def publish(self, name: str, key: str) -> None:
        """Show the line of a key in the zone, and no other."""
        parts = " ".join(f'"{key[at : at + 200]}"' for at in range(0, len(key), 200))
        line = f'{name}._domainkey.{DOMAIN}. 60 TXT "v=DKIM1; k=rsa; p=" {parts}'
        self.zone.say(ZONE + line)

    def dkim(self, *arguments: str, status: int = 0) -> str:
        """Run the playbook, which has to end so; return what it says."""
        for number, host in enumerate((self.one, self.two), 1):
            HOSTS["all"]["children"]["mail_servers"]["hosts"][f"mail{number}"] = {  # type: ignore[index]
                **(AWAY if host.away else HERE),
                "ansible_python_interpreter": str(host.python),
            }
        inventory = self.folder / "lab/hosts.yml"
        inventory.write_text(json.dumps(HOSTS))
        more = {
            "hopthu_inventory": str(self.folder / "lab"),
            "mail_filter__dkim": f"{sys.executable} {self.folder}/dkim.py",
            "mail_filter_dkim_patience": 0,
        }
        command = (Path(sys.executable).with_name("ansible-playbook"), "-i", inventory)
        run = subprocess.run(
            [*command, PROJECT / "playbooks/dkim.yml", "-e", json.dumps(more), *arguments],
            cwd=PROJECT,
            env={**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == status, run.stdout + run.stderr
        return run.stdout

    def lines(self) -> list[str]:
        """Of which keys the environment has the line of the DNS."""
        return sorted(path.stem for path in (self.folder / "lab/dns").glob("*"))


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    """One whose letters are not signed yet."""
    zone = Zone(ZONE)
    with serving(zone) as at:
        yield Ministry(tmp_path, zone, int(at.partition("#")[2]))


def test_nobody_signs_before_the_zone_has_the_key_of_all(ministry: Ministry) -> None:
    """Both have the same one by then."""
    one, two = ministry.one, ministry.two
    assert "does not have it" in ministry.dkim(status=2)
    (name,) = one.names
    assert two.keys.give(name) == one.keys.give(name)
    assert (one.signs_with, two.signs_with) == ("", "")
    keys = one.keys.show()["keys"]
    assert isinstance(keys, dict)
    ministry.publish(name, keys[name])
    ministry.dkim()
    assert (one.signs_with, two.signs_with) == (name, name)


@pytest.mark.parametrize("cut", ["made", "half"])
def test_a_rotation_that_was_cut_off_goes_on(ministry: Ministry, cut: str) -> None:
    """After a key was made on one host, or signs on one of them."""
    one, two = ministry.one, ministry.two
    old, new = ministry.key(OLD), ministry.key(NEW)
    one.has(old, new, signing=NEW if cut == "half" else OLD)
    two.has(old, *([] if cut == "made" else [new]), signing=OLD)
    ministry.dkim("-e", "mail_filter_dkim_rotate=true")
    assert (one.names, two.names) == ([OLD, NEW], [OLD, NEW])
    assert (one.signs_with, two.signs_with) == (NEW, NEW)
    assert ministry.lines() == [f"dkim-{OLD}", f"dkim-{NEW}"]


def test_a_removal_that_was_cut_off_goes_on(ministry: Ministry) -> None:
    """A key that one host has still is gone from both, and does not come back."""
    old, new = ministry.key(OLD), ministry.key(NEW)
    ministry.one.has(new, signing=NEW)
    ministry.two.has(old, new, signing=NEW)
    (ministry.folder / "lab/dns").mkdir()
    (ministry.folder / f"lab/dns/dkim-{OLD}.txt").touch()
    assert f"Remove {OLD}._domainkey.{DOMAIN} from the zone" in ministry.dkim()
    assert ministry.one.names == ministry.two.names == [NEW]
    assert ministry.lines() == [f"dkim-{NEW}"]


def test_a_host_that_is_away(ministry: Ministry) -> None:
    """It is not left behind with a key whose line goes from the zone; back, it gets the new one."""
    one, two = ministry.one, ministry.two
    old, new = ministry.key(OLD), ministry.key(NEW)
    one.has(old, new, signing=NEW)
    two.has(old, signing=OLD)
    two.away = True
    assert f"Remove {OLD}" not in ministry.dkim(status=4)
    assert one.names == [OLD, NEW]
    # Nor is a key made, by a name that it may have given already.
    refused = ministry.dkim("--limit", "mail1", "-e", "mail_filter_dkim_rotate=true", status=2)
    assert "No key is made while mail2 does not answer" in refused
    assert one.names == [OLD, NEW]
    two.away = False
    ministry.dkim()
    assert (two.names, two.signs_with) == ([OLD, NEW], NEW)


def test_a_new_host_does_not_hide_a_rotation(ministry: Ministry) -> None:
    """It signs as the others, and a new key is made in the same run."""
    ministry.one.has(ministry.key(NEW), signing=NEW)
    ministry.dkim("-e", "mail_filter_dkim_rotate=true", status=2)
    assert (ministry.two.signs_with, len(ministry.two.names)) == (NEW, 2)


def test_keys_of_one_name_that_differ(ministry: Ministry) -> None:
    """Nobody signs with one of them that did not before."""
    old = ministry.key(OLD)
    for host in (ministry.one, ministry.two):
        host.has(old, signing=OLD)
        host.keys.make(NEW)
    assert f"different keys named {NEW}" in ministry.dkim(status=2)
    assert ministry.one.signs_with == ministry.two.signs_with == OLD
