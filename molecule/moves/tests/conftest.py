"""Two mail hosts, with the clients of the scenario default."""

from __future__ import annotations

import imaplib
from collections.abc import Iterable, Sequence

import pytest

from default.tests.directory_client import FOLDER, Server
from default.tests.mail_client import Post
from scenario import play


class Ministry:
    """The lab's inventory and its two mail hosts, ``one`` and ``two``."""

    def __init__(self) -> None:
        server = Server()
        self.one, self.two = Post(server), Post(server, "mail2")
        self._people = FOLDER / "provinces" / "thanh_hoa" / "people.yml"

    def play(self, playbook: str, *arguments: str, status: int = 0) -> str:
        """Run a playbook for Thanh Hóa as an operator does, and return what it shows."""
        return play(playbook, "--limit", "thanh_hoa", *arguments, status=status)

    def declare(self, number: int, **values: str) -> None:
        """Give a person's record lines, in place of those of the same keys."""
        lines = self._people.read_text(encoding="utf-8").splitlines()
        start = lines.index(f"  - id: thanh-hoa-{number:04}") + 1
        end = next((n for n in range(start, len(lines)) if lines[n].startswith("  - ")), len(lines))
        kept = [line for line in lines[start:end] if line.split(":")[0].strip() not in values]
        new = [f'    {key}: "{value}"' for key, value in values.items() if value]
        text = "\n".join([*lines[:start], *kept, *new, *lines[end:]]) + "\n"
        self._people.write_text(text, encoding="utf-8")

    def fill(self, owner: str, folders: Sequence[str], subjects: Iterable[str]) -> None:
        """Give somebody on the first host letters in the inbox and in the last of the folders.

        With flags, dates, subscriptions and a script.
        """
        with self.one.imap(owner) as client:
            for folder in folders:
                client.create(folder)
                client.subscribe(folder)
            for number, subject in enumerate(subjects):
                client.append(
                    "INBOX" if number % 3 else folders[-1],
                    "(\\Seen \\Flagged $Label1)" if number % 4 == 0 else "()",
                    imaplib.Time2Internaldate(1_226_000_000 + number),
                    f"Subject: {subject}\r\n\r\nThư {number}\r\n".encode(),
                )
        self.one.shell.check_output(f"printf 'keep;\n' | doveadm sieve put -u {owner} -a own")


@pytest.fixture(scope="session")
def ministry() -> Ministry:
    """The ministry, whose mailboxes all are on the first host."""
    found = Ministry()
    found.play("move_mailboxes")  # nothing moves: the directory learns where they are
    return found
