"""Runs on the mail host: fills mailboxes, uses them, and tells what they hold.

``fill ADDRESS…``: letters of all kinds through Dovecot's LMTP, then folders and flags by doveadm;
``use SECONDS ADDRESS…``: letters come in, are read and moved; ``facts``: each mailbox as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import smtplib
import subprocess
import sys
import time
from pathlib import Path

DRAW = random.Random()  # noqa: S311 - nothing secret
STORE = Path("/srv/vmail")
LMTP = "/var/spool/postfix/private/dovecot-lmtp"
LETTERS = 500
FOLDERS = ("Hồ sơ", "Hồ sơ/Năm 2008", "Cũ & mới", "Trash", "Đã xử lý/Án phí")


def letter(number: int, size: int = 200) -> bytes:
    """A letter that is like no other."""
    body = hashlib.sha256(str(number).encode()).hexdigest() * (size // 64 + 1)
    lines = "\n".join(body[at : at + 76] for at in range(0, len(body), 76))
    head = (
        f"From: =?utf-8?q?L=C3=AA?= <le@example.org>\nSubject: Giấy mời {number}\n"
        f"Message-ID: <{number}@example.org>\nContent-Type: text/plain; charset=utf-8\n"
    )
    return f"{head}\nKính gửi, {number}\n{lines}\n".encode()


def deliver(numbers: range, addresses: list[str], size: int = 200) -> None:
    """Through Dovecot, as Postfix does."""
    with smtplib.LMTP(LMTP) as server:
        for number in numbers:
            server.sendmail(
                "le@example.org", [addresses[number % len(addresses)]], letter(number, size)
            )


def doveadm(*arguments: str, good: tuple[int, ...] = (0,)) -> None:
    """It has to end well."""
    done = subprocess.run(["doveadm", *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in good:
        sys.exit(f"doveadm {arguments}: {done.stderr}")


def fill(addresses: list[str]) -> None:
    """Letters in several folders, flags and keywords of users, a few large ones."""
    deliver(range(LETTERS - 4), addresses)
    deliver(range(LETTERS - 4, LETTERS), addresses, 3_000_000)
    for turn, address in enumerate(addresses):
        folder = FOLDERS[turn % len(FOLDERS)]
        doveadm("mailbox", "create", "-s", "-u", address, folder, good=(0, 65))
        doveadm("flags", "add", "-u", address, r"\Seen \Flagged", "mailbox", "INBOX", "1:6")
        doveadm("flags", "add", "-u", address, "Khan \\Answered", "mailbox", "INBOX", "3:4")
        doveadm("move", "-u", address, folder, "mailbox", "INBOX", "1:8")


def use(seconds: float, addresses: list[str]) -> None:
    """Come in, read, move to and fro, until the time is over."""
    end, number = time.monotonic() + seconds, 100_000
    while time.monotonic() < end:
        address = DRAW.choice(addresses)
        deliver(range(number, number + 1), [address])
        doveadm(
            "flags",
            DRAW.choice(("add", "remove")),
            "-u",
            address,
            r"\Seen",
            "mailbox",
            "INBOX",
            "1:9",
        )
        doveadm("move", "-u", address, "Trash", "mailbox", "INBOX", "1:3")
        doveadm("move", "-u", address, "INBOX", "mailbox", "Trash", "ALL")
        number += 1


def facts() -> dict[str, list[list[object]]]:
    """Of each mailbox its letters: folder, SHA-256, flags, when it came; sorted."""
    found: dict[str, list[list[object]]] = {}
    for home in sorted(path for path in STORE.iterdir() if not path.name.startswith(".")):
        rows = found.setdefault(home.name, [])
        for folder, _, names in os.walk(home):
            if Path(folder).name not in ("cur", "new"):
                continue
            words = keywords(Path(folder).parent)
            for name in names:
                path = Path(folder, name)
                flags = sorted(words.get(each, each) for each in name.partition(":2,")[2])
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                where = str(Path(folder).parent.relative_to(home))
                rows.append([where, digest, flags, int(path.stat().st_mtime)])
        rows.sort(key=str)
    return found


def keywords(folder: Path) -> dict[str, str]:
    """What users' words are called in the names of files."""
    path = folder / "dovecot-keywords"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {chr(97 + int(line.partition(" ")[0])): line.partition(" ")[2] for line in lines}


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "fill":
        fill(rest)
    elif verb == "use":
        use(float(rest[0]), rest[1:])
    sys.stdout.write(json.dumps(facts()))
