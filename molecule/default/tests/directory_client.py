"""The scenario's directory server: asked over the network, and looked at from inside."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import testinfra

from .shell import Shell

SUFFIX = "dc=moj,dc=gov,dc=vn"
PROJECT = Path(os.environ["MOLECULE_PROJECT_DIRECTORY"])
# Another lab than the scenario's may be named, to try a test without a whole run of Molecule.
LAB = os.environ.get("HOPTHU_LAB") or f"molecule-{os.environ['MOLECULE_SCENARIO_NAME']}"
FOLDER = PROJECT / ".lab" / f"hopthu-{LAB}"


def shell_and_address(host: str) -> tuple[Shell, str]:
    """Return a shell on a host of the scenario, and its address."""
    # known_hosts has a line for each, in the order in which scripts/lab started them.
    lines = (FOLDER / "known_hosts").read_text().splitlines()
    hosts = (FOLDER / "host-names").read_text().split()
    addresses = dict(zip(hosts, (line.split()[0] for line in lines), strict=True))
    return testinfra.get_host(f"podman://{FOLDER.name}-{host}"), addresses[host]


class Server:
    """``ldap1``, by OpenLDAP's own clients and by a shell."""

    def __init__(self) -> None:
        self.shell, self.address = shell_and_address("ldap1")

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

    def let_pass(self, dn: str) -> None:
        """Let the last change of somebody's password be long ago, so that there may be another."""
        text = f"dn: {dn}\nchangetype: modify\nreplace: pwdChangedTime\n"
        then = "pwdChangedTime: 20080101000000Z\n"
        program = "ldapmodify -e '!relax' -Q -Y EXTERNAL -H ldapi:///"
        self.shell.check_output("printf '%%s' %s | " + program, text + then)

    def people(self) -> int:
        """Return the number of people that hopthu sees."""
        return self.search("hopthu", "ou=people", "(uid=*)", "1.1").count("dn: ")


def login(account: str) -> tuple[str, ...]:
    """Return the arguments by which a service account binds."""
    return ("-D", f"cn={account},ou=services,{SUFFIX}", "-y", str(FOLDER / "secrets" / account))
