"""What the service knows of people and agencies, and what a change of it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hopthu_host.placing import write

ACTIVE = "active"
# Another server's change may come later than ours that bears a later time.
_LATE = timedelta(minutes=1)
# More than passes between two looks.
_TOGETHER = timedelta(seconds=4)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody's login: the address, the state, and when the password was set last.

    ``written``: the entry's last change, where it came shortly after that (see :func:`shortly`).
    """

    mail: str
    state: str
    password: str
    written: str = ""

    @property
    def is_active(self) -> bool:
        """Whether the directory lets it in."""
        return self.state == ACTIVE


@dataclass(frozen=True, slots=True)
class Office:
    """The mailbox of an agency; where it has none the address is empty. ``held``: under hold."""

    mail: str
    held: bool = False

    def is_closed_by(self, now: Office | None) -> bool:
        """Whether rules were set here, and are not any more: not there, or not changed at all."""
        gone = now is None or now.mail != self.mail
        return bool(self.mail) and (gone or (now is not None and now.held and not self.held))


@dataclass(slots=True)
class Known:
    """Logins by the person's id; managers' ids and the mailbox by the agency's."""

    logins: dict[str, Login] = field(default_factory=dict)
    managers: dict[str, list[str]] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)

    def with_changes(self, other: Known) -> Known:
        """Return it with what ``other`` has of some entries in place of what was known of them."""
        return Known(
            self.logins | other.logins, self.managers | other.managers, self.offices | other.offices
        )


@dataclass(frozen=True, slots=True)
class Ends:
    """What has to end: sessions of logins for a reason, and whether agencies' readers changed.

    ``left_agencies`` has those whose session still shows an agency that is theirs no more;
    ``left_offices`` the agencies' addresses at which somebody may be setting rules who may not.
    """

    sessions: Mapping[str, str]
    left_agencies: frozenset[str]
    left_offices: frozenset[str]
    agencies_changed: bool


def ends(before: Known, now: Known) -> Ends:
    """Compare what was known with what is now. A login that is new has no sessions to end."""
    sessions, out = {}, set()
    for person, was in before.logins.items():
        reason = _reason(was, now.logins.get(person))
        if reason:
            sessions[was.mail] = reason
            out.add(person)
    gone = {
        agency: set(had) - set(now.managers.get(agency, []))
        for agency, had in before.managers.items()
    }
    left = set().union(*gone.values())
    return Ends(
        sessions,
        frozenset(before.logins[person].mail for person in left if person in before.logins),
        frozenset(
            office.mail
            for agency, office in before.offices.items()
            if office.is_closed_by(now.offices.get(agency))
            or (
                office.mail
                and set(before.managers.get(agency, [])) & (gone.get(agency, set()) | out)
            )
        ),
        before.managers != now.managers or any(map(_matters, _pairs(before, now))),
    )


def _reason(was: Login, is_now: Login | None) -> str:
    if is_now is None:
        return "the login is gone"
    if was.is_active and not is_now.is_active:
        return f"the state is {is_now.state or 'unknown'}"
    if was.mail != is_now.mail:
        return "the address changed"
    # Who had no password may be in by the one that is new.
    changed = was.password != is_now.password or (is_now.written not in ("", was.written))
    return "the password changed" if was.password and changed else ""


def _pairs(before: Known, now: Known) -> list[tuple[Login | None, Login | None]]:
    people = before.logins.keys() | now.logins.keys()
    return [(before.logins.get(each), now.logins.get(each)) for each in people]


def _matters(pair: tuple[Login | None, Login | None]) -> bool:
    """Whether a manager would get or lose what agencies show to who is active."""
    was, is_now = (each.mail if each and each.is_active else "" for each in pair)
    return was != is_now


def shortly(changed: str, csn: str) -> str:
    """Return the CSN if it is of the time when the password was set, else an empty text.

    slapd notes by the second when that was: a second change within it shows in the CSN alone.
    """
    if not changed or not csn or _time(csn) > _time(changed) + _TOGETHER:
        return ""
    return csn


def _time(moment: str) -> datetime:
    return datetime.strptime(moment[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def oldest_change(before: Iterable[str], now: Iterable[str]) -> str:
    """Return the CSN after which all is that came between two versions; empty where it is unknown.

    A version is one CSN for each server that ever took changes. One that takes none any more keeps
    its own for ever, which says nothing of what is new.
    """
    known = {csn.split("#")[2]: csn for csn in before}
    changed = [known.get(csn.split("#")[2], "") for csn in now if csn not in known.values()]
    return min(changed, default="")


def before(csn: str) -> str:
    """Return a CSN that comes some time before another."""
    _, rest = csn.split(".", 1)
    return f"{_time(csn) - _LATE:%Y%m%d%H%M%S}.{re.sub('[0-9a-fA-F]', '0', rest)}"


def load(path: Path) -> Known | None:
    """Read what was noted; None where nothing was, or nothing that can be read."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        logins = {person: Login(**each) for person, each in noted["logins"].items()}
        managers = {agency: list(who) for agency, who in noted["managers"].items()}
        offices = {each: Office(**office) for each, office in noted.get("offices", {}).items()}
        return Known(logins, managers, offices)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def save(path: Path, known: Known) -> None:
    """Note it: the file is the old or the new one whenever the machine stops."""
    write(path, json.dumps(asdict(known)).encode())
