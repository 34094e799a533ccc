"""Plain ldap3, used the way its manual shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ldap3 import LEVEL, MODIFY_REPLACE, NONE, Connection, Server

from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Settings

_PAGE = 1000


class PlainLdap3:
    """A bound connection; any answer that is not success is an error."""

    def __init__(self, settings: Settings) -> None:
        server = Server(settings.uri, get_info=NONE)
        self._connection = Connection(
            server, settings.bind_dn, settings.password, raise_exceptions=True
        )

    def __enter__(self) -> PlainLdap3:
        self._connection.bind()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.unbind()

    def add(self, entries: Iterable[Entry]) -> None:
        """One request after the other."""
        for entry in entries:
            attributes = {name: list(values) for name, values in entry.attributes.items()}
            self._connection.add(entry.dn, attributes=attributes)

    def replace(self, attribute: str, values: Iterable[tuple[str, bytes]]) -> None:
        """Give each DN its new value."""
        for dn, value in values:
            self._connection.modify(dn, {attribute: [(MODIFY_REPLACE, [value])]})

    def read(self, base: str, filter_: str, attributes: Sequence[str]) -> int:
        """Count the entries right below ``base``, read page by page."""
        found = self._connection.extend.standard.paged_search(
            base,
            filter_,
            search_scope=LEVEL,
            attributes=list(attributes),
            paged_size=_PAGE,
            generator=True,
        )
        return sum(1 for _ in found)
