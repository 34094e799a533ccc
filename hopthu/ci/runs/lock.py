"""One apply at a time: a lock in the directory itself, so that it holds for every machine.

Its times are the directory server's alone: when its entry was last written, and what time it is
there now, which who waits learns by writing to it. Who holds it writes to it again and again; one
that nobody wrote to for its time is nobody's.
"""

from __future__ import annotations

import datetime
import getpass
import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from threading import Event, Thread

from hopthu.servers.directory.attributes import CLASSES, CN, CREATED, CSN, MODIFIED
from hopthu.servers.directory.operation import Add, Delete, Modify
from hopthu.servers.directory.session import Directory, Refused
from hopthu.text.errors import HopthuError

from . import messages
from .guard import end_all

_EXISTS, _ASSERTION_FAILED = 68, 122
_NO_SUCH_OBJECT = 32
_CLASSES = (b"top", b"applicationProcess")
_TEXT = "description"
_PARTS = 4  # of its time, after which the lock is renewed: three attempts may fail

Connect = Callable[[], Directory]


def lock_dn(suffix: str) -> str:
    """Where the lock is; schema/access.yml lets hopthu write there."""
    return f"cn=apply-lock,{suffix}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the lock, since when, for how many minutes from the last renewal.

    ``since`` and ``renewed`` are the directory's times, UTC, ISO 8601; ``renewed`` is empty where
    the holder itself was the last to write to the entry. ``key`` tells one run from another.
    """

    owner: str
    since: str = ""
    minutes: float = 30
    key: str = ""
    renewed: str = ""

    @property
    def until(self) -> str:
        """When it ends unless it is renewed."""
        if not self.renewed:
            return "?"
        end = datetime.datetime.fromisoformat(self.renewed)
        return (end + datetime.timedelta(minutes=self.minutes)).isoformat()


@contextmanager
def locked(
    connect: Connect,
    suffix: str,
    minutes: float,
    *,
    take: bool = False,
    anywhere: Connect | None = None,
) -> Iterator[Holder]:
    """Hold the lock for the block; it ends by itself ``minutes`` after it was renewed last.

    ``connect`` leads to one server; where that is one of several, ``anywhere`` leads to whichever
    is there when the lock is given back.

    Raises HopthuError naming the holder where somebody else has it and, unless ``take``, its time
    is not over; and where it was taken from us: then what we had started is ended at once.
    """
    lock = DirectoryLock(connect, anywhere or connect, lock_dn(suffix), minutes)
    with connect() as directory:
        holder = lock.acquire(directory, take=take)
    try:
        with lock.kept():
            yield holder
    finally:
        # Whatever ended the block, the processes that it started are ended by now.
        lock.release()
    if lock.lost:
        raise HopthuError.of(messages.LOST_LOCK, dn=lock.dn)


class DirectoryLock:
    """The lock of one run: taken, renewed while the run lives, given back.

    ``connect`` leads to the server that it was taken at, ``anywhere`` to whichever is there.
    """

    def __init__(self, connect: Connect, anywhere: Connect, dn: str, minutes: float) -> None:
        self.dn = dn
        self.lost = False
        self._connect = connect
        self._anywhere = anywhere
        self._mine = Holder(owner(), minutes=minutes, key=secrets.token_hex(8))

    def acquire(self, directory: Directory, *, take: bool) -> Holder:
        """Take the lock if it is free, or its time is over, or ``take`` says so."""
        try:
            entry = {CLASSES: _CLASSES, CN: (b"apply-lock",), _TEXT: (_text(self._mine),)}
            directory.apply([Add(self.dn, entry)])
            return self._known(directory)
        except Refused as error:
            if error.code != _EXISTS:
                raise
        there = _read(directory, self.dn)
        if there is None:  # released in this very moment
            return self.acquire(directory, take=take)
        holder, csn = there
        if holder is not None:
            now, csn = self._touch(directory, holder, csn)
            if not take and now < holder.until:
                raise _held(holder)
            self._mine = replace(self._mine, since=now)
        self._write(directory, csn, holder)
        return self._known(directory)

    def _touch(self, directory: Directory, holder: Holder, csn: bytes) -> tuple[str, bytes]:
        """Write down when the holder was last heard of; that tells what time it is there now."""
        self._write(directory, csn, holder, holder)
        for entry in directory.search(self.dn, "(objectClass=*)", (MODIFIED, CSN), scope="base"):
            return _time(entry.attributes[MODIFIED][0]), entry.attributes[CSN][0]
        raise _held(holder)

    def _write(
        self, directory: Directory, csn: bytes, holder: Holder | None, text: Holder | None = None
    ) -> None:
        """Write to the lock that we read; whoever wrote to it meanwhile has it."""
        try:
            directory.apply([Modify(self.dn, {_TEXT: (_text(text or self._mine),)}, csn)])
        except Refused as error:
            if error.code not in (_ASSERTION_FAILED, _NO_SUCH_OBJECT):
                raise
            there = _read(directory, self.dn)
            raise _held((there and there[0]) or holder or Holder("?")) from error

    def _known(self, directory: Directory) -> Holder:
        there = _read(directory, self.dn)
        return (there and there[0]) or self._mine

    def renew(self) -> bool:
        """Say that the run lives; False where the lock is somebody else's, or nobody's, by now."""
        with self._connect() as directory:
            while True:
                there = _read(directory, self.dn)
                if there is None or there[0] is None or there[0].key != self._mine.key:
                    return False
                mine = replace(self._mine, since=there[0].since)
                try:
                    directory.apply([Modify(self.dn, {_TEXT: (_text(mine),)}, there[1])])
                    return True
                except Refused as error:  # somebody looked whether we live
                    if error.code != _ASSERTION_FAILED:
                        raise

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lock until the end of the block, beside it."""
        over = Event()
        thread = Thread(target=self._keep, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _keep(self, over: Event) -> None:
        whole = self._mine.minutes * 60
        heard = time.monotonic()
        while not over.wait(max(whole / _PARTS, 1)):
            try:
                self.lost = not self.renew()
                heard = time.monotonic()
            except HopthuError:  # the server is away; the lock holds for its time
                self.lost = time.monotonic() - heard >= whole
            if self.lost:
                end_all()
                return

    def release(self) -> None:
        """Give the lock back, if it is still ours; where that fails, it ends by itself.

        Where its server is away by now, at the one that takes its place: the lock is there, too.
        """
        for connect in (self._connect, self._anywhere):
            with suppress(HopthuError), connect() as directory:
                self._release(directory)
                return

    def _release(self, directory: Directory) -> None:
        for _ in range(_PARTS):
            there = _read(directory, self.dn)
            if there is None or there[0] is None or there[0].key != self._mine.key:
                return
            with suppress(Refused):  # somebody looked whether we live
                directory.apply([Delete(self.dn, there[1])])


def owner() -> str:
    """Who this is: the job on a forge, else user, machine and process."""
    job = os.environ.get("CI_JOB_URL")  # GitLab
    run = os.environ.get("GITHUB_RUN_ID")  # GitHub, Forgejo
    if run:
        server, repository = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_REPOSITORY"]
        job = f"{server}/{repository}/actions/runs/{run}"
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return job or f"{user}@{socket.gethostname()}, pid {os.getpid()}"


def _read(directory: Directory, dn: str) -> tuple[Holder | None, bytes] | None:
    """Who holds the lock, and the state of its entry; None where there is none."""
    asked = (_TEXT, CSN, CREATED, MODIFIED)
    for entry in directory.search(dn, "(objectClass=*)", asked, scope="base"):
        csn = entry.attributes[CSN][0]
        try:
            data = json.loads(entry.attributes[_TEXT][0].decode())
            data.pop("until", None)  # as older versions have it, by a clock of their own
            holder = Holder(**data)
            renewed = holder.renewed or _time(entry.attributes[MODIFIED][0])
            since = holder.since or _time(entry.attributes[CREATED][0])
            return replace(holder, since=since, renewed=renewed), csn
        except (KeyError, ValueError, TypeError, AttributeError):
            return None, csn  # not ours to understand: nobody holds it
    return None


def _time(value: bytes) -> str:
    """20081120143000Z as ISO 8601."""
    text = value.decode("ascii").rstrip("Z").partition(".")[0]
    at = datetime.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC)
    return at.isoformat()


def _text(holder: Holder) -> bytes:
    return json.dumps(asdict(holder), ensure_ascii=False).encode()


def _held(holder: Holder) -> HopthuError:
    return HopthuError.of(
        messages.HELD, owner=holder.owner, since=holder.since or "?", until=holder.until
    )
