#!/usr/bin/python3 -BP
"""What is done to the repositories where they are: ``hopthu-backup-server prune | check``, as root.

``hopthu-backup-server serve HOST`` is all that a host's key may start: the host adds to its own
repository, and changes and deletes nothing.

Told on the standard input, as JSON: ``{"password": "…", "keep": {"hourly": "2d", "daily": "14d",
"weekly": "2m", "monthly": "1y"}, "held": "", "check": false}``. The password is of this run, and
stays nowhere. ``held`` is the first day of the legal holds that are on, as an ISO date, or empty.
The answer is JSON: a line for each repository, with ``problem`` where something is wrong.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
import pwd
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

# What restic names after the SHA-256 of its contents; all that it cannot do without.
NAMED = ("data", "index", "snapshots")
_HASH = re.compile("[0-9a-f]{64}")
STORE = Path(os.environ.get("HOPTHU_BACKUP_STORE", "/srv/hopthu-backup"))
ACCOUNT = "hopthu-backup"
# A copy bears the moment at which it began, and is written when it has ended.
LONGEST = datetime.timedelta(days=2)
AHEAD = datetime.timedelta(hours=1)
AT_ONCE = 500  # ids on a command line
KEPT = ("hourly", "daily", "weekly", "monthly", "yearly")


class Failed(Exception):
    """Something is wrong with a repository: ``code`` says what, the text why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def restic(repository: Path, password: str, *arguments: str) -> str:
    """Run it as the account that owns the repositories; the password goes by a pipe."""
    reading, writing = os.pipe()
    os.write(writing, password.encode())
    os.close(writing)
    as_owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam(ACCOUNT)
        os.fchown(reading, owner.pw_uid, owner.pw_gid)
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    try:
        done = subprocess.run(
            ["restic", "--no-cache", *arguments],
            env={
                "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                "RESTIC_REPOSITORY": str(repository),
                "RESTIC_PASSWORD_FILE": f"/dev/fd/{reading}",
                "GOGC": "20",
                "LC_ALL": "C.UTF-8",
            },
            pass_fds=[reading],
            cwd="/",
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **as_owner,
        )
    finally:
        os.close(reading)
    if done.returncode:
        raise _failed(done.stderr or done.stdout)
    output: str = done.stdout
    return output


def _failed(output: str) -> Failed:
    lines = [_plain(line.strip()) for line in output.splitlines() if line.strip()]
    reason = " | ".join(lines[-4:])[-400:]
    for code, pattern in (
        ("password", r"wrong password"),
        ("locked", r"already locked|unable to create lock"),
        ("full", r"no space left"),
        ("damaged", r"errors|damaged|hash|load|not found|does not match|decrypt"),
    ):
        if re.search(pattern, reason, re.IGNORECASE):
            return Failed(code, reason)
    return Failed("restic", reason)


def _plain(line: str) -> str:
    """What a line says that is JSON, as restic's failures are from Debian 13 on."""
    try:
        return " ".join(str(json.loads(line)["message"]).split())
    except (ValueError, TypeError, KeyError):
        return line


def looked_at(repository: Path, password: str) -> list[dict[str, Any]]:
    """The copies; Failed where one is not as the host itself would have made it.

    Whoever took a host over can add copies of any day and hope that real ones are taken away in
    their place; the files of this machine tell when they really came.
    """
    found: list[dict[str, Any]] = json.loads(
        restic(repository, password, "snapshots", "--json", "--no-lock") or "[]"
    )
    strange = []
    for each in found or ():
        told = datetime.datetime.fromisoformat(_fraction(each["time"]))
        came = datetime.datetime.fromtimestamp(
            (repository / "snapshots" / each["id"]).stat().st_mtime, datetime.UTC
        )
        if each["hostname"] != repository.name or not (-AHEAD <= came - told <= LONGEST):
            strange.append(f"{each['id'][:8]} ({each['hostname']}, {each['time'][:19]})")
    if strange:
        raise Failed("strange", ", ".join(strange))
    return found or []


def _fraction(time: str) -> str:
    return re.sub(r"\.\d+", "", time).replace("Z", "+00:00")


def pruned(repository: Path, password: str, told: dict[str, Any]) -> dict[str, Any]:
    """Take away what is too old, and the room that it took; what is held stays."""
    before = looked_at(repository, password)
    keep = [f"--keep-within-{each}={told['keep'][each]}" for each in KEPT if each in told["keep"]]
    if not keep or not before:
        raise Failed("nothing", "nothing says what is to be kept" if before else "no copies")
    held = _first_held_day(told)
    # What a host left that was cut off; one that is at work now stops this.
    if not told.get("check"):
        restic(repository, password, "unlock")
    old = _too_old(repository, password, keep)
    going = [each["id"] for each in _not_held(before, held) if each["id"] in old]
    if not told.get("check"):
        for start in range(0, len(going), AT_ONCE):
            ids = going[start : start + AT_ONCE]
            restic(repository, password, "forget", "--prune", *ids)
    after = looked_at(repository, password)
    facts = {"copies": len(after), "forgotten": len(before) - len(after)}
    return {**facts, "held": len(old) - len(going)}


def _first_held_day(told: dict[str, Any]) -> str:
    """The day up to which nothing may go, or empty; Failed where nobody says."""
    held = told.get("held")
    try:
        if held == "" or datetime.date.fromisoformat(held or ""):
            return str(held)
    except (TypeError, ValueError):
        pass
    raise Failed("nothing", f"what is under hold is not said ({held!r}), so nothing goes")


def _too_old(repository: Path, password: str, keep: list[str]) -> set[str]:
    """The ids of the copies that the rules do not keep."""
    options = ["--group-by", "host", "--dry-run", "--no-lock", "--json"]
    answer = restic(repository, password, "forget", *options, *keep)
    groups = next((line for line in answer.splitlines() if line.startswith("[")), "")
    if not groups:
        raise Failed("restic", f"it does not say what is too old: {answer.strip()[-200:]}")
    return {each["id"] for group in json.loads(groups) for each in group["remove"] or ()}


def _not_held(copies: list[dict[str, Any]], held: str) -> list[dict[str, Any]]:
    """Those that a hold leaves free: none up to its first day, and of a later day not the last.

    Days are those of UTC: where it is later, more stays.
    """
    if not held:
        return copies
    days = {each["id"]: _day(each) for each in copies}
    last = {days[each["id"]]: each["id"] for each in sorted(copies, key=_moment)}
    free = (each for each in copies if days[each["id"]] > held)
    return [each for each in free if last[days[each["id"]]] != each["id"]]


def _moment(copy: dict[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(_fraction(copy["time"])).astimezone(datetime.UTC)


def _day(copy: dict[str, Any]) -> str:
    return _moment(copy).date().isoformat()


def checked(repository: Path, password: str, told: dict[str, Any]) -> dict[str, Any]:
    """Read the structure, and a part of the contents, and compare with their hashes."""
    copies = looked_at(repository, password)
    part = str(told.get("read", "5%"))
    restic(repository, password, "check", "--no-lock", f"--read-data-subset={part}")
    return {"copies": len(copies), "read": part}


def served(repository: Path) -> int:
    """Let a host add to its repository until it hangs up; return how rclone ended.

    What was half written, because the disk was full or the line was cut, would be in the way for
    ever: nobody may overwrite it, and an index that nobody can read keeps all copies from being
    read. As long as nobody else is at work it goes, before the host begins and when it ends. Where
    that cannot be (nothing can be written, a file cannot be read) the host still gets what it kept.
    """
    repository.mkdir(exist_ok=True)
    command = ["rclone", "--config=/dev/null", "serve", "restic", "--stdio", "--append-only"]
    with ExitStack() as stack:
        try:
            lock = stack.enter_context(held(repository))
        except OSError as error:
            _left(error)
            return subprocess.run([*command, repository], check=False).returncode
        _swept_if_possible(repository, lock)
        fcntl.flock(lock, fcntl.LOCK_SH)
        # As long as rclone lives the lock does.
        done = subprocess.run([*command, repository], pass_fds=[lock.fileno()], check=False)
        _swept_if_possible(repository, lock)
    return done.returncode


def _swept_if_possible(repository: Path, lock: TextIO) -> None:
    try:
        swept(repository, lock)
    except OSError as error:
        _left(error)


def _left(error: OSError) -> None:
    sys.stderr.write(f"half-written files may be left: {error}\n")


@contextmanager
def held(repository: Path) -> Iterator[TextIO]:
    """What those hold together who work on a repository, and one alone who sweeps it."""
    path = repository.with_name(f".{repository.name}.lock")
    with open(path, "a", encoding="utf-8") as lock:
        # The account has to open it, too, whoever made it.
        owner = repository.stat()
        os.fchown(lock.fileno(), owner.st_uid, owner.st_gid)
        yield lock


def swept(repository: Path, lock: TextIO) -> None:
    """Take away what came since the last time and is not what its name says; what is empty always.

    What is older and not empty may have been whole once: it is somebody's to mend.
    """
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody is at work: whoever ends last does it
    mark = repository.with_name(f".{repository.name}.swept")
    began = time.time()
    since = (mark.stat().st_mtime if mark.exists() else began - LONGEST.total_seconds()) - 2
    for path in (path for name in NAMED for path in (repository / name).rglob("*")):
        if not (path.is_file() and _HASH.fullmatch(path.name)):
            continue  # what restic writes here has another name until it is whole
        told = path.stat()
        if not told.st_size or (told.st_mtime >= since and not _whole(path)):
            path.unlink()
    os.sync()
    mark.touch()
    os.utime(mark, (began, began))


def _whole(path: Path) -> bool:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name


COMMANDS = {"prune": pruned, "check": checked}


def main() -> int:
    """Return 0 when all was done, 1 when something is wrong, 2 for a wrong command."""
    if len(sys.argv) == 3 and sys.argv[1] == "serve":
        os.umask(0o077)
        return served(STORE / Path(sys.argv[2]).name)
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.stderr.write((__doc__ or "").partition("\n")[0] + "\n")
        return 2
    os.umask(0o077)
    told = json.load(sys.stdin)
    answers = []
    for repository in sorted(path for path in STORE.iterdir() if (path / "config").exists()):
        answer: dict[str, Any] = {
            "host": repository.name,
            "bytes": sum(path.stat().st_size for path in repository.rglob("*") if path.is_file()),
        }
        try:
            with held(repository) as lock:
                fcntl.flock(lock, fcntl.LOCK_SH)  # what restic is writing bears another name yet
                answer |= COMMANDS[sys.argv[1]](repository, told["password"], told)
        except (Failed, OSError, ValueError) as error:
            code = error.code if isinstance(error, Failed) else "restic"
            answer["problem"] = {"code": code, "reason": str(error)}
        answers.append(answer)
    print(json.dumps({"repositories": answers}, ensure_ascii=False))
    return int(any("problem" in answer for answer in answers))


if __name__ == "__main__":
    sys.exit(main())
