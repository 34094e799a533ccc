"""A session with a directory: read entries as a stream, apply changes as a whole."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from ldap3 import Connection
from ldap3.core.exceptions import LDAPExceptionError

from hopthu.text.errors import HopthuError, Place

from . import messages
from .channel import Channel
from .connect import Settings, discard, open_connection
from .entry import Entry
from .failure import Broken, ConnectionLost, Refused
from .operation import Operation
from .several import first_of
from .wire import decode, encode
from .wire.ber import malformed
from .writer import Committed, Writer

__all__ = ["Committed", "ConnectionLost", "Directory", "Refused", "Settings"]

BATCH = 1000
"""Operations in a transaction, where slapd is fastest (250 to 2 000 are alike)."""

LARGEST = 5000
"""Most operations that are one transaction where they belong together, as those of a province.

slapd's time grows faster than their number (5 000: 1.5 s, 10 000: 5 s), and nobody else can write
meanwhile.
"""

_NO_SUCH_OBJECT = 32
_LOG = "auditContext"
_LOG_OVERLAY = "(objectClass=olcAccessLogConfig)"


class Directory:
    """A connection to one server; a context manager, closed at its end.

    ``transactional`` says whether the server has LDAP transactions (RFC 5805) that can be relied
    on; ``logs_access`` that it has them, and not the other.
    """

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings
        self._timeout = settings.timeout
        self._place = Place(settings.uri)
        self._channel = Channel(connection.socket, settings.timeout, self._place)
        self.transactional = _has_transactions(connection)
        self.logs_access = False

    @classmethod
    def connect(cls, settings: Settings) -> Directory:
        """Open, encrypt and bind; raises HopthuError at the address, never with the password.

        Of several addresses the first that answers; see :func:`first_of` for when that is refused.
        """
        addresses = settings.uri.split()
        if len(addresses) < 2:
            return cls._connect(settings)
        return first_of([replace(settings, uri=each) for each in addresses], cls._connect)

    @classmethod
    def _connect(cls, settings: Settings) -> Directory:
        directory = cls(open_connection(settings), settings)
        if directory.transactional and directory._has_access_log():
            directory.logs_access, directory.transactional = True, False
        return directory

    @property
    def uri(self) -> str:
        """The address of the server that this session is with."""
        return self._settings.uri

    @property
    def bases(self) -> tuple[str, ...]:
        """The DNs that the server's trees hang from."""
        info = self._connection.server.info
        return tuple((info.naming_contexts if info else None) or ())

    def beside(self) -> Directory:
        """Another session with the same server, even where it is one of several."""
        return self._connect(self._settings)

    def __enter__(self) -> Directory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the server; closing twice is no error."""
        with suppress(LDAPExceptionError, OSError):
            self._connection.socket.settimeout(self._timeout)
            self._connection.unbind()
        discard(self._connection)

    def search(
        self,
        base: str,
        filter: str,  # noqa: A002 - the word that LDAP has for it
        attributes: Sequence[str],
        scope: str = "subtree",
    ) -> Generator[Entry]:
        """Yield the entries below ``base`` as they arrive; none if there is no ``base``.

        ``scope`` is ``base``, ``onelevel`` or ``subtree``. Nothing else can be asked of this
        session until the iterator is at its end or closed. Raises Refused, ConnectionLost, and
        HopthuError for a wrong filter or when a part of the answer is on another server.
        """
        try:
            with self._channel.exclusive():
                identifier = self._channel.next_identifier()
                self._channel.put(encode.search(identifier, base, scope, filter, attributes))
                yield from self._found(identifier, base)
        except Broken as error:
            raise ConnectionLost(error.problem) from error

    def _has_access_log(self) -> bool:
        """Whether the server has the overlay accesslog, with which transactions can hang it.

        It gives the top entry of what it logs an attribute that says where the log is; whoever may
        read the configuration sees it there.
        """
        for base in self.bases:
            with suppress(Refused):
                found = list(self.search(base, "(objectClass=*)", (_LOG,), scope="base"))
                if any(_LOG in entry.attributes for entry in found):
                    return True
        with suppress(Refused):
            return any(list(self.search("cn=config", _LOG_OVERLAY, ("olcOverlay",))))
        return False

    def _found(self, identifier: int, base: str) -> Iterator[Entry]:
        ended = False
        servers: list[str] = []
        try:
            while not ended:
                message = self._channel.get()
                if message.identifier != identifier:
                    raise malformed(f"answer to message {message.identifier}")
                if message.tag == decode.SEARCH_ENTRY:
                    yield decode.entry(message)
                elif message.tag == decode.SEARCH_REFERENCE:
                    servers += decode.reference(message)
                elif message.tag == decode.SEARCH_DONE:
                    ended = True
                    result = decode.result(message)
                    if result.code not in (0, _NO_SUCH_OBJECT):
                        raise Refused(self._place, base, result)
                else:
                    raise malformed(f"tag 0x{message.tag:02x} in a search")
        except GeneratorExit:
            with suppress(Broken):
                self._channel.abandon(identifier)
            raise
        if servers:
            raise HopthuError.of(messages.REFERENCE, self._place, servers=", ".join(servers))

    def begin(self, operations: Sequence[Operation], batch: int = BATCH) -> Writer:
        """Have the server take ``operations`` in as one transaction, to commit or to withdraw.

        What cannot be one (no RFC 5805, more than ``batch``, a Rename in it) is sent by the commit:
        atomically as far as ``batch`` reaches, and up to the next Rename; without transactions each
        operation stands for itself, and the first that is refused is the last one sent. Until then
        nothing else can be asked of this session. Raises Refused and ConnectionLost, which tell
        what was written.
        """
        writer = Writer(
            self._channel, self._place, operations, batch if self.transactional else None
        )
        writer.begin()
        return writer

    def apply(self, operations: Sequence[Operation], batch: int = BATCH) -> Committed:
        """Carry out ``operations`` in their order: begin and commit."""
        return self.begin(operations, batch).commit()


def _has_transactions(connection: Connection) -> bool:
    """Look for both requests; slapd does not announce the control that goes with them."""
    info = connection.server.info
    offered = {extension[0] for extension in info.supported_extensions} if info else set()
    return {encode.TRANSACTION_START.decode(), encode.TRANSACTION_END.decode()} <= offered
