"""What the scenarios' tests share: the servers, and playbooks run as an operator runs them."""

from __future__ import annotations

import os
import subprocess

import pytest

from default.tests.directory_client import FOLDER, PROJECT, Server
from default.tests.mail_client import Post


@pytest.fixture(scope="session")
def server() -> Server:
    """The scenario's directory server."""
    return Server()


@pytest.fixture(scope="session")
def post(server: Server) -> Post:
    """The scenario's mail server, found by name."""
    return Post(server)


def operate(*command: str, status: int = 0) -> str:
    """Run a command in the project, in English; return what it shows. It has to end as told."""
    run = subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), "HOPTHU_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == status, run.stdout + run.stderr
    return run.stdout


def play(playbook: str, *arguments: str, status: int = 0) -> str:
    """Run a playbook of the project on the scenario's lab, and return what it shows."""
    inventories = (f"-i{FOLDER}/hosts.yml", f"-i{FOLDER}/servers.yml")
    return operate(
        "ansible-playbook", *inventories, f"playbooks/{playbook}.yml", *arguments, status=status
    )
