"""``scripts/bench --backup``: copies of many mailboxes, and a large one back from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hopthu.servers.lab.config import PROJECT

from .mail_ground import MailGround, mail_ground
from .measure import Failed
from .table import table

_HEAD = ("what", "measured", "limit", "reached")
_FILLER = PROJECT / "molecule" / "backup" / "tests" / "post_office.py"
_LETTERS = 5  # of each of many mailboxes
_ATTACHMENT = 15_000  # bytes of each of those: as files, 20 000
_LARGE = 4_000_000  # bytes of each letter of the large mailbox: as files, 5.4 million
_ROOM = 16 * 2**30  # its quota
# The peak of the largest process; what the kernel keeps of files is nobody's.
_MEASURED = """
import json, resource, subprocess, sys, time
start = time.monotonic()
done = subprocess.run(sys.argv[1:], input=sys.stdin.read(), capture_output=True, text=True)
if done.returncode:
    sys.exit(done.stdout + done.stderr)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
seconds = time.monotonic() - start
print(json.dumps({"told": json.loads(done.stdout), "seconds": seconds, "peak": peak / 1024}))
"""


class _Run(NamedTuple):
    """What a command told, how long it took, and the memory of its largest process in MB."""

    told: dict[str, Any]
    seconds: float
    peak: float


def measure_backups(
    boxes: int, megabytes: int, say: Callable[[str], None], *, markdown: bool
) -> tuple[list[str], str]:
    """Return what was measured on, and the table; everything on hosts that are gone afterwards."""
    with mail_ground(boxes, say, "--backup") as ground:
        rows = list(_rows(ground, boxes, megabytes, say))
        restic = ground.on("mail1", "restic version").split()[1]
    fact = (
        f"restic {restic} over SSH to another host: {boxes} mailboxes of {_LETTERS} letters, "
        f"one of them with {megabytes} MB"
    )
    return [fact], table(_HEAD, rows, markdown=markdown)


def _rows(
    ground: MailGround, boxes: int, megabytes: int, say: Callable[[str], None]
) -> Iterator[tuple[str, ...]]:
    ground.on("mail1", "systemctl stop hopthu-backup.timer hopthu-backup-drill.timer")
    ground.on("mail1", "systemctl stop hopthu-backup.service 2>/dev/null || true")
    owners = [f"bench-{number:05}" for number in range(1, boxes)]
    for start in range(0, len(owners), 2000):  # a command line has its limits
        _fill(ground, _LETTERS, _ATTACHMENT, owners[start : start + 2000])
    say("the mailboxes are filled")
    first = _run(ground, "run")
    say("the first copy is made")
    again = _run(ground, "run")
    yield "the first copy, MB", f"{first.told['bytes'] / 1e6:.0f}", "", ""
    yield "  seconds", f"{first.seconds:.1f}", "", ""
    share = again.told["added"] / first.told["added"]
    within = "yes" if share <= 0.05 else "NO"
    yield "the second, unchanged: of what the first wrote", f"{share:.3%}", "≤ 5 %", within
    yield "  seconds", f"{again.seconds:.1f}", "", ""
    ground.change(0, mailQuota=str(_ROOM))
    _fill(ground, round(megabytes * 1e6 / (_LARGE * 1.37)), _LARGE, ["bench-00000"])
    copy = _run(ground, "run")
    say("the large mailbox is copied")
    letters = _letters(ground)
    ground.on("mail1", "rm -rf /srv/vmail/bench-00000")
    order = {"owner": "bench-00000", "address": "nguoi0@moj.gov.vn", "check": False}
    back = _run(ground, "restore", json.dumps(order))
    if _letters(ground) != letters:
        raise Failed("the large mailbox did not come back as it was")
    yield f"{megabytes} MB copied, seconds", f"{copy.seconds:.1f}", "", ""
    within = "yes" if back.seconds < 120 else "NO"
    yield "  and back, compared, seconds", f"{back.seconds:.1f}", "< 120", within
    peak = max(each.peak for each in (first, again, copy))
    yield "memory of a copy, MB", f"{peak:.0f}", "< 500", "yes" if peak < 500 else "NO"
    yield "  of bringing it back, MB", f"{back.peak:.0f}", "", ""


def _run(ground: MailGround, command: str, said: str = "") -> _Run:
    """hopthu-backup as its unit calls it."""
    measured = ("python3", "-c", _MEASURED, "hopthu-backup", command)
    return _Run(**json.loads(ground.run("mail1", *measured, said=said)))


def _fill(ground: MailGround, letters: int, attachment: int, owners: list[str]) -> None:
    script = _FILLER.read_text(encoding="utf-8")
    words = ("crowd", str(letters), str(attachment), *owners)
    ground.run("mail1", "python3", "-", *words, said=script)


def _letters(ground: MailGround) -> str:
    """The SHA-256 of each letter of the large mailbox."""
    where = "'(' -path '*/cur/*' -o -path '*/new/*' ')'"
    find = f"find /srv/vmail/bench-00000 {where} -type f -exec sha256sum {{}} +"
    return ground.on("mail1", f"{find} | cut -d' ' -f1 | sort")
