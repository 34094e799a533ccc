"""Letters as they were at one moment, while Dovecot goes on: ``python3 -m hopthu_backup.linked``.

A maildir changes under whoever walks through it: reading a letter renames its file, moving it takes
it to a folder that was visited already. So a copy that takes hours loses letters which nobody
deleted. Here each mailbox gets other names for the same files first, in moments; and that counts
only if every letter which was there before and after is among them, once.

The names stay for the next time: what did not change is the same file then to the copy, too, down
to its inode and the time of its folder, and a copy of it costs nothing. So a letter that is deleted
takes its room until then.

It runs as the owner of the mailboxes, who can do no harm with it that they could not do without.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .problem import Problem

_TRIES = 40
_LOOKS = 8
_LETTERS = ("cur", "new")
# Dovecot makes these anew from the others.
_CACHES = ("dovecot.index", "dovecot.list.index", "dovecot-uidlist.lock", "maildirfolder")
# Not boxes: what managers may see or were shown and what search knows, made anew; boxes that are
# archived, or elsewhere, already; copies of boxes of another host, which are its own.
_OTHERS = (
    ".shared",
    ".offices",
    ".search",
    ".moved",
    ".removed-",
    ".restoring",
    ".copies",
    ".tail-",
)

Names = dict[str, int]  # letters, relative to the mailbox, with their inode


def take(store: Path, into: Path) -> int:
    """Have all mailboxes of the store below ``into``; return how many letters they hold.

    Problem for one that is never still; OSError for what cannot be read: it is not taken for empty.
    """
    into.mkdir(mode=0o700, exist_ok=True)
    there = boxes(store, into)
    for name in set(os.listdir(into)) - set(there):
        shutil.rmtree(into / name)
    return sum(_taken(store / name, into / name) for name in there)


def boxes(store: Path, into: Path) -> list[str]:
    """The names of the mailboxes, with those that are on their way somewhere."""
    with os.scandir(store) as found:
        return sorted(
            each.name
            for each in found
            if each.is_dir(follow_symlinks=False)
            and each.name != into.name
            and not each.name.startswith(_OTHERS)
        )


def _taken(home: Path, target: Path) -> int:
    """Have a mailbox at a moment at which it is still; else, after some passes, all that was seen.

    Whoever walks through a mailbox in use may miss a letter, but not the same one every time.
    """
    before = letters(home)
    _forget(home, target, before)
    seen = set(before.values())
    gone: dict[int, int] = {}
    for attempt in range(_TRIES):
        _link(home, target)
        after = letters(home)
        here = set(after.values())
        seen |= here
        there = set(letters(target).values())
        missing = seen - there
        gone = {inode: gone.get(inode, 0) + 1 for inode in missing - here}
        # What several looks did not find any more, somebody deleted.
        missing -= {inode for inode, times in gone.items() if times >= _LOOKS}
        if not missing and (before == after or attempt >= _LOOKS):
            _once(home, target, before, after)
            _copy_others(home, target)
            return len(letters(target))
        before = after
    raise Problem("restless", box=home, count=len(missing))


def letters(home: Path) -> Names:
    """The letters of a mailbox; those that vanish meanwhile are left out."""
    found: Names = {}
    for path, is_letter in _files(home):
        if is_letter:
            with suppress(FileNotFoundError):
                facts = path.lstat()
                if stat.S_ISREG(facts.st_mode):
                    found[str(path.relative_to(home))] = facts.st_ino
    return found


def _files(home: Path) -> Iterator[tuple[Path, bool]]:
    """All files, and whether each is a letter."""
    for folder, _, names in os.walk(home, onerror=_refuse):
        yield from ((Path(folder, name), Path(folder).name in _LETTERS) for name in names)


def _refuse(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # somebody deletes a folder just now
        raise error


def _forget(home: Path, target: Path, before: Names) -> None:
    """Leave of the last time what is still so: no link stays where a folder is now."""
    for folder, folders, names in os.walk(target):
        own = Path(folder).relative_to(target)
        for name in (*folders, *names):
            place = Path(folder, name)
            if _is_still(place, home / own / name, before.get(str(own / name))):
                continue
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink()
        folders[:] = [each for each in folders if Path(folder, each).is_dir()]


def _is_still(place: Path, source: Path, inode: int | None) -> bool:
    """Whether it is of the kind that its source is; for a letter, the same file."""
    with suppress(FileNotFoundError):
        here, there = place.lstat().st_mode, source.lstat().st_mode
        if stat.S_IFMT(here) != stat.S_IFMT(there):
            return False
        if stat.S_ISLNK(here):
            return place.readlink() == source.readlink()
        return place.parent.name not in _LETTERS or stat.S_ISDIR(here) or _is(place, inode or 0)
    return False


def _link(home: Path, target: Path) -> None:
    for folder, folders, names in os.walk(home, onerror=_refuse):
        place = target / Path(folder).relative_to(home)
        place.mkdir(mode=0o700, exist_ok=True)
        # A folder whose link points elsewhere is none of ours.
        folders[:] = [name for name in folders if not Path(folder, name).is_symlink()]
        for name in names if place.name in _LETTERS else ():
            with suppress(FileNotFoundError, FileExistsError):
                os.link(Path(folder, name), place / name, follow_symlinks=False)


def _once(home: Path, target: Path, before: Names, after: Names) -> None:
    """Leave each letter that was renamed or moved meanwhile one name; a copy of it has its own."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, inode in letters(target).items():
        names[inode].append(name)
    for inode, several in ((inode, each) for inode, each in names.items() if len(each) > 1):
        # As many names as the file has beside ours: what was moved has fewer than were seen.
        others = (target / several[0]).lstat().st_nlink - len(several)
        live = [name for name in several if name in after and _is(home / name, inode)]
        kept = live or [name for name in several if name in before] or several
        for name in set(several) - set(kept[: max(1, others)]):
            (target / name).unlink()


def _is(path: Path, inode: int) -> bool:
    with suppress(OSError):
        return path.lstat().st_ino == inode
    return False


def _copy_others(home: Path, target: Path) -> None:
    """Lists of UIDs, keywords, subscriptions, Sieve: small, and changed in their places."""
    for path, is_letter in _files(home):
        place = target / path.relative_to(home)
        if is_letter or path.parent.name == "tmp" or path.name.startswith(_CACHES):
            continue
        with suppress(FileNotFoundError):
            facts = path.lstat()
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if stat.S_ISLNK(facts.st_mode):
                _point(place, path)
            elif stat.S_ISREG(facts.st_mode) and not _is_copy(place, facts):
                content = path.read_bytes()
                # Somebody may be writing the last line of it.
                whole = content.rpartition(b"\n")
                place.write_bytes(whole[0] + whole[1] if path.name in _BY_LINES else content)
                os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    for link in home.iterdir():  # os.walk tells a link to a folder among the folders
        if link.is_symlink():
            _point(target / link.name, link)


def _point(place: Path, link: Path) -> None:
    if not os.path.lexists(place):
        place.symlink_to(link.readlink())


def _is_copy(place: Path, facts: os.stat_result) -> bool:
    with suppress(FileNotFoundError):
        own = place.lstat()
        return (own.st_size, own.st_mtime_ns) == (facts.st_size, facts.st_mtime_ns)
    return False


_BY_LINES = ("dovecot-uidlist", "dovecot-keywords")


def main() -> int:
    """Take the store, the first argument, into the second; say why not."""
    os.umask(0o077)
    store, into = map(Path, sys.argv[1:])
    try:
        print(take(store, into))
    except (Problem, OSError) as error:
        # On a full disk these names would keep from getting free what people delete.
        shutil.rmtree(into, ignore_errors=True)
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
