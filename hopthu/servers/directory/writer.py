"""Applying changes: in transactions where the server has them, else one by one, in their order."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from hopthu.text.errors import HopthuError, Place

from .attributes import ADDRESSES
from .channel import Channel
from .failure import Broken, ConnectionLost, Refused
from .operation import Modify, Operation, Rename
from .wire import decode, encode
from .wire.ber import malformed
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
    """An open transaction: its updates by message id, and how far it has come.

    ``settled``: from when on it may be ended, 0 while answers are outstanding; ``ending``: the
    message that asked for its end, 0 as long as none did.
    """

    identifier: bytes
    sent: dict[int, Operation] = field(default_factory=dict)
    settled: float = 0.0
    ending: int = 0


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
    """One application of ``operations`` in steps, so that several can be under way at once.

    ``batch``: operations in a transaction; None where the server has no transactions. ``place`` is
    the server's address, for errors. ``begin`` and ``commit`` raise Refused and ConnectionLost,
    which tell what was written; what comes up between them, commit tells. A Rename is in no
    transaction: a few of them in one fail for no reason, or kill slapd (seen with 2.5.13 and
    2.6.10). What is before and after them is in one each.
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
        self._refused_at = 0  # the message id of what was refused

    def begin(self) -> None:
        """Send the server what is a single transaction; all else waits for commit.

        Nothing is written yet. What was begun must be committed or withdrawn.
        """
        parts = parts_of(self._operations, self._batch)
        if len(parts) == 1 and len(self._operations) > 1:
            with self._undivided():
                self._send_all(self._operations)

    def settle(self) -> None:
        """Wait until the server has taken in what was begun, or refused it."""
        if self._begun is not None:
            with suppress(ConnectionLost), self._at_work():
                self._settle(self._begun)

    def end(self) -> None:
        """Ask for the end of what was begun; commit waits for the answer.

        From here on it is written, or the server says why not: it cannot be withdrawn any more.
        """
        self.settle()
        if self._begun is not None and not self._refusal:
            with suppress(ConnectionLost), self._at_work():
                self._ask_for_end(self._begun, commit=True)

    def commit(self) -> Committed:
        """Write everything."""
        start = time.perf_counter()
        count = len(self._operations)
        parts = parts_of(self._operations, self._batch)
        transactions = 0
        with self._undivided():
            if self._batch is None:
                self._each_for_itself(self._operations)
            for part in map(self._operations.__getitem__, parts):
                if count == 1 or isinstance(part[0], Rename):  # one is atomic by itself
                    self._each_for_itself(part)
                else:
                    self._end(self._begun or self._send_all(part))
                    transactions += 1
        atomic = count <= 1 or len(parts) == 1
        return Committed(count, transactions, atomic, time.perf_counter() - start)

    def withdraw(self) -> None:
        """Give up what was begun: a transaction that is left open can kill slapd 2.5.13.

        One that was asked to end is waited for instead.
        """
        transaction, self._begun = self._begun, None
        if transaction is not None:
            with suppress(ConnectionLost), self._at_work():
                self._close(transaction, commit=False)

    @contextmanager
    def _undivided(self) -> Iterator[None]:
        """Work on the channel; when somebody presses Ctrl-C nothing is left open."""
        try:
            with self._at_work():
                yield
        except HopthuError:
            raise
        except BaseException:
            self.withdraw()
            raise

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        try:
            with self._channel.exclusive():
                yield
        except Broken as error:
            raise self._lost(error) from error

    # -- with transactions ----------------------------------------------------------------

    def _send_all(self, operations: Sequence[Operation]) -> _Transaction:
        """Open a transaction and send all that is in it, up to the first refusal."""
        identifier = self._channel.next_identifier()
        self._channel.put(encode.transaction_start(identifier))
        opened = self._answer(identifier)
        if opened.code:
            raise Refused(self._place, _PROTOCOL, opened, written=self._written)
        transaction = self._begun = _Transaction(opened.value)
        transaction.sent = self._dispatch(operations, transaction.identifier)
        self._channel.flush()
        return transaction

    def _settle(self, transaction: _Transaction) -> None:
        """Read all answers. Before a pause from the last of them on there must be no end."""
        if not transaction.settled:
            self._collect()
            transaction.settled = time.monotonic() + _SETTLE

    def _end(self, transaction: _Transaction) -> None:
        # An update that is refused at once is not in the transaction, and the rest would be
        # committed without it: every answer counts before the end is asked for.
        self._settle(transaction)
        closed = self._close(transaction, commit=not self._refusal)
        self._unknown = 0
        self._begun = None
        if self._refusal:
            raise self._refused(*self._refusal)
        if closed.code:
            guilty = transaction.sent.get(decode.guilty(closed.value))
            raise self._refused(guilty, closed)
        self._written += len(transaction.sent)

    def _close(self, transaction: _Transaction, *, commit: bool) -> Result:
        """Have it end, unless it was asked to already, and wait until it has."""
        self._settle(transaction)
        self._ask_for_end(transaction, commit=commit)
        return self._answer(transaction.ending)

    def _ask_for_end(self, transaction: _Transaction, *, commit: bool) -> None:
        """Send that, once, and not before the transaction has settled."""
        if transaction.ending:
            return
        time.sleep(max(0.0, transaction.settled - time.monotonic()))
        self._channel.require_open()  # as long as no end was asked for, nothing is written
        self._unknown = len(transaction.sent) if commit else 0
        transaction.ending = self._channel.next_identifier()
        self._channel.put(
            encode.transaction_end(transaction.ending, transaction.identifier, commit=commit)
        )
        self._channel.flush()

    def _answer(self, identifier: int) -> Result:
        """Wait for the end of an extended request."""
        message = self._channel.get()
        if (message.identifier, message.tag) != (identifier, decode.EXTENDED_DONE):
            raise malformed(f"answer 0x{message.tag:02x} to message {message.identifier}")
        return decode.result(message)

    # -- without --------------------------------------------------------------------------

    def _each_for_itself(self, operations: Sequence[Operation]) -> None:
        self._dispatch(operations, None)
        self._collect()
        if self._refusal:
            raise self._refused(*self._refusal)

    # -- both -----------------------------------------------------------------------------

    def _dispatch(
        self, operations: Sequence[Operation], transaction: bytes | None
    ) -> dict[int, Operation]:
        """Send the operations, up to the first refusal; they by message id."""
        sent: dict[int, Operation] = {}
        order = _Order()
        for operation in operations:
            if not order.admits(operation):
                self._collect()
            if self._refusal:
                break
            sent[self._send(operation, transaction)] = operation
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
            # Answers come in any order; of several refusals the one is told that is planned first.
            if result.code and (not self._refusal or message.identifier < self._refused_at):
                self._refusal, self._refused_at = (operation, result), message.identifier
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
    they come out of that. Entries that do not lie above each other can be added so, or removed, or
    changed in what is theirs alone. Everything else waits: a change of addresses may need the one
    that the change before gives up.
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
        free = kind is self._kind and _needs_no_other(operation) and not related
        if not free:
            self._under_way.clear()
            self._above.clear()
            self._kind = kind
        self._under_way.add(line[0])
        self._above.update(line[1:])
        return free


def _needs_no_other(operation: Operation) -> bool:
    """Whether it comes out alike before and after others of its kind, of entries beside it."""
    if isinstance(operation, Modify):
        return operation.replace.keys().isdisjoint(ADDRESSES)
    return not isinstance(operation, Rename)


def _lineage(dn: str) -> list[str]:
    """Return the DN and those above it, nearest first, in one spelling for comparisons."""
    parts = [part.strip().lower() for part in _RDN.findall(dn)]
    return [",".join(parts[level:]) for level in range(max(len(parts), 1))]
