"""A campaign on the restore of a directory, with a folder that stands for the host.

Everything is real but the service itself: slapd's own tools load the backup and read what is there.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from pathlib import Path

from .campaign import Campaign
from .kill import Ended

PROJECT = Path(__file__).parents[2]
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


class Restored(Campaign):
    """A directory gets the state of a backup; the state before stays beside it."""

    name = "restore"

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._host = Host(root)
        self._host.data.mkdir()
        old, self._new = backup(root, "old"), backup(root, "new")
        assert self._host.restore(old) == 0
        self.remember()

    def work(self) -> int:
        """Not by itself: the script kills itself."""
        return self._host.restore(self._new)

    def killed(self, step: int, whole: Ended) -> Ended:
        """The commands that it calls are its steps."""
        return Ended(-9 if self._host.restore(self._new, step) else 0, "", whole.steps)

    def whole(self) -> Ended:
        """Undisturbed; the steps are those of the script."""
        status = self.work()
        return Ended(status, "", len((self.root / "steps").read_text().split()))

    def state(self) -> tuple[str, str]:
        """What it holds, and what the service was told last."""
        return self._host.holds(), self._host.service
