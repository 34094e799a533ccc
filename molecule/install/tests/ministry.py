"""A ministry's environment on two bare hosts, made as the documents tell an administrator to."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook

from default.tests.directory_client import FOLDER, PROJECT, shell_and_address
from default.tests.shell import Shell

DOMAIN = "example.gov.vn"
SUFFIX = "dc=example,dc=gov,dc=vn"
_KNOWN = 'mount --bind "$0" /etc/hosts && exec "$@"'
HOSTS = {"ldap1": f"ldap1.{DOMAIN}", "mail1": f"mail.{DOMAIN}"}


@dataclass
class Ministry:
    """The environment ``root``, and what its administrator has besides: keys of ssh, the DNS."""

    root: Path
    shells: dict[str, Shell] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for host, name in HOSTS.items():
            self.shells[host], self.addresses[name] = shell_and_address(host)
        self._names = self.root.with_name("names")
        lines = "".join(f"{address} {name}\n" for name, address in self.addresses.items())
        self._names.write_text("127.0.0.1 localhost\n" + lines, encoding="utf-8")
        for shell in self.shells.values():
            shell.check_output("printf %%s %s >>/etc/hosts", lines)

    @property
    def hosts(self) -> Path:
        """The file that the generator names to be edited, the only one."""
        return self.root / "hosts.yml"

    def say_which_hosts(self) -> None:
        """Write into hosts.yml where the servers are, as its comment tells."""
        text = self.hosts.read_text(encoding="utf-8")
        for name, address in self.addresses.items():
            line = re.compile(rf"^( +{re.escape(name)}:).*$", re.MULTILINE)
            text, changed = line.subn(rf"\1 {{ansible_host: {address}}}", text)
            assert changed == 1
        self.hosts.write_text(text, encoding="utf-8")

    def operate(self, *command: str, status: int = 0) -> str:
        """Run a command where the DNS knows the hosts; return what it shows."""
        known = f"-o UserKnownHostsFile={FOLDER}/known_hosts -o StrictHostKeyChecking=yes"
        run = subprocess.run(
            ["unshare", "--mount", "sh", "-c", _KNOWN, str(self._names), *command],
            cwd=PROJECT,
            env={
                **os.environ,
                "HOPTHU_LANG": "en",
                "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
                "ANSIBLE_PRIVATE_KEY_FILE": str(FOLDER / "ssh"),
                "ANSIBLE_SSH_COMMON_ARGS": known,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == status, run.stdout + run.stderr
        return run.stdout

    def play(self, playbook: str, *arguments: str) -> str:
        """Run a playbook of the toolkit on the environment."""
        command = f"ansible-playbook -i {self.hosts} playbooks/{playbook}.yml".split()
        return self.operate(*command, *arguments)

    def fill_in(self, province: str, *rows: tuple[str, ...]) -> Path:
        """Have an empty form of a province, with rows in it: name, birthday, agency, title."""
        form = self.root.with_name(f"{province}.xlsx")
        self.operate("scripts/form", province, "--into", str(self.root), "-o", str(form))
        book = load_workbook(form)
        sheet = book.worksheets[0]
        first = next(n for n, cells in enumerate(sheet.values, start=1) if cells[0] == "STT") + 1
        for line, row in enumerate(rows, start=first):
            sheet.cell(line, 1, line - first + 1)
            for column, value in enumerate(row, start=2):
                sheet.cell(line, column, value)
        book.save(form)
        return form
