"""One apply at a time: a lock in the directory itself, so that it holds for every machine."""

from __future__ import annotations

import datetime
import getpass
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass

from hopthu.servers.directory.attributes import CLASSES, CN, CSN
from hopthu.servers.directory.operation import Add, Delete, Modify
from hopthu.servers.directory.session import Directory, Refused
from hopthu.text.errors import HopthuError

from . import messages

_EXISTS, _ASSERTION_FAILED = 68, 122
_CLASSES = (b"top", b"applicationProcess")


def lock_dn(suffix: str) -> str:
    """Where the lock is; schema/access.yml lets hopthu write there."""
    return f"cn=apply-lock,{suffix}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the lock, since when and until when: times in UTC, ISO 8601."""

    owner: str
    since: str
    until: str

    @property
    def expired(self) -> bool:
        """Whether its time is over, so that anybody may take it."""
        return self.until <= _now().isoformat()


@contextmanager
def locked(
    connect: Callable[[], Directory], suffix: str, minutes: float, *, take: bool = False
) -> Iterator[Holder]:
    """Hold the lock for the block; it ends by itself after ``minutes``.

    Raises HopthuError naming the holder where somebody else has it and, unless ``take``, its time
    is not over.
    """
    mine = Holder(
        owner(), _now().isoformat(), (_now() + datetime.timedelta(minutes=minutes)).isoformat()
    )
    with connect() as directory:
        _acquire(directory, lock_dn(suffix), mine, take=take)
    try:
        yield mine
    except Exception:
        _release(connect, lock_dn(suffix), mine)
        raise
    # Not where somebody pressed Ctrl-C: what the playbook started may still be writing.
    _release(connect, lock_dn(suffix), mine)


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


def _acquire(directory: Directory, dn: str, mine: Holder, *, take: bool) -> None:
    text = _text(mine)
    try:
        entry = {CLASSES: _CLASSES, CN: (b"apply-lock",), "description": (text,)}
        directory.apply([Add(dn, entry)])
        return
    except Refused as error:
        if error.code != _EXISTS:
            raise
    holder, csn = _holder(directory, dn)
    if holder is None:  # released in this very moment
        _acquire(directory, dn, mine, take=take)
        return
    if not (take or holder.expired):
        raise _held(holder)
    try:
        directory.apply([Modify(dn, {"description": (text,)}, csn)])
    except Refused as error:
        if error.code != _ASSERTION_FAILED:
            raise
        raise _held(_holder(directory, dn)[0] or holder) from error


def _release(connect: Callable[[], Directory], dn: str, mine: Holder) -> None:
    """Give the lock back, if it is still ours; where that fails, it ends by itself."""
    with suppress(HopthuError), connect() as directory:
        holder, csn = _holder(directory, dn)
        if holder == mine:
            directory.apply([Delete(dn, csn)])


def _holder(directory: Directory, dn: str) -> tuple[Holder | None, bytes]:
    for entry in directory.search(dn, "(objectClass=*)", ("description", CSN), scope="base"):
        csn = entry.attributes[CSN][0]
        try:
            text = entry.attributes["description"][0].decode()
            return Holder(**json.loads(text)), csn
        except (KeyError, ValueError, TypeError):
            return Holder("?", "?", ""), csn  # not ours to understand: nobody holds it
    return None, b""


def _text(holder: Holder) -> bytes:
    return json.dumps(asdict(holder), ensure_ascii=False).encode()


def _held(holder: Holder) -> HopthuError:
    return HopthuError.of(messages.HELD, **asdict(holder))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
