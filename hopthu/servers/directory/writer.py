"""Applying changes: in transactions where the server has them, else one by one, in their order."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from hopthu.text.errors import Place

from .channel import Channel
from .failure import Broken, ConnectionLost, Refused
from .operation import Add, Delete, Operation, Rename
from .wire import decode, encode
from .wire.ber import Malformed, malformed
from .wire.decode import Result

# slapd closes a connection with more than 1 000 requests that it has not answered.
_WINDOW = 400
# slapd (seen with 2.5.13) answers an update of a transaction before its thread is done with it, and
# an end that overtakes such a thread can kill the server. Seconds between the last answer and the
# end, therefore: far more than the thread needs, and little beside what a transaction takes.
_SETTLE = 0.02
_RDN = re.compile(r"(?:\\.|[^,\\])+", re.DOTALL)
_PROTOCOL = "RFC 5805"


@dataclass(slots=True)
class _Transaction:
    """An open transaction: its updates by message id, and from when on it may be ended."""

    identifier: bytes
    sent: dict[int, Operation] = field(default_factory=dict)
    settled: float = 0.0

    def settle(self) -> None:
        """Count from here, the last answer: before the pause is over there must be no end."""
        self.settled = time.monotonic() + _SETTLE


class Committed(NamedTuple):
    """What was done. ``atomic``: in one transaction, or of one operation: all of it or nothing."""

    operations: int
    transactions: int
    atomic: bool
    seconds: float


def parts_of(operations: Sequence[Operation], batch: int | None) -> list[slice]:
    """What is written at once, in its order; nothing where there are no transactions (None)."""
    if batch is None:
        return []
    parts: list[slice] = []
    first = 0
    for moves, group in groupby(operations, lambda each: isinstance(each, Rename)):
        end = first + sum(1 for _ in group)
        size = 1 if moves else batch
        parts += [slice(at, min(at + size, end)) for at in range(first, end, size)]
        first = end
    return parts


class Writer:
    """One application of ``operations`` in two steps, so that several can be under way at once.

    ``batch``: operations in a transaction; None where the server has no transactions. ``place`` is
    the server's address, for errors. Both steps raise Refused and ConnectionLost, which tell what
    was written. A Rename is in no transaction: a few of them in one fail for no reason, or kill
    slapd (seen with 2.5.13 and 2.6.10). What is before and after them is in one each.
    """

    def __init__(
        self, channel: Channel, place: Place, operations: Sequence[Operation], batch: int | None
    ) -> None:
        self._channel = channel
        self._place = place
        self._operations = operations
        self._batch = batch
        self._begun: _Transaction | None = None
        self._written = 0  # surely
        self._unknown = 0  # asked for, not answered, and not bound to be undone
        self._pending: dict[int, Operation] = {}
        self._refusal: tuple[Operation, Result] | None = None

    def begin(self) -> None:
        """Have the server take in what is a single transaction; all else waits for commit.

        Nothing is written yet. What was begun must be committed or withdrawn.
        """
        parts = parts_of(self._operations, self._batch)
        if len(parts) == 1 and len(self._operations) > 1:
            with self._at_work():
                self._begun = self._take_in(self._operations)

    def commit(self) -> Committed:
        """Write everything."""
        start = time.perf_counter()
        count = len(self._operations)
        parts = parts_of(self._operations, self._batch)
        transactions = 0
        with self._at_work():
            if self._batch is None:
                self._each_for_itself(self._operations)
            for part in map(self._operations.__getitem__, parts):
                if count == 1 or isinstance(part[0], Rename):  # one is atomic by itself
                    self._each_for_itself(part)
                else:
                    self._end(self._begun or self._take_in(part))
                    transactions += 1
        atomic = count <= 1 or len(parts) == 1
        return Committed(count, transactions, atomic, time.perf_counter() - start)

    def withdraw(self) -> None:
        """Give up what was begun: a transaction that is left open can kill slapd 2.5.13."""
        if self._begun is not None:
            transaction, self._begun = self._begun, None
            with suppress(ConnectionLost), self._at_work():
                self._abort(transaction)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        try:
            with self._channel.exclusive():
                yield
        except Broken as error:
            raise self._lost(error) from error

    # -- with transactions ----------------------------------------------------------------

    def _take_in(self, operations: Sequence[Operation]) -> _Transaction:
        identifier = self._channel.next_identifier()
        opened = self._ask(identifier, encode.transaction_start(identifier))
        if opened.code:
            raise Refused(self._place, _PROTOCOL, opened, written=self._written)
        transaction = _Transaction(opened.value)
        # An update that is refused at once is not in the transaction, and the rest would be
        # committed without it: every answer counts before the end is asked for.
        try:
            transaction.sent = self._dispatch(operations, transaction.identifier)
        except (Broken, Malformed):
            raise
        except BaseException:  # somebody pressed Ctrl-C
            with suppress(Broken, Malformed):
                self._collect()
                transaction.settle()
                self._abort(transaction)
            raise
        transaction.settle()
        if self._refusal:
            self._abort(transaction)
            raise self._refused(*self._refusal)
        return transaction

    def _end(self, transaction: _Transaction) -> None:
        closed = self._close(transaction, commit=True)
        self._unknown = 0
        self._begun = None
        if closed.code:
            guilty = transaction.sent.get(decode.guilty(closed.value))
            raise self._refused(guilty, closed)
        self._written += len(transaction.sent)

    def _abort(self, transaction: _Transaction) -> None:
        self._close(transaction, commit=False)

    def _close(self, transaction: _Transaction, *, commit: bool) -> Result:
        time.sleep(max(0.0, transaction.settled - time.monotonic()))
        self._channel.require_open()  # as long as no end was asked for, nothing is written
        self._unknown = len(transaction.sent) if commit else 0
        identifier = self._channel.next_identifier()
        end = encode.transaction_end(identifier, transaction.identifier, commit=commit)
        return self._ask(identifier, end)

    def _ask(self, identifier: int, request: bytes) -> Result:
        self._channel.put(request)
        message = self._channel.get()
        if (message.identifier, message.tag) != (identifier, decode.EXTENDED_DONE):
            raise malformed(f"answer 0x{message.tag:02x} to message {message.identifier}")
        return decode.result(message)

    # -- without --------------------------------------------------------------------------

    def _each_for_itself(self, operations: Sequence[Operation]) -> None:
        self._dispatch(operations, None)
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
            error.problem, written=self._written, unknown=self._unknown, total=len(self._operations)
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
