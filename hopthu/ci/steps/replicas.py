"""Whether the directory servers hold the same: each is asked by itself, and compared with one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hopthu.files.memory import collector_paused
from hopthu.servers.directory.attributes import CONTEXT, MARK
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text

from . import words

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
    ``late``: its contextCSN is another one, though its entries are the same.
    """

    server: str
    first: str
    entries: int = 0
    missing: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    late: bool = False
    away: HopthuError | None = None

    @property
    def differs(self) -> bool:
        """Whether somebody should look after it; being late is the way of replication."""
        return bool(self.missing or self.more or self.other or self.away)

    def lines(self) -> Iterator[str]:
        """What it is, and which entries differ, for people."""
        values: dict[str, object] = {"server": self.server, "first": self.first, "n": self.entries}
        if self.away is not None:
            yield words.REPLICAS_AWAY.render(
                {**values, "why": " ".join(self.away.render().split())}
            )
            return
        kinds = {name: getattr(self, name) for name in _NAMED}
        if not self.differs:
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
            yield words.LATE.render(values)


def compare_replicas(servers: Mapping[str, Settings], suffix: str) -> list[Replica]:
    """Compare each server with the first that answers; of one alone there is nothing to compare.

    Differences that pass while replication is under way are looked at once more before they count.
    """
    if len(servers) < 2:
        return []
    with collector_paused():
        replicas = _compare(servers, suffix)
        if any(each.differs and each.away is None for each in replicas):
            replicas = _compare(servers, suffix)
    return replicas


def _compare(servers: Mapping[str, Settings], suffix: str) -> list[Replica]:
    held: dict[str, _Held | HopthuError] = {}
    for server, settings in servers.items():
        try:
            held[server] = _read(settings, suffix)
        except HopthuError as error:
            held[server] = error
    first = next((name for name, each in held.items() if isinstance(each, _Held)), "")
    reference = held.get(first)
    return [_replica(name, first, each, reference) for name, each in held.items()]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a server holds: digests of hopthu's entries by DN, and how far it has come."""

    digests: Mapping[str, bytes]
    context: frozenset[bytes]


def _replica(
    name: str, first: str, each: _Held | HopthuError, reference: _Held | HopthuError | None
) -> Replica:
    if isinstance(each, HopthuError) or not isinstance(reference, _Held):
        away = each if isinstance(each, HopthuError) else None
        return Replica(name, first, away=away)
    own, others = each.digests, reference.digests
    other = (dn for dn in own.keys() & others.keys() if own[dn] != others[dn])
    return Replica(
        name,
        first,
        len(own),
        missing=tuple(sorted(others.keys() - own.keys())),
        more=tuple(sorted(own.keys() - others.keys())),
        other=tuple(sorted(other)),
        late=each.context != reference.context,
    )


def _read(settings: Settings, suffix: str) -> _Held:
    with Directory.connect(settings) as directory:
        digests = {
            same_dn(entry.dn): _digest(entry.attributes)
            for entry in directory.search(suffix, f"({MARK}=*)", ("*",))
        }
        context: set[bytes] = set()
        for entry in directory.search(suffix, "(objectClass=*)", (CONTEXT,), scope="base"):
            context.update(entry.attributes.get(CONTEXT, ()))
    return _Held(digests, frozenset(context))


def _digest(attributes: Mapping[str, Sequence[bytes]]) -> bytes:
    """The same for the same values, in whatever order a server tells them."""
    digest = hashlib.sha256()
    for name in sorted(attributes):
        digest.update(name.lower().encode())
        for value in sorted(attributes[name]):
            digest.update(b"\0%d\0" % len(value) + value)
    return digest.digest()
