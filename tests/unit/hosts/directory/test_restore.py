"""A directory is restored whole or not at all, wherever its folder is and whenever it is killed.

Everything is real but the service itself: slapd's own tools load the backup and read what is there.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[4]
SCRIPT = PROJECT / "roles" / "directory_server" / "files" / "hopthu-directory-restore"
CONFIG = """\
dn: cn=config
objectClass: olcGlobal
cn: config

dn: cn=module{0},cn=config
objectClass: olcModuleList
cn: module{0}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif

dn: olcDatabase={1}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {1}mdb
olcDbDirectory: DATA
olcSuffix: dc=test
"""
# What the script calls; each counts, and where its number is reached kills the script before it.
COUNTED = ("rm", "mkdir", "mv", "ln", "sync", "slapadd", "gzip", "mktemp", "sed")
STEP = """\
#!/bin/sh
echo x >>"{folder}/steps"
if [ "$(/usr/bin/wc -l <"{folder}/steps")" = "$STOP_AT" ]; then kill -9 "$PPID"; exit 1; fi
"""

pytestmark = pytest.mark.skipif(not shutil.which("slapadd"), reason="slapd is not here")


class Host:
    """A folder that stands for the host: the database, the configuration, the commands."""

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        self.folder = folder
        self.data = data or folder / "ldap"
        self.config = folder / "config.ldif"
        self.commands = folder / "bin"
        self.commands.mkdir(parents=True)
        self.config.write_text(CONFIG.replace("DATA", str(self.data)))
        for name in COUNTED:
            self._command(name, f'exec {shutil.which(name)} "$@"')
        self._command("chown", "")
        self._command("systemctl", f'echo "$1" >"{folder}/service"')
        self._command(
            "ldapwhoami", f'[ ! -e "{folder}/broken" ] && [ "$(cat "{folder}/service")" = start ]'
        )
        self._command("sleep", "")

    def _command(self, name: str, does: str) -> None:
        path = self.commands / name
        path.write_text(STEP.format(folder=self.folder) + does + "\n")
        path.chmod(0o755)

    def restore(self, backup: Path, stop_at: int = 0) -> int:
        """Run the script; its status."""
        (self.folder / "steps").unlink(missing_ok=True)
        environment = {
            **os.environ,
            "PATH": f"{self.commands}:{os.environ['PATH']}",
            "HOPTHU_LDAP_DATA": str(self.data),
            "HOPTHU_LDAP_CONFIG": str(self.config),
            "STOP_AT": str(stop_at),
            "TMPDIR": str(self.folder),
        }
        done = subprocess.run(
            ["/bin/sh", SCRIPT, backup], env=environment, check=False, capture_output=True
        )
        return done.returncode

    def holds(self, data: Path | None = None) -> str:
        """The description of the root, as slapd's own tool reads the database; empty for none."""
        data = data or self.data
        if not (data / "data.mdb").exists():
            return ""
        folder = self.folder / "look"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        text = CONFIG.replace("DATA", str(data))
        subprocess.run(["slapadd", "-n", "0", "-F", folder], input=text, text=True, check=True)
        done = subprocess.run(
            ["slapcat", "-n", "1", "-F", folder], capture_output=True, text=True, check=True
        )
        (value,) = [line for line in done.stdout.splitlines() if line.startswith("description: ")]
        return value.removeprefix("description: ")

    @property
    def service(self) -> str:
        """What the service was last told."""
        return (self.folder / "service").read_text().strip()


def backup(folder: Path, text: str) -> Path:
    """A backup of a directory whose root says ``text``."""
    path = folder / f"{text}.ldif.gz"
    classes = "objectClass: organization\nobjectClass: dcObject\no: test\n"
    entry = f"dn: dc=test\n{classes}dc: test\ndescription: {text}\n"
    path.write_bytes(gzip.compress(entry.encode()))
    return path


def test_killed_at_any_step(tmp_path: Path) -> None:
    """The old database or the new one is there; the next run ends as an undisturbed one does."""
    old, new = backup(tmp_path, "old"), backup(tmp_path, "new")
    first = Host(tmp_path / "first")
    first.data.mkdir()
    assert first.restore(old) == 0
    assert (first.holds(), first.service) == ("old", "start")
    for step in count(1):
        host = Host(tmp_path / str(step))
        shutil.copytree(first.data, host.data)
        status = host.restore(new, step)
        assert host.holds() in ("old", "new")
        if status == 0 and len((host.folder / "steps").read_text()) < 2 * step:
            break  # there are no more; two of a pipe may have come at the same time
        over = host.holds() == "new" and not (host.data / "before" / "unfinished").exists()
        assert host.restore(new) == 0
        before = "new" if over else "old"  # a restore that was over is what was there before
        assert (host.holds(), host.holds(host.data / "before")) == ("new", before)
        assert host.service == "start"
        files = {str(path.relative_to(host.data)) for path in host.data.rglob("*")}
        reading = {"lock.mdb", "before/lock.mdb"}  # slapcat's, as it looked
        assert files - reading == {"before", "before/data.mdb", "data.mdb"}
    assert step > 20


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    """It is made."""
    host = Host(tmp_path / "host")
    assert host.restore(backup(tmp_path, "new")) == 0
    assert (host.holds(), host.service) == ("new", "start")


def test_a_folder_that_cannot_be_renamed(tmp_path: Path) -> None:
    """As a mount cannot: nothing is made beside it, and it stays the same folder."""
    host = Host(tmp_path / "host", tmp_path / "beside" / "ldap")
    host.data.mkdir(parents=True)
    inode = host.data.stat().st_ino
    assert host.restore(backup(tmp_path, "old")) == 0
    assert host.restore(backup(tmp_path, "new")) == 0
    assert host.data.stat().st_ino == inode
    assert [path.name for path in host.data.parent.iterdir()] == ["ldap"]
    assert (host.holds(), host.holds(host.data / "before")) == ("new", "old")


def test_a_backup_that_does_not_load(tmp_path: Path) -> None:
    """Nothing is stopped or changed."""
    host = Host(tmp_path / "host")
    host.data.mkdir()
    assert host.restore(backup(tmp_path, "old")) == 0
    bad = tmp_path / "bad.gz"
    bad.write_bytes(gzip.compress(b"rubbish\n"))
    (host.folder / "service").write_text("as it was")
    assert host.restore(bad) != 0
    assert (host.holds(), host.service) == ("old", "as it was")


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    """The state before is back, and the service is started with it."""
    host = Host(tmp_path / "host")
    assert host.restore(backup(tmp_path, "old")) == 0
    (host.folder / "broken").touch()
    assert host.restore(backup(tmp_path, "new")) == 1
    assert (host.holds(), host.service) == ("old", "start")
