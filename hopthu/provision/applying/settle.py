"""What became of changes of a run that was cut off: the directory knows, and is asked."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path

from hopthu.servers.directory.attributes import CSN, DN, SECRETS, same_values
from hopthu.servers.directory.entry import Entry, values_from_json
from hopthu.servers.directory.session import Directory

from ..plan.change import Action
from .audit import AUDIT, NOT_WRITTEN, WRITTEN, Line, read_audit, read_lines, row_of
from .undo import undo_ldif
from .witness import OPEN, close, unwritable, write

_READ = ("*", CSN)


def settle_open(root: Path, directory: Directory) -> None:
    """Settle the runs in ``root`` that were cut off, and those in the folders beside it.

    A run that is still under way is left alone. Raises HopthuError where the directory cannot be
    read, or the answer cannot be written down.
    """
    # Whatever asks for several runs gives them a folder of their own in the same place.
    roots = (root, root.parent) if root.name.startswith("2") else (root,)
    for each in roots:
        for pattern in (f"*/{OPEN}", f"*/*/{OPEN}"):
            for mark in sorted(each.glob(pattern)):
                with _left_behind(mark) as ours:
                    if ours:
                        settle(mark.parent, directory)


def settle(folder: Path, directory: Directory) -> None:
    """Find out what became of the changes of one run, note it, and keep the way back to it."""
    path = folder / AUDIT
    if not path.exists():  # cut off before its witness was there: so nothing was written
        write(path, "")
    audit = read_audit(path)
    for line in audit.open:
        (audit.written if was_done(line, directory) else audit.not_written).append(line)
    written = {(line["plan"], line["fingerprint"]) for line in audit.written}
    lines = read_lines(path)
    done = [line for line in lines if (line["plan"], line["fingerprint"]) in written]
    write(folder / "undo.ldif", undo_ldif(done), durable=True)
    close(folder, (row_of({**line, "outcome": _outcome(line, written)}) for line in lines))


def _outcome(line: Line, written: Container[tuple[str, str]]) -> str:
    return WRITTEN if (line["plan"], line["fingerprint"]) in written else NOT_WRITTEN


def was_done(line: Line, directory: Directory) -> bool:
    """Whether the change of an audit line was made, by what the directory holds now.

    An entry that nobody has touched since it was read has still the entryCSN that was read. One
    that somebody has changed since is judged by the values that the change gave it.
    """
    if line["action"] == Action.MOVE.value:
        (new,) = values_from_json(line["after"][DN])
        return _read(directory, new.decode()) is not None
    entry = _read(directory, line["dn"])
    made = not line["before"] and line["action"] == Action.ADD.value
    if made or not line["after"]:
        return (entry is not None) == made
    if entry is None:
        return True  # it was there when the change was made, and somebody took it away since
    csn = entry.attributes.get(CSN, (b"",))[0].decode("ascii")
    if line["csn"] and csn == line["csn"]:
        return False
    changed = {
        name: values_from_json(after)
        for name, after in line["after"].items()
        if name not in SECRETS
        and not same_values(name, values_from_json(after), _before(line, name))
    }
    if not changed:
        return bool(line["csn"])
    return any(
        same_values(name, entry.attributes.get(name, ()), after) for name, after in changed.items()
    )


def _before(line: Line, name: str) -> tuple[bytes, ...]:
    return values_from_json(line["before"].get(name, ()))


def _read(directory: Directory, dn: str) -> Entry | None:
    found = list(directory.search(dn, "(objectClass=*)", _READ, scope="base"))
    return found[0] if found else None


@contextmanager
def _left_behind(mark: Path) -> Iterator[bool]:
    """Whether the run that made this mark has ended; none other settles it meanwhile."""
    try:
        descriptor = os.open(mark, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    except OSError as error:
        raise unwritable(mark, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield mark.exists()
    finally:
        os.close(descriptor)
