"""Applying changes: in transactions where the server has them, else one by one, in their order."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from ..errors import Place
from . import decode, encode
from .ber import Malformed, malformed
from .channel import Channel
from .decode import Result
from .failure import Broken, ConnectionLost, Refused
from .operation import Add, Delete, Operation

# slapd closes a connection with more than 1 000 requests that it has not answered.
_WINDOW = 400
# slapd (seen with 2.5.13) answers an update of a transaction before its thread is done with it, and
# an end that overtakes such a thread can kill the server. Seconds between the last answer and the
# end, therefore: far more than the thread needs, and little beside what a transaction takes.
_SETTLE = 0.02
_RDN = re.compile(r"(?:\\.|[^,\\])+", re.DOTALL)
_PROTOCOL = "RFC 5805"


class Outcome(NamedTuple):
    """What was done. ``atomic``: in one transaction, or of one operation: all of it or nothing."""

    operations: int
    transactions: int
    atomic: bool
    seconds: float


class Writer:
    """One application of ``operations``; ``place`` is the server's address, for errors."""

    def __init__(self, channel: Channel, place: Place, operations: Sequence[Operation]) -> None:
        self._channel = channel
        self._place = place
        self._operations = operations
        self._written = 0  # surely
        self._unknown = 0  # asked for, not answered, and not bound to be undone
        self._pending: dict[int, Operation] = {}
        self._refusal: tuple[Operation, Result] | None = None

    def run(self, batch: int | None) -> Outcome:
        """Write everything in transactions of ``batch`` operations, or without (None).

        Raises Refused and ConnectionLost, which tell what was written.
        """
        start = time.perf_counter()
        count = len(self._operations)
        transactions = 0
        try:
            with self._channel.exclusive():
                if batch is None or count == 1:  # one is atomic by itself
                    self._each_for_itself()
                else:
                    for first in range(0, count, batch):
                        self._transaction(self._operations[first : first + batch])
                        transactions += 1
        except Broken as error:
            raise self._lost(error) from error
        atomic = count <= 1 or transactions == 1
        return Outcome(count, transactions, atomic, time.perf_counter() - start)

    # -- with transactions ----------------------------------------------------------------

    def _transaction(self, operations: Sequence[Operation]) -> None:
        identifier = self._channel.next_identifier()
        opened = self._ask(identifier, encode.transaction_start(identifier))
        if opened.code:
            raise Refused(self._place, _PROTOCOL, opened, written=self._written)
        # An update that is refused at once is not in the transaction, and the rest would be
        # committed without it: every answer counts before the end is asked for.
        try:
            sent = self._dispatch(operations, opened.value)
        except (Broken, Malformed):
            raise
        except BaseException:  # somebody pressed Ctrl-C
            self._withdraw(opened.value)
            raise
        time.sleep(_SETTLE)
        identifier = self._channel.next_identifier()
        end = encode.transaction_end(identifier, opened.value, commit=not self._refusal)
        if self._refusal:
            self._ask(identifier, end)
            raise self._refused(*self._refusal)
        self._unknown = len(operations)
        closed = self._ask(identifier, end)
        self._unknown = 0
        if closed.code:
            guilty = sent.get(decode.guilty(closed.value))
            raise self._refused(guilty, closed)
        self._written += len(operations)

    def _withdraw(self, transaction: bytes) -> None:
        """Leave a transaction in order: one that is left open can kill slapd (seen with 2.5.13)."""
        with suppress(Broken, Malformed):
            self._collect()
            time.sleep(_SETTLE)
            identifier = self._channel.next_identifier()
            self._ask(identifier, encode.transaction_end(identifier, transaction, commit=False))

    def _ask(self, identifier: int, request: bytes) -> Result:
        self._channel.put(request)
        message = self._channel.get()
        if (message.identifier, message.tag) != (identifier, decode.EXTENDED_DONE):
            raise malformed(f"answer 0x{message.tag:02x} to message {message.identifier}")
        return decode.result(message)

    # -- without --------------------------------------------------------------------------

    def _each_for_itself(self) -> None:
        self._dispatch(self._operations, None)
        if self._refusal:
            raise self._refused(*self._refusal)

    # -- both -----------------------------------------------------------------------------

    def _dispatch(
        self, operations: Sequence[Operation], transaction: bytes | None
    ) -> dict[int, Operation]:
        """Send the operations and read all answers, up to the first refusal; they by message id."""
        sent: dict[int, Operation] = {}
        order = _Order()
        for operation in operations:
            if not order.admits(operation):
                self._collect()
            if self._refusal:
                break
            sent[self._send(operation, transaction)] = operation
        self._collect()
        return sent

    def _send(self, operation: Operation, transaction: bytes | None) -> int:
        if len(self._pending) >= _WINDOW:
            self._collect(_WINDOW // 2)
        identifier = self._channel.next_identifier()
        request = encode.update(identifier, operation, transaction)
        self._pending[identifier] = operation
        self._unknown += transaction is None
        self._channel.put(request)
        return identifier

    def _collect(self, remaining: int = 0) -> None:
        """Read answers until only ``remaining`` are outstanding."""
        while len(self._pending) > remaining:
            message = self._channel.get()
            operation = self._pending.pop(message.identifier, None)
            if operation is None or message.tag not in decode.UPDATE_DONE:
                raise malformed(f"answer 0x{message.tag:02x} to message {message.identifier}")
            result = decode.result(message)
            if result.code and not self._refusal:
                self._refusal = operation, result
            if self._unknown:  # not in a transaction: an answer settles it
                self._unknown -= 1
                self._written += not result.code

    def _refused(self, operation: Operation | None, result: Result) -> Refused:
        subject = operation.dn if operation else _PROTOCOL
        return Refused(self._place, subject, result, operation=operation, written=self._written)

    def _lost(self, error: Broken) -> ConnectionLost:
        return ConnectionLost.while_writing(
            error.problem,
            written=self._written,
            unknown=self._unknown,
            total=len(self._operations),
        )


class _Order:
    """Tells what may be sent on ahead of the answers to what precedes it.

    slapd works on the requests of one connection side by side, and a transaction takes them in as
    they come out of that. Entries that do not lie above each other can be added so, or removed.
    Everything else waits: a change may need the address that the one before gives up.
    """

    def __init__(self) -> None:
        self._kind: type[Operation] | None = None
        self._under_way: set[str] = set()
        self._above: set[str] = set()

    def admits(self, operation: Operation) -> bool:
        """Take ``operation`` in; False where all that precedes it must be answered first."""
        line = _lineage(operation.dn)
        kind = type(operation)
        related = not self._under_way.isdisjoint(line) or line[0] in self._above
        free = kind is self._kind and kind in (Add, Delete) and not related
        if not free:
            self._under_way.clear()
            self._above.clear()
            self._kind = kind
        self._under_way.add(line[0])
        self._above.update(line[1:])
        return free


def _lineage(dn: str) -> list[str]:
    """Return the DN and those above it, nearest first, in one spelling for comparisons."""
    parts = [part.strip().lower() for part in _RDN.findall(dn)]
    return [",".join(parts[level:]) for level in range(max(len(parts), 1))]
