"""What a run is asked to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.records.policy import Policy
from hopthu.servers.mail.archives import Archives
from hopthu.servers.mail.usage import Usage


@dataclass(frozen=True, slots=True)
class Request:
    """``provinces`` are the hosts of the play; ``override`` holds for this run alone.

    ``usage``: what the mailboxes hold, where the run has asked the mail servers;
    ``archives``: what the mail servers said of boxes whose time is over; None: not asked yet;
    ``mail_servers``: full names of all hosts that may keep mailboxes; none: any name will do;
    ``today``: the day that former addresses are judged by;
    ``artifacts``: the folder where the run leaves its plan, audit lines and undo LDIF, or None.
    ``reviewed``: fingerprints of the only changes that may be made; None: no review was asked for.
    ``people``: ids of those who get a new first password, where that is asked for.
    ``handover``: the folder of sealed first passwords; None makes no passwords.
    """

    root: Path
    provinces: tuple[str, ...]
    suffix: str
    policy: Policy
    override: dict[str, int] = field(default_factory=dict)
    check: bool = False
    artifacts: Path | None = None
    reviewed: frozenset[str] | None = None
    people: tuple[str, ...] = ()
    handover: Path | None = None
    usage: Usage = field(default_factory=Usage)
    archives: Archives | None = None
    mail_servers: tuple[str, ...] = ()
    today: datetime.date = field(default_factory=datetime.date.today)
