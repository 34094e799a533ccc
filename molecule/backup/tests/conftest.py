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
BOXES = 6  # that tests work with, filled as mail programs do
CROWD = 200  # with these all that there are
LETTERS = 50  # of each of the others
AGENCY = "thanh-hoa"
WAYS = f"-i{FOLDER}/servers.yml"


class Office:
    """Mailboxes of people and one of an agency on mail1; ``backup1`` keeps the copies."""

    def __init__(self) -> None:
        self.server = Server()
        self.post = Post(self.server)
        self.shell = self.post.shell
        self.keeper, _ = shell_and_address("backup1")
        self.owners = self._mailboxes("ou=people", "uid", BOXES - 1)
        self.owners |= self._mailboxes("ou=agencies", "hopthuId", 1, AGENCY)
        self.others = [f"crowd-{number:04}" for number in range(CROWD - BOXES)]

    def _mailboxes(self, base: str, attribute: str, most: int, owner: str = "*") -> dict[str, str]:
        """The addresses of some mailboxes, by what these are kept under."""
        query = f"(&({attribute}={owner})(mail=*))"
        found = self.server.search("hopthu", base, query, attribute, "mail")
        pairs = {}
        for entry in found.split("\n\n"):
            told = dict(line.split(": ", 1) for line in entry.splitlines() if ": " in line)
            if told:
                pairs[told[attribute]] = told["mail"]
        assert len(pairs) >= most, found
        return dict(sorted(pairs.items())[:most])

    @property
    def option(self) -> str:
        """How restic on the mail host reaches the repository."""
        told = json.loads(self.shell.check_output("cat /etc/hopthu-backup/settings.json"))
        return str(told["options"][0])

    def script(self, *arguments: str) -> subprocess.Popen[str]:
        """Run post_office.py on the mail host."""
        command = ["podman", "exec", "-i", f"{FOLDER.name}-mail1", "python3", "-", *arguments]
        with open(SCRIPT, encoding="utf-8") as text:
            return subprocess.Popen(command, stdin=text, stdout=subprocess.PIPE, text=True)

    def told(self, run: subprocess.Popen[str]) -> Facts:
        """What a run of it says of every mailbox, letter by letter."""
        output, _ = run.communicate()
        assert run.returncode == 0
        told: dict[str, list[Any]] = json.loads(output)
        return {owner: Counter(json.dumps(row) for row in rows) for owner, rows in told.items()}

    def facts(self) -> Facts:
        """Of every mailbox each letter (folder, SHA-256, flags, when it came) and filter."""
        return self.told(self.script("facts"))

    def backup(self, command: str, status: int = 0, host: str = "mail1") -> dict[str, Any]:
        """hopthu-backup on a host, as its units call it."""
        done = shell_and_address(host)[0].run(f"hopthu-backup {command}")
        assert done.rc == status, done.stdout + done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def bring(self, owner: str, *, host: str = "mail1", **told: object) -> dict[str, Any]:
        """Bring back what scripts/restore would ask the host for; each in its place."""
        whole = {"owner": owner, "address": self.owners[owner], "check": False, **told}
        return self._asked("restore", whole, host)

    def bring_host(self, host: str) -> dict[str, Any]:
        """The same of everything that a host keeps."""
        return self._asked("restore-host", {"check": False}, host)

    @staticmethod
    def _asked(command: str, told: dict[str, Any], host: str) -> dict[str, Any]:
        shell, _ = shell_and_address(host)
        answer = shell.check_output(f"echo %s | hopthu-backup {command}", json.dumps(told))
        found: dict[str, Any] = json.loads(answer)
        return found

    def restore(self, verb: str, *arguments: str, status: int = 0) -> str:
        """scripts/restore, as an operator calls it."""
        where = ("--into", str(FOLDER), "--ansible", WAYS)
        return operate("scripts/restore", verb, *arguments, *where, status=status)

    def manage(self, verb: str, *arguments: str, status: int = 0) -> str:
        """scripts/backup, in the same way."""
        where = ("--into", str(FOLDER), "--ansible", WAYS)
        return operate("scripts/backup", verb, *arguments, *where, status=status)

    def audit(self) -> list[dict[str, Any]]:
        """What the mail host wrote down of what was brought back."""
        lines = self.shell.check_output("cat /var/lib/hopthu-backup-state/restores.jsonl")
        return [json.loads(line) for line in lines.splitlines()]


@pytest.fixture(scope="session")
def office() -> Office:
    """The mail host, its mailboxes filled. Copies are made when a test asks for them."""
    found = Office()
    for host in ("mail1", "ldap1"):
        shell, _ = shell_and_address(host)
        shell.check_output("systemctl stop hopthu-backup.timer hopthu-backup-drill.timer")
        # What site.yml began, because there was no copy yet.
        shell.run("systemctl stop hopthu-backup.service")
    found.told(found.script("fill", *found.owners.values()))
    crowd = found.script("crowd", str(LETTERS), "0", *found.others)
    crowd.communicate()
    assert crowd.returncode == 0
    return found
