"""The scenario's directory server: asked over the network, and looked at from inside."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import testinfra
import testinfra.host

SUFFIX = "dc=moj,dc=gov,dc=vn"
PROJECT = Path(os.environ["MOLECULE_PROJECT_DIRECTORY"])
FOLDER = PROJECT / ".lab" / f"hopthu-molecule-{os.environ['MOLECULE_SCENARIO_NAME']}"


class Server:
    """``ldap1``, by OpenLDAP's own clients and by a shell."""

    def __init__(self) -> None:
        container = f"{FOLDER.name}-ldap1"
        self.shell: testinfra.host.Host = testinfra.get_host(f"podman://{container}")
        # known_hosts begins with the address of the host that was started first.
        self.address = (FOLDER / "known_hosts").read_text().split()[0]

    def client(
        self,
        program: str,
        *arguments: str,
        scheme: str = "ldaps",
        ca: Path | None = None,
        text: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Run a client, trusting the lab's CA unless told another."""
        return subprocess.run(
            [program, "-x", "-H", f"{scheme}://{self.address}", *arguments],
            env={**os.environ, "LDAPTLS_CACERT": str(ca or FOLDER / "tls" / "ca.crt")},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    def search(self, account: str, base: str, *arguments: str) -> str:
        """Return what a service account sees below ``base``, as LDIF; refused is an error."""
        where = ("-LLL", "-o", "ldif-wrap=no", "-b", f"{base},{SUFFIX}")
        answer = self.client("ldapsearch", *login(account), *where, *arguments)
        assert answer.returncode in (0, 32), answer.stderr
        return answer.stdout

    def people(self) -> int:
        """Return the number of people that hopthu sees."""
        return self.search("hopthu", "ou=people", "(uid=*)", "1.1").count("dn: ")


def login(account: str) -> tuple[str, ...]:
    """Return the arguments by which a service account binds."""
    return ("-D", f"cn={account},ou=services,{SUFFIX}", "-y", str(FOLDER / "secrets" / account))


@pytest.fixture(scope="session")
def server() -> Server:
    """The scenario's directory server."""
    return Server()
