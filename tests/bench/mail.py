"""``scripts/bench --mail``: letters through the mail host, and how soon a change acts on it."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from .mail_ground import DOMAIN, MailGround, address, mail_ground
from .measure import Failed
from .table import table

_HEAD = ("what", "measured", "limit", "reached")
_SESSIONS = 20
_SIZE = 4096  # bytes of a letter
_SOURCE = f"smtp-source -s {_SESSIONS} -l {_SIZE} -M bench.example.com -f bench@example.com"
_PATIENCE = 300.0  # seconds for all letters to arrive
_ACTS_IN = 60.0  # seconds for a change to act
# What the processes have for themselves, and their shares of what they have in common.
_MEMORY = (
    "for process in $(grep -lE '^(rspamd|valkey-server|redis-server)' /proc/[0-9]*/comm); do"
    " cat ${process%comm}smaps_rollup; done | awk '/^Pss:/ {sum += $2} END {print sum / 1024}'"
)
_LETTERS = "find /srv/vmail -type f -path '*/new/*'"


def measure_mail(
    letters: int, people: int, say: Callable[[str], None], *, markdown: bool
) -> tuple[list[str], str]:
    """Return what was measured on, and the table; everything on hosts that are gone afterwards."""
    with mail_ground(people, say) as ground:
        versions = ground.on("mail1", "postconf -h mail_version; dovecot --version")
        facts = [
            f"mail host: Postfix {versions.split()[0]}, Dovecot {versions.split()[1]}, "
            f"OpenLDAP on another host; {letters} letters of {_SIZE} bytes over {_SESSIONS} "
            f"connections, each to another of {people} mailboxes"
        ]
        rows = [*_letters(ground, letters, say), *_changes(ground, say), *_list(ground, say)]
    return facts, table(_HEAD, rows, markdown=markdown)


def _letters(
    ground: MailGround, letters: int, say: Callable[[str], None]
) -> Iterator[tuple[str, ...]]:
    say(f"{letters} letters go into a sink")
    sink = _Flow(letters, *_measured(ground, partial(_into_sink, ground, letters)))
    yield "letters/s from smtp-source into smtp-sink", f"{sink.rate:.0f}", "", ""
    yield "  processor for it, ms a letter", f"{sink.cost:.1f}", "", ""
    for wave, boxes in enumerate(("a new mailbox each", "the same mailboxes again")):
        say(f"{letters} letters go into {boxes}")
        step = partial(_into_mailboxes, ground, letters, wave * letters)
        flow = _Flow(letters, *_measured(ground, step))
        what = f"letters/s into {boxes}, submitted until they are files"
        yield what, f"{flow.rate:.0f}", "≥ 50", _word(flow.rate >= 50)
        yield "  processor of both hosts, ms a letter", f"{flow.cost:.1f}", "", ""
        yield "  share of the sink's rate, percent", f"{100 * flow.rate / sink.rate:.1f}", "", ""
    yield from _filter(ground, letters, 2 * letters, say)


def _filter(
    ground: MailGround, letters: int, held: int, say: Callable[[str], None]
) -> Iterator[tuple[str, ...]]:
    """What the filter costs, into mailboxes that have ``held`` letters already."""
    memory = float(ground.on("mail1", _MEMORY))
    flows = []
    for wave, how in enumerate(("with the filter", "without it")):
        say(f"{letters} letters go into the same mailboxes {how}")
        if wave:
            ground.on("mail1", "postconf smtpd_milters= && postfix reload 2>&1")
        # What Dovecot still writes down of the letters before is not of these.
        _until_idle(ground)
        step = partial(_into_mailboxes, ground, letters, held + wave * letters)
        flows.append(_Flow(letters, *_measured(ground, step)))
    ground.on("mail1", "hopthu-mail-config")
    filtered, bare = flows
    times = filtered.cost / bare.cost
    what = "a letter's processor with the filter, times without"
    yield "  processor of both hosts without the filter, ms a letter", f"{bare.cost:.1f}", "", ""
    yield what, f"{times:.2f}", "≤ 2.5", _word(times <= 2.5)
    yield "  memory of the filter and its store, MB", f"{memory:.0f}", "", ""


def _until_idle(ground: MailGround) -> None:
    """Wait until the hosts use next to no processor, but no longer than a minute."""
    end = time.monotonic() + 60
    used = ground.processor()
    while time.monotonic() < end:
        time.sleep(2)
        before, used = used, ground.processor()
        if used - before < 0.1:
            return


class _Flow(NamedTuple):
    """Letters, the seconds that they took, and the seconds of processor of both hosts."""

    letters: int
    seconds: float
    processor: float

    @property
    def rate(self) -> float:
        """Letters a second."""
        return self.letters / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processor a letter: unlike the rate the same on a busy machine."""
        return 1000 * self.processor / self.letters


def _measured(ground: MailGround, step: Callable[[], float]) -> tuple[float, float]:
    """The seconds that a step says it took, and the seconds of processor of both hosts."""
    before = ground.processor()
    seconds = step()
    return seconds, ground.processor() - before


def _into_sink(ground: MailGround, letters: int) -> float:
    """Seconds for letters that nobody keeps: the most that the sender and the network give."""
    # Of the hosts' ports the firewall knows nothing but those of their services.
    ground.on("mail1", "nft insert rule inet hopthu input tcp dport 2525 accept")
    ground.on("mail1", "systemd-run -q --unit=bench-sink smtp-sink -u postfix 0.0.0.0:2525 200")
    ground.on(
        "mail1", "timeout 10 bash -c 'until (: </dev/tcp/127.0.0.1/2525); do sleep .1; done' 2>&1"
    )
    command = f"{_SOURCE} -m {letters} -t nguoi@{DOMAIN} -N {ground.mail1}:2525"
    start, end = ground.on("ldap1", f"date +%s.%N; {command}; date +%s.%N").split()
    ground.on("mail1", "systemctl stop bench-sink")
    return float(end) - float(start)


def _into_mailboxes(ground: MailGround, letters: int, held: int) -> float:
    """Seconds from the first connection until the last letter is a file beside those ``held``."""
    command = f"{_SOURCE} -m {letters} -t nguoi@{DOMAIN} -N {ground.mail1}:25"
    start = float(ground.on("ldap1", f"date +%s.%N; {command}").split()[0])
    deadline = time.monotonic() + _PATIENCE
    while True:
        # Maildir: a letter that is delivered is a file in new, which nobody has touched since.
        times = ground.on("mail1", f"{_LETTERS} -printf '%T@\\n' | sort -n").split()
        if len(times) >= held + letters:
            return float(times[-1]) - start
        if time.monotonic() > deadline:
            arrived = len(times) - held
            raise Failed(f"of {letters} letters {arrived} are there after {_PATIENCE:.0f} s")
        time.sleep(1)


def _changes(ground: MailGround, say: Callable[[str], None]) -> Iterator[tuple[str, ...]]:
    """How soon a new quota and a new address act; the server is asked until they do."""
    say("a quota and an address are changed")
    box, alias = address(0), f"bi.danh@{DOMAIN}"
    steps = (
        ("a smaller quota is held, seconds", {"mailQuota": "1024"}, box, 552),
        ("a larger quota is given, seconds", {"mailQuota": str(2**30)}, box, 250),
        ("a new address takes letters, seconds", {"mailAlternateAddress": alias}, alias, 250),
        ("an address that is gone is refused, seconds", {"mailAlternateAddress": ""}, alias, 550),
    )
    for what, change, to, code in steps:
        ground.change(0, **change)
        seconds = _until(ground, to, code)
        yield what, f"{seconds:.2f}", "< 5", _word(seconds < 5)


def _until(ground: MailGround, to: str, code: int) -> float:
    """Seconds until the server answers so to RCPT."""
    start, answer = time.monotonic(), 0
    while time.monotonic() - start < _ACTS_IN:
        with smtplib.SMTP(ground.mail1, 25, "bench.example.com", timeout=60) as smtp:
            smtp.ehlo("bench.example.com")
            smtp.mail("bench@example.com", ["size=100000"])
            answer = smtp.rcpt(to)[0]
        if answer == code:
            return time.monotonic() - start
    raise Failed(f"{to} was answered {answer} for {_ACTS_IN:.0f} s, not {code}")


def _list(ground: MailGround, say: Callable[[str], None]) -> Iterator[tuple[str, ...]]:
    """A letter to everybody, until Postfix has written all recipients down and says 250."""
    say("a letter goes to a list of everybody")
    with smtplib.SMTP(ground.mail1, 25, "bench.example.com", timeout=300) as smtp:
        smtp.ehlo("bench.example.com")
        smtp.mail("bench@example.com")
        smtp.rcpt(f"everybody@{DOMAIN}")
        start = time.monotonic()
        code, reply = smtp.data(b"Subject: everybody\r\n\r\n.\r\n")
        seconds = time.monotonic() - start
    if code != 250:
        raise Failed(f"the letter to everybody was refused: {code} {reply!r}")
    queued = reply.decode().split()[-1]
    written = ground.on("mail1", f"postcat -qe {queued} | grep -cE '^(done_)?recipient: .*@'")
    ground.on("mail1", "postsuper -d ALL 2>&1")
    lists = -(-ground.people // 100) + 1
    if int(written) not in (ground.people, ground.people + lists):  # lists' own copies go nowhere
        raise Failed(f"the letter to everybody has {written.strip()} recipients")
    what = f"a list of {ground.people} in lists of 100 is expanded, seconds"
    limited = ground.people == 10_000
    yield what, f"{seconds:.2f}", "< 5" if limited else "", _word(seconds < 5) if limited else ""


def _word(reached: bool) -> str:
    return "yes" if reached else "NO"
