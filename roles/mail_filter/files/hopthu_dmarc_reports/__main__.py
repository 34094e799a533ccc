"""``hopthu-dmarc-reports STORE DOMAIN HOST SENDER reject|quarantine``: send what days ask for.

Other domains are told, by letters of SENDER through this host's own Postfix, what was seen in their
name on days that are over. What Postfix has taken is forgotten; all else waits for the next time,
and is forgotten by the store after two days. Nothing goes while letters are not signed.
"""

from __future__ import annotations

import datetime
import smtplib
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import dns.resolver

import hopthu_zone
from hopthu_dkim import FOLDER, Keys
from hopthu_host.commands import Wrong

from .collected import Collected, collected, forget
from .receivers import Texts, wishes
from .report import Reporter, letter, written
from .store import Store

_MOST = 1000  # reports of one run
_SENT, _UNWANTED, _LATER = "sent", "unwanted", "later"


def send_all(
    store: Store, reporter: Reporter, today: datetime.date, texts: Texts, *, port: int = 25
) -> dict[str, int]:
    """Send what there is; return how many reports were sent, wanted by nobody, or are for later."""
    counted = Counter({_SENT: 0, _UNWANTED: 0, _LATER: 0})
    for found in collected(store, today):
        if counted[_SENT] == _MOST:
            counted[_LATER] += 1
            continue
        try:
            came = _send(found, reporter, texts, port)
        except hopthu_zone.Unanswered:
            came = _LATER
        if came != _LATER:
            forget(store, found)
        counted[came] += 1
    return dict(counted)


def _send(found: Collected, reporter: Reporter, texts: Texts, port: int) -> str:
    wanted = wishes(found.domain, texts) if found.rows else None
    if not wanted:
        return _UNWANTED
    packed = written(found, wanted.policy, reporter)
    to = [each.address for each in wanted.receivers if len(packed) <= each.longest]
    if not to:
        return _UNWANTED
    made = letter(found, packed, to, reporter)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        try:
            server.send_message(made, reporter.sender, to)
        except smtplib.SMTPRecipientsRefused as error:
            if any(code < 500 for code, _ in error.recipients.values()):
                return _LATER
            return _UNWANTED
    return _SENT


def _texts(name: str) -> list[str]:
    return hopthu_zone.texts(name, dns.resolver.get_default_resolver())


def main(arguments: Sequence[str], signs: Callable[[], bool]) -> int:
    """Send them and say how many; 1 where the store or Postfix is away."""
    match arguments:
        case [path, domain, host, sender, "reject" | "quarantine" as means]:
            reporter = Reporter(domain, host, sender, means)
        case _:
            sys.stderr.write(f"{(__doc__ or '').splitlines()[0]}\n")
            return 2
    if not signs():
        print("letters are not signed yet (playbooks/dkim.yml): nothing is sent")
        return 0
    try:
        with Store(Path(path)) as store:
            came = send_all(store, reporter, datetime.date.today(), _texts)
    except (OSError, smtplib.SMTPException, Wrong) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    print(", ".join(f"{number} {what}" for what, number in came.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], lambda: bool(Keys(FOLDER, "").show()["signing"])))
