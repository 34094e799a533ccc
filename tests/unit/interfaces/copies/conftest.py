"""An environment whose servers are this machine, with programs that answer what a test says."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[4]
HOSTS = """
all:
  vars:
    hopthu_inventory: "{{{{ inventory_dir }}}}"
    hopthu_directory_uri: ldap://127.0.0.1
    hopthu_bind_password: x
    hopthu_backup_repository: "{repository}"
    hopthu_backup_password: of-the-tests
  children:
    servers:
      vars: {{ansible_connection: local, ansible_python_interpreter: {python}}}
      children:
        mail_servers: {{hosts: {{mail1: , mail2: }}}}
        backup_servers: {{hosts: {{backup1: }}}}
    provinces: {{hosts: {{trung_uong: , thanh_hoa: }}}}
"""


class Servers:
    """``root`` is the environment; ``asked`` is what the programs were told, call by call."""

    def __init__(self, root: Path, tools: Path) -> None:
        self.root = root
        self._tools = tools

    def answer(self, program: str, told: Any, status: int = 0) -> None:
        """Have a program of all servers answer that."""
        answer = self._tools / f"{program}.answer"
        answer.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
        path = self._tools / program
        path.write_text(
            f'#!/bin/sh\ncat >"{self._tools}/asked.$$"\necho "$1" >>"{self._tools}/verbs"\n'
            f'cat "{answer}"\nexit {status}\n'
        )
        path.chmod(0o755)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What stood on their standard input."""
        found = sorted(self._tools.glob("asked.*"))
        return [json.loads(path.read_text(encoding="utf-8")) for path in found]

    @property
    def verbs(self) -> list[str]:
        """What they were called for."""
        return (self._tools / "verbs").read_text().split()


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Servers:
    """The shipped policy, a province with a few people, and the servers."""
    root = tmp_path / "environment"
    shutil.copytree(PROJECT / "inventory" / "lab" / "group_vars", root / "group_vars")
    shutil.copytree(
        PROJECT / "molecule" / "provision" / "inventory" / "provinces", root / "provinces"
    )
    repository = tmp_path / "repository"
    (root / "hosts.yml").write_text(HOSTS.format(python=sys.executable, repository=repository))
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setenv("PATH", f"{tools}:{Path(sys.executable).parent}:/usr/bin:/bin")
    monkeypatch.setenv("HOPTHU_LANG", "en")
    monkeypatch.delenv("ANSIBLE_CONFIG", raising=False)
    return Servers(root, tools)
