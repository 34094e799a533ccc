"""Letters of a copy, back into a mailbox: looked at first, put there, compared."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hopthu_host.placing import remove, settle
from hopthu_mailbox import doveadm
from hopthu_mailbox.places import Failed, Places

from . import found
from .fetching import Copy, box_of, scratch
from .found import Letter, Wanted, from_utf7, to_utf7
from .problem import Problem
from .settings import Settings
from .state import State, now

_SCRIPTS = ("sieve", ".dovecot.sieve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to come back: of whom (``owner``), as of when (UTC, empty for the last copy), where.

    ``address``: the mailbox that it comes into. ``below``: a folder there; empty for each letter's
    own place, where only what is nowhere in the mailbox comes back. ``who`` asks. ``host``: that
    the mailbox is on, empty where one keeps all. ``expunged``: not of a copy, but what the owner
    deleted and the host still has; where it was nobody knows any more.
    """

    owner: str
    address: str
    at: str = ""
    below: str = ""
    who: str = ""
    host: str = ""
    check: bool = True
    expunged: bool = False
    wanted: Wanted = field(default_factory=Wanted)


def brought(asked: Asked, settings: Settings) -> dict[str, Any]:
    """Bring letters back, or tell what would come; the answer says how many, of which folders."""
    if asked.host and asked.host != settings.name:
        raise Problem("elsewhere", name=asked.host)
    home = _home(asked)
    Places(settings.store).home(asked.owner)  # Failed for what is no id
    with scratch(settings, "letters") as folder:
        if asked.expunged:
            source, at, name = _deleted(settings.store / asked.owner, folder), now(), ""
        else:
            copy = Copy.before(asked.at, settings, asked.owner)
            source, at, name = box_of(copy, asked.owner, folder), copy.time, copy.id
        there = found.letters(source)
        fitting = [letter for letter in there if asked.wanted.fits(letter)]
        if asked.wanted and not fitting:
            raise Problem("no_letters", at=at)
        lacking = _lacking(asked, there, fitting, found.letters(home))
        facts = {
            "copy": at,
            "snapshot": name,
            "fitting": len(fitting),
            "letters": len(lacking),
            "bytes": sum(letter.size for letter in lacking),
            "folders": _by_folder(asked, lacking),
        }
        if not asked.check:
            _bring(asked, settings, source, lacking, home, facts)
    return facts


def _home(asked: Asked) -> Path:
    try:
        home = doveadm.home_of(asked.address)
    except Failed as failed:
        raise Problem("dovecot", reason=failed) from failed
    if home is None:
        raise Problem("unknown", address=asked.address)
    return home


def _deleted(home: Path, folder: Path) -> Path:
    """What the owner deleted of late, as a mailbox, each once: moving a letter leaves it there."""
    source = folder / "copy"
    inbox = source / "inbox"
    for part in ("cur", "new", "tmp"):
        (inbox / part).mkdir(mode=0o700, parents=True)
    expunged = home / found.EXPUNGED
    keywords = next(expunged.rglob("dovecot-keywords"), None)
    if keywords:
        shutil.copy2(keywords, inbox)
    seen = set()
    for letter in found.letters(expunged):
        if letter.sha256 not in seen:
            seen.add(letter.sha256)
            shutil.copy2(letter.path, inbox / letter.path.parent.name)
    return source


def _lacking(
    asked: Asked, there: list[Letter], fitting: list[Letter], live: list[Letter]
) -> list[Letter]:
    """Of the letters that fit, those that are to come: none twice, however often it is asked."""
    if asked.expunged:
        here = {letter.sha256 for letter in live}
        return [letter for letter in fitting if letter.sha256 not in here]
    if asked.below:
        have = Counter((letter.folder, letter.sha256) for letter in live)
        return _beyond(have, ((each, (_target(asked, each), each.sha256)) for each in fitting))
    # To its place a letter comes only if the mailbox has it nowhere: it may have been moved.
    own = Counter((letter.folder, letter.sha256) for letter in live)
    missing_here = _beyond(own, ((each, (each.folder, each.sha256)) for each in fitting))
    room = Counter(letter.sha256 for letter in there) - Counter(letter.sha256 for letter in live)
    chosen = []
    for letter in missing_here:
        if room[letter.sha256] > 0:
            room[letter.sha256] -= 1
            chosen.append(letter)
    return chosen


def _beyond(
    have: Counter[tuple[str, str]], keyed: Iterable[tuple[Letter, tuple[str, str]]]
) -> list[Letter]:
    chosen = []
    for letter, key in keyed:
        if have[key] > 0:
            have[key] -= 1
        else:
            chosen.append(letter)
    return chosen


def _target(asked: Asked, letter: Letter) -> str:
    """The folder that a letter comes into, as the disk writes it."""
    return f"{to_utf7(asked.below)}/{letter.folder}" if asked.below else letter.folder


def _by_folder(asked: Asked, letters: list[Letter]) -> dict[str, int]:
    return dict(sorted(Counter(from_utf7(_target(asked, each)) for each in letters).items()))


def _bring(
    asked: Asked,
    settings: Settings,
    source: Path,
    lacking: list[Letter],
    home: Path,
    facts: dict[str, Any],
) -> None:
    state = State(settings.state)
    line = {
        "who": asked.who,
        "owner": asked.owner,
        "address": asked.address,
        "below": asked.below,
        **facts,
        "sha256": sorted(letter.sha256 for letter in lacking),
    }
    state.audit({"at": now(), "state": "begun", **line})
    _leave_only(source, lacking, folders=not asked.wanted)
    owner = settings.store.stat()
    for path in (source, *source.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    for path in source.parents:
        if path == settings.archives:
            break
        path.chmod(0o711)  # Dovecot passes through as the owner of the mailboxes
    if lacking or not asked.wanted:
        _import(asked, source)
    _compare(asked, lacking, home)
    if not (asked.below or asked.wanted or asked.expunged):
        _bring_scripts(source, home)
    state.audit({"at": now(), "state": "done", **line})


def _leave_only(source: Path, letters: list[Letter], *, folders: bool) -> None:
    """Take from the copy what is not to come, and empty ``folders`` unless these come, too."""
    kept = {letter.path for letter in letters}
    used = {letter.folder for letter in letters}
    for letter in found.letters(source):
        if letter.path not in kept:
            letter.path.unlink()
    if folders:
        return
    for cur in sorted((source / "folders").rglob("cur"), key=lambda path: -len(path.parts)):
        name = found.folder_of(cur.parent.relative_to(source))
        if not any(each == name or each.startswith(f"{name}/") for each in used):
            shutil.rmtree(cur.parent)


def _import(asked: Asked, source: Path) -> None:
    try:
        doveadm.import_from(asked.address, source, asked.below, subscribe=True)
    except Failed as failed:
        if "quota" in str(failed).lower() or "mailbox is full" in str(failed).lower():
            raise Problem("quota") from failed
        raise Problem("dovecot", reason=failed) from failed


def _compare(asked: Asked, letters: list[Letter], home: Path) -> None:
    """Every letter has to be there: its folder, its SHA-256, its flags and when it came."""
    expected = Counter(
        (_target(asked, each), each.sha256, each.flags, each.received) for each in letters
    )
    there = Counter(
        (each.folder, each.sha256, each.flags, each.received) for each in found.letters(home)
    )
    if missing := (expected - there).total():
        raise Problem("missing", count=missing, all=len(letters))


def _bring_scripts(source: Path, home: Path) -> None:
    """The owner's Sieve scripts, unless there are some by now."""
    owner = home.stat()
    for name in _SCRIPTS:
        old, place = source / name, home / name
        if not os.path.lexists(old) or os.path.lexists(place):
            continue
        # Half a folder of scripts would be taken for the owner's own.
        new = home / f".restoring{name}"
        remove(new)
        if old.is_symlink():
            new.symlink_to(old.readlink())
        else:
            shutil.copytree(old, new, symlinks=True)
        for each in (new, *new.rglob("*")):
            os.chown(each, owner.st_uid, owner.st_gid, follow_symlinks=False)
            if not each.is_symlink():
                settle(each)
        new.rename(place)
        settle(home)
