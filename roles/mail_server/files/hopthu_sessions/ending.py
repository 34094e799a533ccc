"""What a right that ended leaves open on this host, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .kicking import end_sessions

SCRIPT, STOPPED = ".dovecot.sieve", ".dovecot.sieve.stopped"


def tell(text: str) -> None:
    """Say something in the journal."""
    sys.stderr.write(text + "\n")


def run(*command: str, fine: tuple[int, ...] = (0,)) -> str:
    """Run a command of the host; what it complains about is told. Returns what it showed."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode not in fine:
        tell(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def kick(login: str, reason: str) -> None:
    """End all sessions of a login, IMAP and ManageSieve. Who has none is no fault."""
    tell(f"{login}: sessions end, {reason}")
    end_sessions(login)


def show_agencies() -> None:
    """Let agencies' mailboxes be shown to whom they are to be shown now."""
    run("systemctl", "start", "hopthu-agency-access.service")


def queued(login: str) -> list[str]:
    """Return the queue ids of letters that a login has sent and that wait to leave."""
    letters = map(json.loads, run("postqueue", "-j").splitlines())
    return [
        letter["queue_id"]
        for letter in letters
        if letter["queue_name"] != "hold" and _is_of(login, letter)
    ]


def hold(login: str, letters: list[str]) -> None:
    """Keep letters of a login from leaving."""
    for letter in letters:
        tell(f"{login}: letter {letter} is held")
        run("postsuper", "-h", letter)


def _is_of(login: str, letter: dict[str, str]) -> bool:
    """Whether a letter of the queue was sent by a login, under whatever address."""
    if letter["sender"].lower() == login.lower():
        return True
    header = run("postcat", "-eq", letter["queue_id"]).splitlines()
    return f"named_attribute: sasl_username={login}" in header


def release(letters: list[str]) -> None:
    """Let letters go on that :func:`hold` kept."""
    for letter in letters:
        run("postsuper", "-H", letter)


def stop_rules(home: Path) -> None:
    """Let rules of a mailbox rest: no letter is sent on or answered."""
    script, stopped = home / SCRIPT, home / STOPPED
    if script.is_symlink() or script.exists():
        script.replace(stopped)


def start_rules(home: Path) -> None:
    """Let the rules hold again that rested, unless there are others by now."""
    script, stopped = home / SCRIPT, home / STOPPED
    if stopped.is_symlink() and not script.is_symlink():
        stopped.replace(script)
