"""Runs on the mail host: fills mailboxes, uses them, and tells what they hold.

``fill ADDRESS…``: as their owners' mail programs would, by IMAP; ``crowd LETTERS BYTES OWNER…``:
many at once, as Dovecot leaves them on the disk, so many letters each, an attachment of so many
bytes each; ``use SECONDS ADDRESS…``: letters come in, are read and moved; ``facts``: nothing
but that. Each but ``crowd`` says at its end what every mailbox holds, as JSON: the folder, the
SHA-256, the flags and the time of each letter, and Sieve scripts.
"""

from __future__ import annotations

import hashlib
import imaplib
import json
import os
import random
import smtplib
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DRAW = random.Random(2008)  # noqa: S311 - nothing secret
STORE = Path("/srv/vmail")
LMTP = "/var/spool/postfix/private/dovecot-lmtp"
FOLDERS = (
    "Hồ sơ",
    "Hồ sơ/Năm 2008/Án phí",
    "Cũ & mới",
    "Đã xử lý [50%] 'xong'",
    'Kê biên "tài sản" – đợt 1.2',
    "Công văn đến của Cục Thi hành án dân sự thành phố Hà Nội",
)
SCRIPT = 'require "fileinto";\n# Hồ sơ\nif header :contains "subject" "%s" { fileinto "INBOX"; }\n'
DAY = 86400
FIRST_DAY = 1_700_000_000  # 2023-11-15 in Vietnam


def letter(number: int, attachment: int = 0) -> bytes:
    """A letter that is like no other; an ``attachment`` of so many bytes, that nothing shortens."""
    body = hashlib.sha256(str(number).encode()).hexdigest()
    if attachment:
        body = b64encode(DRAW.randbytes(attachment)).decode()
    lines = "\r\n".join(body[at : at + 76] for at in range(0, len(body), 76))
    sender = ("=?utf-8?q?L=C3=AA_V=C4=83n?=", "Tran Thi")[number % 2]
    head = (
        f"From: {sender} <le@example.org>\r\nSubject: Giấy mời {number}\r\n"
        f"Message-ID: <{number}@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n"
    )
    return f"{head}\r\nKính gửi, {number}\r\n{lines}\r\n".encode()


def deliver(number: int, address: str) -> None:
    """Through Dovecot, as Postfix does."""
    with smtplib.LMTP(LMTP) as server:
        server.sendmail("le@example.org", [address], letter(number))


@contextmanager
def opened(address: str) -> Iterator[imaplib.IMAP4]:
    """A mailbox as its owner's mail program has it."""
    client = imaplib.IMAP4_stream(f"doveadm exec imap -u {address}")
    try:
        yield client
    finally:
        client.logout()


def named(folder: str) -> str:
    """A folder's name on the wire (RFC 3501, 5.1.3)."""
    return '"' + _utf7(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(text: str) -> str:
    parts, odd = [], ""
    for sign in [*text, ""]:
        if sign and not " " <= sign <= "~":
            odd += sign
            continue
        if odd:
            code = b64encode(odd.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            parts.append(f"&{code}-")
            odd = ""
        parts.append("&-" if sign == "&" else sign)
    return "".join(parts)


def good(answer: tuple[str, Sequence[bytes | None]]) -> None:
    """What the server says has to be yes."""
    assert answer[0] == "OK", answer


def fill(addresses: list[str]) -> None:
    """Letters of several days in odd folders, flags and words of users, attachments, filters."""
    for turn, address in enumerate(addresses):
        with opened(address) as client:
            for at, folder in enumerate(FOLDERS[turn % 3 :: 2]):
                client.create(named(folder))  # may be there as the parent of another
                good(client.subscribe(named(folder)))
                append(client, folder, range(turn * 100 + at * 10, turn * 100 + at * 10 + 4))
            append(client, "INBOX", range(turn * 100 + 90, turn * 100 + 99))
            if turn < 4:
                sent = imaplib.Time2Internaldate(FIRST_DAY)
                large = letter(turn * 100 + 99, 4_000_000)
                good(client.append("INBOX", "(\\Flagged)", sent, large))
        text = SCRIPT % turn
        subprocess.run(
            ["doveadm", "sieve", "put", "-a", "-u", address, "Lọc thư"],
            input=text.encode(),
            check=True,
        )


def append(client: imaplib.IMAP4, folder: str, numbers: range) -> None:
    """Letters of consecutive days, each with other flags."""
    kinds = ("", "\\Seen", "\\Seen \\Flagged", "KhanCap \\Answered", "$Junk \\Seen")
    for number in numbers:
        sent = imaplib.Time2Internaldate(FIRST_DAY + number % 10 * DAY)
        flags = f"({kinds[number % len(kinds)]})"
        good(client.append(named(folder), flags, sent, letter(number)))


def crowd(letters: int, attachment: int, owners: list[str]) -> None:
    """Mailboxes of the owners that have none, with what ``append`` gives, in the same folders."""
    for turn, owner in enumerate(owners):
        DRAW.seed(owner)  # nobody's attachment is another's, whatever the call
        home = STORE / owner
        home.mkdir(mode=0o700, exist_ok=True)
        places = [home / "inbox"]
        places += [home / "folders" / _utf7(name) for name in FOLDERS[turn % 3 :: 2]]
        for place in places:
            for part in ("cur", "new", "tmp"):
                (place / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            (place / "dovecot-keywords").write_text("0 KhanCap\n1 $Junk\n", encoding="utf-8")
        for at in range(letters):
            number = 1_000_000 * (turn + 1) + at
            sent = letter(number, attachment)
            content = sent.replace(b"\r\n", b"\n")
            when = FIRST_DAY + number % 10 * DAY
            flags = ("", "S", "FS", "Ra", "Sb")[number % 5]
            name = f"{when}.M{number}P1.mail1,S={len(content)},W={len(sent)}:2,{flags}"
            path = places[at % len(places)] / "cur" / name
            path.write_bytes(content)
            os.utime(path, (when, when))
    homes = [str(STORE / owner) for owner in owners]
    subprocess.run(["chown", "-R", f"--reference={STORE}", *homes], check=True)


def use(seconds: float, addresses: list[str]) -> None:
    """Come in, read, move to and fro, until the time is over."""
    end, number = time.monotonic() + seconds, 100_000
    while time.monotonic() < end:
        address = DRAW.choice(addresses)
        deliver(number, address)
        with opened(address) as client:
            client.select("INBOX")
            client.store("1:4", "+FLAGS" if number % 2 else "-FLAGS", "\\Seen")
            client.create("Trash")
            client._simple_command("MOVE", "1:3", "Trash")
            client.select("Trash")
            client._simple_command("MOVE", "1:*", "INBOX")
        number += 1


def facts() -> dict[str, list[list[object]]]:
    """Of each mailbox its letters, without those that its owner deleted, and its filters."""
    found: dict[str, list[list[object]]] = {}
    for home in sorted(path for path in STORE.iterdir() if not path.name.startswith(".")):
        rows = found.setdefault(home.name, [])
        for folder, folders, names in os.walk(home):
            if Path(folder) == home:
                folders[:] = [each for each in folders if each != "expunged"]
            place = Path(folder)
            if place.name in ("cur", "new"):
                words = keywords(place.parent)
                rows += [told(place / name, home, words) for name in names]
            elif place.name == "sieve":
                rows += [
                    ["sieve", name, digest(place / name), (place / name).stat().st_size]
                    for name in names
                    if name.endswith(".sieve")
                ]
        link = home / ".dovecot.sieve"
        if link.is_symlink():
            rows.append(["sieve", "active", str(link.readlink()), 0])
        rows.sort(key=str)
    return found


def told(path: Path, home: Path, words: dict[str, str]) -> list[object]:
    """A letter: its folder, SHA-256, flags, and when it came."""
    flags = sorted(words.get(each, each) for each in path.name.partition(":2,")[2])
    where = str(path.parent.parent.relative_to(home))
    return [where, digest(path), flags, int(path.stat().st_mtime)]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
    elif verb == "crowd":
        crowd(int(rest[0]), int(rest[1]), rest[2:])
        sys.exit()
    sys.stdout.write(json.dumps(facts()))
