"""The scenario's directory, asked with OpenLDAP's own tools and not with hopthu's code."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
import testinfra

from default.tests.shell import Shell

SUFFIX = "dc=moj,dc=gov,dc=vn"


class Directory:
    """What ``ldapsearch`` and ``ldapwhoami`` see on the scenario's socket."""

    def __init__(self) -> None:
        self.folder = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], "directory")
        self.uri = "ldapi://" + quote(str((self.folder / "run" / "ldapi").resolve()), safe="")
        self.host: Shell = testinfra.get_host("local://")

    def search(self, base: str, filter_: str, *attributes: str) -> str:
        """Return LDIF of what hopthu's own account may read."""
        command = (
            f"ldapsearch -x -LLL -o ldif-wrap=no -H {self.uri} "
            f"-D cn=hopthu,ou=services,{SUFFIX} -y {self.folder}/service.password "
            f"-b {base},{SUFFIX} '{filter_}' {' '.join(attributes)}"
        )
        return self.host.check_output(command)

    def set_password(self, dn: str, password: str) -> None:
        """Set a password as the administrator of the socket would."""
        command = ["ldappasswd", "-Q", "-Y", "EXTERNAL", "-H", self.uri, "-s", password, dn]
        subprocess.run(command, check=True, capture_output=True)

    def can_log_in(self, dn: str, password: str) -> bool:
        """Whether a simple bind succeeds."""
        answer = self.host.run(f"ldapwhoami -x -H {self.uri} -D {dn} -w {password}")
        return answer.rc == 0 and answer.stdout.strip() == f"dn:{dn}"


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The scenario's directory."""
    return Directory()
