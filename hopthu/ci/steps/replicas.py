"""Whether the directory servers hold the same: each is asked by itself, and compared with one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from hopthu.files.memory import collector_paused
from hopthu.servers.directory.attributes import CSN, MARK
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.directory.several import behind, context
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text

from . import words

# How often servers are looked at again that are not the same, and seconds before that.
_AGAIN, _PAUSE = 3, 1.0
_LISTED = 10  # entries of each kind that are named
_NAMED = {
    "missing": Text("missing: {dns}", "thiếu: {dns}"),
    "more": Text("too many: {dns}", "thừa: {dns}"),
    "other": Text("other: {dns}", "khác nội dung: {dns}"),
}


@dataclass(frozen=True, slots=True)
class Replica:
    """A directory server beside ``first``; DNs of hopthu's entries that differ, in order.

    ``entries``: how many it holds; ``away``: why it could not be asked, and then nothing else;
    ``late``: from when the newest change is that another one has and it has not (UTC, as
    20081120143000Z); empty where nothing is missing.
    """

    server: str
    first: str
    entries: int = 0
    missing: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    late: str = ""
    away: HopthuError | None = None

    @property
    def differs(self) -> bool:
        """Whether somebody should look after it."""
        return bool(self.missing or self.more or self.other or self.late or self.away)

    def lines(self) -> Iterator[str]:
        """What it is, and which entries differ, for people."""
        values: dict[str, object] = {"server": self.server, "first": self.first, "n": self.entries}
        if self.away is not None:
            yield words.REPLICAS_AWAY.render(
                {**values, "why": " ".join(self.away.render().split())}
            )
            return
        kinds = {name: getattr(self, name) for name in _NAMED}
        if not (self.missing or self.more or self.other):
            text = words.FIRST if self.server == self.first else words.SAME
            yield text.render(values)
        else:
            counts = {name: len(dns) for name, dns in kinds.items()}
            yield words.DIFFERS.render({**values, **counts})
        for name, dns in kinds.items():
            if dns:
                more = f" … +{len(dns) - _LISTED}" if len(dns) > _LISTED else ""
                named = "; ".join(dns[:_LISTED]) + more
                yield _NAMED[name].render({"dns": named})
        if self.late:
            yield words.LATE.render({**values, "since": self.late})


def compare_replicas(servers: Mapping[str, Settings], suffix: str) -> list[Replica]:
    """Compare each server with the first that answers; of one alone there is nothing to compare.

    Differences that pass while replication is under way are looked at again before they count.
    """
    if len(servers) < 2:
        return []
    with collector_paused():
        replicas = _compare(servers, suffix)
        for _ in range(_AGAIN):
            if not any(each.differs and each.away is None for each in replicas):
                break
            time.sleep(_PAUSE)
            replicas = list(map(_still, replicas, _compare(servers, suffix)))
    return replicas


def _still(before: Replica, now: Replica) -> Replica:
    """What differed both times: people go on choosing passwords while each server is read."""
    if before.away or now.away or before.first != now.first:
        return now
    known = {kind: frozenset(getattr(before, kind)) for kind in _NAMED}
    missing, more, other = (
        tuple(filter(known[kind].__contains__, getattr(now, kind))) for kind in _NAMED
    )
    return replace(now, missing=missing, more=more, other=other)


def _compare(servers: Mapping[str, Settings], suffix: str) -> list[Replica]:
    known = _known(servers.values())
    held: dict[str, _Held | HopthuError] = {}
    for server, settings in servers.items():
        try:
            held[server] = _read(settings, suffix)
        except HopthuError as error:
            held[server] = error
    first = next((name for name, each in held.items() if isinstance(each, _Held)), "")
    reference = held.get(first)
    return [_replica(name, first, each, reference, known) for name, each in held.items()]


def _known(servers: Iterable[Settings]) -> dict[str, str]:
    """What any of them has before they are read: what comes meanwhile, none has to have."""
    known: dict[str, str] = {}
    for settings in servers:
        with suppress(HopthuError), Directory.connect(settings) as directory:
            for server, change in context(directory).items():
                known[server] = max(change, known.get(server, ""))
    return known


@dataclass(frozen=True, slots=True)
class _Held:
    """What a server holds: digests of hopthu's entries by DN, and how far it has come.

    ``versions`` tells of what may not be read, such as passwords, whether it is the same.
    """

    digests: Mapping[str, bytes]
    versions: Mapping[str, bytes]
    context: Mapping[str, str]


def _replica(
    name: str,
    first: str,
    each: _Held | HopthuError,
    reference: _Held | HopthuError | None,
    known: Mapping[str, str],
) -> Replica:
    if isinstance(each, HopthuError) or not isinstance(reference, _Held):
        away = each if isinstance(each, HopthuError) else None
        return Replica(name, first, away=away)
    own, others = each.digests, reference.digests
    other = {dn for dn in own.keys() & others.keys() if own[dn] != others[dn]}
    if each.context and reference.context:  # they copy each other
        versions = reference.versions
        other |= {dn for dn in own.keys() & others.keys() if each.versions[dn] != versions[dn]}
    return Replica(
        name,
        first,
        len(own),
        missing=tuple(sorted(others.keys() - own.keys())),
        more=tuple(sorted(own.keys() - others.keys())),
        other=tuple(sorted(other)),
        late=behind(each.context, known),
    )


def _read(settings: Settings, suffix: str) -> _Held:
    with Directory.connect(settings) as directory:
        digests: dict[str, bytes] = {}
        versions: dict[str, bytes] = {}
        for entry in directory.search(suffix, f"({MARK}=*)", ("*", CSN)):
            dn = same_dn(entry.dn)
            versions[dn] = entry.attributes.get(CSN, (b"",))[0]
            digests[dn] = _digest({k: v for k, v in entry.attributes.items() if k != CSN})
        return _Held(digests, versions, context(directory))


def _digest(attributes: Mapping[str, Sequence[bytes]]) -> bytes:
    """The same for the same values, in whatever order a server tells them."""
    digest = hashlib.sha256()
    for name in sorted(attributes):
        digest.update(name.lower().encode())
        for value in sorted(attributes[name]):
            digest.update(b"\0%d\0" % len(value) + value)
    return digest.digest()
