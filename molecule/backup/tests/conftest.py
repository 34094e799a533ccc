"""A mail host whose letters are copied to another host, and the commands of an operator."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from default.tests.directory_client import FOLDER, Server, shell_and_address
from default.tests.mail_client import Post
from scenario import operate

Facts = dict[str, Counter[str]]
SCRIPT = Path(__file__).with_name("post_office.py")
BOXES = 20


class Office:
    """Twenty mailboxes on mail1; ``backup1`` keeps the copies."""

    def __init__(self) -> None:
        self.server = Server()
        self.post = Post(self.server)
        self.shell = self.post.shell
        self.keeper, _ = shell_and_address("backup1")
        found = self.server.search("hopthu", "ou=people", "(mail=*)", "mail")
        mails = [line.split()[1] for line in found.splitlines() if line.startswith("mail:")]
        self.addresses = sorted(mails)[:BOXES]
        # The letters of a mailbox whose owner is asked for by name.
        self.owners = {self.owner(address): address for address in self.addresses}

    @property
    def option(self) -> str:
        """How restic there reaches the repository."""
        told = json.loads(self.shell.check_output("cat /etc/hopthu-backup/settings.json"))
        return str(told["options"][0])

    def owner(self, address: str) -> str:
        """The id that the mailbox is kept under."""
        found = self.server.search("hopthu", "ou=people", f"(mail={address})", "uid")
        return next(line.split()[1] for line in found.splitlines() if line.startswith("uid:"))

    def script(self, *arguments: str) -> subprocess.Popen[str]:
        """Run post_office.py on the mail host."""
        container = f"{FOLDER.name}-mail1"
        command = ["podman", "exec", "-i", container, "python3", "-", *arguments]
        with open(SCRIPT, encoding="utf-8") as text:
            return subprocess.Popen(command, stdin=text, stdout=subprocess.PIPE, text=True)

    def told(self, run: subprocess.Popen[str]) -> Facts:
        """What a run of it says of every mailbox, letter by letter."""
        output, _ = run.communicate()
        assert run.returncode == 0
        told: dict[str, list[Any]] = json.loads(output)
        return {owner: Counter(json.dumps(row) for row in rows) for owner, rows in told.items()}

    def facts(self) -> Facts:
        """Every letter of every mailbox: folder, SHA-256, flags, when it came."""
        return self.told(self.script("facts"))

    def backup(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """hopthu-backup on the mail host, as its units call it."""
        done = self.shell.run("hopthu-backup " + " ".join(arguments))
        assert done.rc == status, done.stdout + done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def restore(self, *arguments: str, status: int = 0) -> str:
        """scripts/restore, as an operator calls it."""
        verb, *more = arguments
        return self._script("restore", verb, *more, status=status)

    def manage(self, *arguments: str, status: int = 0) -> str:
        """scripts/backup, in the same way."""
        verb, *more = arguments
        return self._script("backup", verb, *more, status=status)

    @staticmethod
    def _script(script: str, *arguments: str, status: int) -> str:
        where = ["--into", str(FOLDER)]
        more = ["--ansible", f"-i{FOLDER}/servers.yml"]
        return operate(f"scripts/{script}", *arguments, *where, *more, status=status)


@pytest.fixture(scope="session")
def office() -> Office:
    """The mail host, its mailboxes filled."""
    found = Office()
    # Copies are made when a test asks for them.
    found.shell.check_output("systemctl stop hopthu-backup.timer hopthu-backup-drill.timer")
    found.told(found.script("fill", *found.addresses))
    return found
