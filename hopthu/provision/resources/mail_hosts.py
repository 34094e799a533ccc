"""Which host keeps each mailbox: the attribute follows the letters, never the other way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hopthu.servers.directory.attributes import HOST
from hopthu.servers.directory.tree import same_dn
from hopthu.servers.mail.archives import Archives
from hopthu.text.errors import Problem
from hopthu.text.sizes import size_text

from .. import messages
from ..applying.report import Report
from ..desired.mail_hosts import OWNED, READ, host_entries
from ..desired.subject import Desired
from ..plan.build import Difference, Found
from ..plan.change import Action, Change
from ..resource import Basis, Part, Resource, Tally
from . import words
from .asked import said
from .copies import come_up
from .follow import compare_by_then
from .moves import boxes

_NAMED = 5  # mailboxes that are named of a host that is none


@dataclass(frozen=True)
class HostsOfMailboxes(Resource[Found]):
    """``archives``: what the mail hosts said of the letters; None: not asked yet.

    ``mail_servers``: full names of all hosts that may keep mailboxes; none: any name will do.
    ``lost``: the host whose mailboxes come up at their copies; no other mailbox is switched then.
    """

    archives: Archives | None = None
    mail_servers: tuple[str, ...] = ()
    lost: str = ""
    name = "mail_hosts"
    owned = OWNED
    reads = READ

    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """The hosts of each province's mailboxes."""
        return basis.by_province(host_entries)

    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> Found:
        """The entries of the mailboxes."""
        return Found(boxes(basis), {})

    def compare(self, part: Part[Found]) -> Difference:
        """No entry follows letters that are not all there."""
        difference = compare_by_then(part, part.wanted, OWNED)
        changes = [
            replace(change, action=Action.CHANGE if change.fields[0].before else Action.ADD)
            for change in difference.changes
            if not self.lost or _is(change.fields[0].before, self.lost)
        ]
        unknown = _unknown_hosts(part.wanted, self.mail_servers)
        copies = said(self.archives, part)
        missing = _not_copied(part.wanted, changes, copies, part.request.check)
        return Difference(changes, [*unknown, *difference.refusals, *missing])

    def tally(self, part: Part[Found]) -> Tally:
        """The mailboxes that have a host."""
        entries = (part.found.entries.get(same_dn(box.entry.dn)) for box in part.wanted)
        return Tally(sum(entry is not None and HOST in entry.attributes for entry in entries))

    def notices(self, part: Part[Found], changes: Sequence[Change]) -> Iterable[Problem]:
        """What is, or was, where it does not belong, and how much of it there is."""
        copies = said(self.archives, part)
        if self.lost:
            return come_up(self.lost, part, changes, copies)
        return _notices(part.wanted, copies)

    def also(self, part: Part[Found]) -> Iterable[Desired]:
        """All mailboxes with a host: their letters may be elsewhere."""
        return part.wanted


def _is(values: Sequence[bytes], host: str) -> bool:
    """Whether an attribute names a host."""
    return [value.decode().lower() for value in values] == [host.lower()]


def mailboxes_of(reports: Iterable[Report]) -> dict[str, list[dict[str, str]]]:
    """The mailboxes of the provinces that are not refused, with the hosts they belong to."""
    return {
        "mailboxes": [
            {"id": box.id, "address": box.address, "host": box.detail}
            for report in reports
            if not report.failed
            for box in report.plan.also
        ]
    }


def _unknown_hosts(wanted: Iterable[Desired], servers: tuple[str, ...]) -> Iterator[Problem]:
    """Each host that is no mail server, with the mailboxes that it is to keep."""
    if not servers:
        return
    known = {name.lower() for name in servers}
    boxes: dict[str, list[str]] = defaultdict(list)
    for desired in wanted:
        if desired.detail.lower() not in known:
            boxes[desired.detail].append(desired.id)
    for host, ids in boxes.items():
        more = "" if len(ids) <= _NAMED else ", …"
        yield messages.UNKNOWN_HOST.at(
            host=host, count=len(ids), ids=", ".join(ids[:_NAMED]) + more, known=", ".join(servers)
        )


def _not_copied(
    wanted: Iterable[Desired], changes: list[Change], copies: Archives | None, check: bool
) -> Iterator[Problem]:
    """Why letters that are elsewhere are not all at the new host."""
    if copies is None:
        return
    if changes and not copies.asked:
        yield messages.NO_MOVING_SERVER.at()
    for server, reason in copies.silent.items():
        yield messages.SERVER_SILENT.at(server=server, reason=reason)
    switched = {change.subject.id for change in changes}
    for desired in wanted:
        for box in copies.of(desired.id):
            uncopied = box.state == "there" and desired.id in switched and not check
            if box.state == "failed" or uncopied:
                values: dict[str, object] = {
                    **_of(desired),
                    "server": box.server,
                    "reason": box.reason or words.NOT_COPIED_YET,
                }
                yield messages.NOT_COPIED.at(**values)


_TOLD = {"there": messages.TO_MOVE, "copied": messages.COPIED, "moved": messages.MOVED}


def _notices(wanted: Iterable[Desired], copies: Archives | None) -> Iterator[Problem]:
    if copies is None:
        return
    for desired in wanted:
        for box in copies.of(desired.id):
            if box.state in _TOLD:
                values: dict[str, object] = {
                    **_of(desired),
                    "messages": box.messages,
                    "size": size_text(box.size),
                    "server": box.server,
                    "host": desired.detail,
                    "aside": box.archive,
                }
                yield _TOLD[box.state].at(**values)
                if box.other_scripts:
                    yield messages.OTHER_SCRIPTS.at(**values)


def _of(desired: Desired) -> dict[str, object]:
    return {"id": desired.id, "label": desired.label}
