"""``scripts/bench --sessions``: programs that stay connected, and what goes on beside them."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import smtplib
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .mail_ground import PASSWORD, MailGround, address, mail_ground
from .measure import Failed
from .table import table

_HEAD = ("what", "measured", "limit", "reached")
_AT_ONCE = 20  # logins under way: a morning, not an attack
_PATIENCE = 60.0  # seconds for one answer
_LONGEST = 900.0  # seconds for all of them to be there
_REST = 45  # seconds after which Dovecot has put idle sessions to sleep
_PORTS = (993, 465)
_WATCHES = Path("/proc/sys/fs/inotify/max_user_instances")
_TIMES = 5  # of what is measured several times; the slowest counts
_MEMORY = "cat /proc/[0-9]*/smaps_rollup 2>/dev/null | awk '/^Pss:/ {sum += $2} END {print sum}'"


def measure_sessions(
    sessions: int, people: int, say: Callable[[str], None], *, markdown: bool
) -> tuple[list[str], str]:
    """Return what was measured on, and the table; everything on hosts that are gone afterwards."""
    _let_open(sessions + 200)
    _let_watch(sessions + 200)
    with mail_ground(people, say, password=True) as ground:
        fact = (
            f"Dovecot {ground.on('mail1', 'dovecot --version').split()[0]}; {sessions} IMAP "
            f"sessions over TLS of {people} accounts, each in IDLE, {_AT_ONCE} logins at once"
        )
        rows = asyncio.run(_measure(ground, sessions, say))
    return [fact], table(_HEAD, rows, markdown=markdown)


async def _measure(
    ground: MailGround, sessions: int, say: Callable[[str], None]
) -> list[tuple[str, ...]]:
    before = _used(ground)
    began = time.monotonic()
    async with _all_idle(ground, sessions, say) as idle:
        say(f"{sessions} sessions are idle")
        opened = time.monotonic() - began
        await asyncio.sleep(_REST)
        held = _used(ground)
        logins = [await _login_beside(ground, number) for number in range(_TIMES)]
        pushes = [await _push(ground, idle[number]) for number in range(_TIMES)]
        living = await _living(idle)
    return list(_rows(sessions, opened, before, held, (max(logins), max(pushes)), living))


def _rows(
    sessions: int,
    opened: float,
    before: float,
    held: float,
    slowest: tuple[float, float],
    living: int,
) -> Iterator[tuple[str, ...]]:
    login, push = slowest
    yield (
        "sessions that stay, of those opened",
        f"{living}",
        f"{sessions}",
        _word(living == sessions),
    )
    yield "memory of the mail host's processes, MB", f"{held:.0f}", "< 2048", _word(held < 2048)
    yield "  of it before the first session, MB", f"{before:.0f}", "", ""
    yield "  for each session, kB", f"{(held - before) * 1024 / sessions:.0f}", "", ""
    yield "a login beside them, seconds", f"{login:.2f}", "< 1", _word(login < 1)
    yield "a letter is told to an idle one, seconds", f"{push:.2f}", "< 2", _word(push < 2)
    yield "logins a second while they came", f"{sessions / opened:.0f}", "", ""


@dataclass
class _Session:
    """One connection of a person; ``say`` and ``hear`` are lines of IMAP."""

    person: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, ground: MailGround, person: int) -> _Session:
        """Log in, and open the inbox."""
        trust = ssl.create_default_context(cafile=ground.authority)
        trust.check_hostname = False  # by its address
        streams = await asyncio.open_connection(ground.mail1, _PORTS[0], ssl=trust, limit=4096)
        made = cls(person, *streams)
        try:
            await made.hear("* OK")
            await made.say(f"a LOGIN {address(person)} {PASSWORD}", "a OK")
            await made.say("b SELECT INBOX", "b OK")
        except BaseException:
            made.writer.transport.abort()
            raise
        return made

    async def say(self, line: str, answer: str) -> None:
        """Say a line and wait for an answer that begins so."""
        self.writer.write(line.encode() + b"\r\n")
        await self.writer.drain()
        await self.hear(answer)

    async def hear(self, answer: str) -> None:
        """Read up to a line that begins so, or holds it; Failed where it does not come."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while line := (await self.reader.readline()).decode(errors="replace"):
                    if answer in line:
                        return
                    if line.startswith(("a NO", "b NO", "* BYE")):
                        break
        except TimeoutError:
            line = f"nothing in {_PATIENCE:.0f} s"
        raise Failed(f"{answer!r} was expected, and came: {line.strip()!r}")


@contextlib.asynccontextmanager
async def _all_idle(
    ground: MailGround, sessions: int, say: Callable[[str], None]
) -> AsyncIterator[list[_Session]]:
    """Open them, some at once, and close them at the end, whatever happened."""
    made: list[_Session] = []
    waiting = iter(range(sessions))

    async def one_after_another() -> None:
        for number in waiting:
            session = await _Session.open(ground, number % ground.people)
            made.append(session)
            await session.say("c IDLE", "+ ")
            if len(made) % 500 == 0:
                say(f"{len(made)} of {sessions} sessions")

    try:
        async with asyncio.timeout(_LONGEST), asyncio.TaskGroup() as crowd:
            for _ in range(_AT_ONCE):
                crowd.create_task(one_after_another())
        yield made
    except* Failed as failed:
        raise Failed(f"after {len(made)} sessions: {failed.exceptions[0]}") from None
    except* TimeoutError:
        raise Failed(f"after {_LONGEST:.0f} s there were {len(made)} sessions") from None
    finally:
        for session in made:
            session.writer.transport.abort()
        await asyncio.sleep(0.1)  # until they are closed


async def _login_beside(ground: MailGround, number: int) -> float:
    """Seconds until somebody's inbox is open."""
    start = time.monotonic()
    session = await _Session.open(ground, ground.people - 1 - number)
    seconds = time.monotonic() - start
    session.writer.transport.abort()
    return seconds


async def _push(ground: MailGround, idle: _Session) -> float:
    """Seconds from when a letter was taken until an idle session is told of it."""
    heard = asyncio.create_task(idle.hear("EXISTS"))
    await asyncio.to_thread(_deliver, ground, idle.person)
    start = time.monotonic()
    await heard
    return time.monotonic() - start


def _deliver(ground: MailGround, number: int) -> None:
    """Somebody writes to a mailbox of their own: a stranger's letter could be taken for junk."""
    trust = ssl.create_default_context(cafile=ground.authority)
    trust.check_hostname = False  # by its address
    own = address(number)
    with smtplib.SMTP_SSL(ground.mail1, _PORTS[1], context=trust, timeout=60) as smtp:
        smtp.login(own, PASSWORD)
        smtp.sendmail(own, [own], f"From: {own}\r\nTo: {own}\r\nSubject: bench\r\n\r\n.\r\n")


async def _living(idle: list[_Session]) -> int:
    """How many end their IDLE as they should; each goes then: not all may be awake at once."""
    living = 0
    for start in range(0, len(idle), 200):
        some = idle[start : start + 200]
        ended = (session.say("DONE", "c OK") for session in some)
        found = await asyncio.gather(*ended, return_exceptions=True)
        living += sum(each is None for each in found)
        for session in some:
            session.writer.transport.abort()
    return living


def _used(ground: MailGround) -> float:
    """Megabytes of the mail host's processes, shared ones shared out."""
    return int(ground.on("mail1", _MEMORY)) / 1024


def _let_open(files: int) -> None:
    """Let this process hold so many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        raise Failed(f"this needs {files} open files, and may have {hard}: see ulimit -n")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, files), hard))


def _let_watch(sessions: int) -> None:
    """Each idle session watches its folder; for a host in a container the machine must let it."""
    limit = int(_WATCHES.read_text())
    if limit < sessions:
        raise Failed(
            f"this needs {sessions} watches of the kernel, and an account may have {limit}: "
            f"as root, sysctl fs.inotify.max_user_instances={sessions + 1000}"
        )


def _word(reached: bool) -> str:
    return "yes" if reached else "NO"
