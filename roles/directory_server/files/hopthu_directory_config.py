"""Make the configuration in LDIF the one that slapd runs with (hopthu_host/staged.py).

slapd's own folder is made of it anew, and takes the place of the one before.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from hopthu_host.commands import Wrong, check_certificates, must, run
from hopthu_host.placing import remove
from hopthu_host.staged import Configuration, Server, main

FOLDER = Path("/etc/ldap/hopthu")
LDIF = FOLDER / "config.ldif"
PASSWORD = FOLDER / "replicator.password"
PLACEHOLDER = "{replicator}"
UNIT = Path("/etc/systemd/system/slapd.service.d/hopthu.conf")
STATE = Path("/var/lib/hopthu-directory")
MADE = STATE / "slapd.d"
ACTIVE = Path("/etc/ldap/slapd.d")
DATA = Path("/var/lib/ldap/data.mdb")


class Slapd(Server):
    """The directory server."""

    name = "slapd"

    def sources(self) -> Iterable[Path]:
        """What slapd reads beside its folder counts too."""
        secret = [PASSWORD] if _password() else []
        return [LDIF, *sorted(FOLDER.glob("*.crt")), *sorted(FOLDER.glob("*.key")), *secret, UNIT]

    def places(self) -> Mapping[Path, Path]:
        """One folder."""
        return {ACTIVE: MADE}

    def held(self) -> str:
        """What slapd itself reads there: cn=config may have been changed by hand."""
        held = run("slapcat", "-n", "0", "-F", ACTIVE, "-o", "ldif-wrap=no").stdout
        return hashlib.sha256(held.encode()).hexdigest()

    def runs(self) -> bool:
        """By its unit."""
        return run("systemctl", "is-active", "--quiet", "slapd").returncode == 0

    def reread(self) -> None:
        """By a new start."""
        must("systemctl", "daemon-reload")
        must("systemctl", "stop", "slapd")
        # Attributes that became indexed are indexed while nothing changes.
        if DATA.is_file():
            index = ("slapindex", "-q", "-n", "1", "-F", str(ACTIVE))
            run("runuser", "-u", "openldap", "--", *index, patience=3600)
        run("systemctl", "reset-failed", "slapd")
        # One of several servers gets what the others hold before it has started.
        started = run("systemctl", "start", "slapd", patience=3600)
        if started.returncode:
            raise Wrong(f"systemctl start slapd: {(started.stderr or started.stdout).strip()}")


class Directory(Configuration):
    """The configuration of slapd alone."""

    state = STATE
    servers = (Slapd(),)
    patience = 30.0

    def check(self) -> None:
        """Make slapd's folder, which refuses all but what only a start shows."""
        check_certificates(FOLDER)
        self.state.mkdir(mode=0o700, exist_ok=True)
        remove(MADE)
        MADE.mkdir(mode=0o750)
        # The password that others are asked with is in no file that a diff shows, and no process's
        # arguments.
        text = LDIF.read_text(encoding="utf-8").replace(PLACEHOLDER, _password())
        loaded = run("slapadd", "-n", "0", "-F", MADE, text=text)
        if loaded.returncode:
            raise Wrong(f"slapadd -n 0: {(loaded.stderr or loaded.stdout).strip()}")
        must("chown", "-R", "openldap:openldap", MADE)

    def ask(self) -> None:
        """It answers over its socket; journalctl -u slapd says why it does not."""
        must("ldapwhoami", "-Q", "-Y", "EXTERNAL", "-H", "ldapi:///")


def _password() -> str:
    return PASSWORD.read_text(encoding="utf-8") if PASSWORD.is_file() else ""


if __name__ == "__main__":
    sys.exit(main(Directory()))
