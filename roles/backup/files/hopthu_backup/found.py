"""The letters of a maildir by what is in them, and what Dovecot keeps in their names."""

from __future__ import annotations

import base64
import datetime
import email.header
import email.parser
import email.policy
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LETTERS = ("cur", "new")
_TRIES = 20
_VIETNAM = datetime.timezone(datetime.timedelta(hours=7))  # without summer time, since 1975
# What the owner deleted of late: beside the mailbox, and not a part of it.
EXPUNGED = "expunged"
_KEYWORDS = "dovecot-keywords"
_HEADERS = 65536  # bytes within which the headers that are looked at stand


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: ``folder`` as on the disk; ``sha256`` of it with the line ends that a maildir has.

    ``flags``: Dovecot's letters and the words that users gave, sorted; ``received``: seconds.
    """

    path: Path
    folder: str
    sha256: str
    flags: tuple[str, ...]
    received: int
    size: int


def letters(place: Path) -> list[Letter]:
    """All letters of a mailbox, which may be in use: who reads one renames its file meanwhile.

    Without those that its owner deleted.
    """
    for _ in range(_TRIES):
        try:
            return sorted(_letters(place), key=lambda each: str(each.path))
        except FileNotFoundError:
            continue
    raise FileNotFoundError(f"{place} changes all the time")


def letter_paths(place: Path) -> list[Path]:
    """The files of all letters of a mailbox that nobody uses."""
    return sorted(walk_letters(place))


def walk_letters(place: Path) -> Iterator[Path]:
    """The same, one after the other."""
    for folder, _, names in os.walk(place) if os.path.isdir(place) else ():
        if Path(folder).name in _LETTERS:
            yield from (Path(folder, name) for name in names)


def _letters(place: Path) -> Iterator[Letter]:
    if not os.path.isdir(place):
        return
    for folder, folders, names in os.walk(place, onerror=_refuse):
        if Path(folder) == place:
            folders[:] = [each for each in folders if each != EXPUNGED]
        if Path(folder).name in _LETTERS:
            keywords = _keywords(Path(folder).parent)
            for name in names:
                path = Path(folder, name)
                facts = path.lstat()
                if stat.S_ISREG(facts.st_mode):
                    yield Letter(
                        path,
                        folder_of(path.parent.parent.relative_to(place)),
                        _sha256(path),
                        _flags(name, keywords),
                        int(facts.st_mtime),
                        facts.st_size,
                    )


def _refuse(error: OSError) -> None:
    raise error


def folder_of(place: Path) -> str:
    """What Dovecot calls a folder of the layout that the role gives mailboxes."""
    if place.parts[:1] == ("folders",):
        return str(Path(*place.parts[1:]))
    return "INBOX" if place.parts == ("inbox",) else str(place)


def place_of(folder: str) -> Path:
    """The opposite."""
    return Path("inbox") if folder == "INBOX" else Path("folders", folder)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _keywords(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / _KEYWORDS).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition(" ") for line in lines)
    return {chr(ord("a") + int(number)): word for number, _, word in pairs if number.isdecimal()}


def _flags(name: str, keywords: dict[str, str]) -> tuple[str, ...]:
    letters = name.rpartition(":2,")[2].partition(",")[0] if ":2," in name else ""
    return tuple(sorted(keywords.get(each, each) for each in letters))


def base_name(name: str) -> str:
    """What stays of a file's name when flags change."""
    return name.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters of a copy: all that fit everything that is said. ``folder``: and all below."""

    folder: str = ""
    sender: str = ""
    subject: str = ""
    day: str = ""

    def __bool__(self) -> bool:
        return bool(self.folder or self.sender or self.subject or self.day)

    def fits(self, letter: Letter) -> bool:
        """Whether a letter is one of them."""
        if self.folder:
            named = to_utf7(self.folder) if self.folder.upper() != "INBOX" else "INBOX"
            if letter.folder != named and not letter.folder.startswith(f"{named}/"):
                return False
        if self.day and self.day != f"{_day(letter.received)}":
            return False
        if not (self.sender or self.subject):
            return True
        headers = _headers(letter.path)
        return plain(self.sender) in headers["from"] and plain(self.subject) in headers["subject"]


def _day(received: int) -> datetime.date:
    return datetime.datetime.fromtimestamp(received, _VIETNAM).date()


def _headers(path: Path) -> dict[str, str]:
    with open(path, "rb") as file:
        text = file.read(_HEADERS).decode("utf-8", errors="replace")
    message = email.parser.HeaderParser(policy=email.policy.compat32).parsestr(text)
    return {
        name: plain(" ".join(map(_decoded, message.get_all(name, []))))
        for name in ("from", "subject")
    }


def _decoded(value: str) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError):
        return value


def plain(text: str) -> str:
    """What is compared: without the case, the ways to write one sign, and where lines end."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).casefold().strip()


def to_utf7(name: str) -> str:
    """A folder's name as IMAP and the disk write it (RFC 3501, 5.1.3)."""

    def coded(match: re.Match[str]) -> str:
        if match[0] == "&":
            return "&-"
        code = base64.b64encode(match[0].encode("utf-16-be")).decode()
        return "&" + code.rstrip("=").replace("/", ",") + "-"

    return re.sub(r"&|[^ -~]+", coded, unicodedata.normalize("NFC", name))


def from_utf7(name: str) -> str:
    """The opposite; a name that is none stays as it is."""

    def decoded(match: re.Match[str]) -> str:
        if not match[1]:
            return "&"
        code = match[1].replace(",", "/")
        return base64.b64decode(code + "=" * (-len(code) % 4)).decode("utf-16-be")

    try:
        return re.sub(r"&([A-Za-z0-9+,]*)-", decoded, name)
    except (ValueError, UnicodeDecodeError):
        return name
