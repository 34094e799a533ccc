"""Cutting a stream of bytes into LDAP messages, however the network has split it."""

from __future__ import annotations

from .ber import SEQUENCE, malformed
from .decode import Frame, frame

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest message that is taken in; a directory's entry is far smaller."""

_SHORTEST_HEAD = 2
_LONG = 0x80
_MOST_LENGTH_BYTES = 4


class Frames:
    """Takes pieces of a stream and gives whole messages; each byte is copied a few times at most.

    Pieces are joined only when they are known to make a message whole, so that a message of
    64 MiB in small pieces costs no more than one in large ones.
    """

    def __init__(self) -> None:
        self._data = b""
        self._position = 0
        self._pieces: list[bytes] = []
        self._waiting = 0  # bytes in the pieces
        self._needed = _SHORTEST_HEAD  # bytes without which nothing can be said

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the stream."""
        self._pieces.append(piece)
        self._waiting += len(piece)

    def next(self) -> Frame | None:
        """Return the next message, None until it is whole; raises Malformed."""
        while True:
            available = len(self._data) - self._position
            if available < self._needed:
                if available + self._waiting < self._needed:
                    return None
                available = self._join()
            head, size = self._measure(available)
            if head + size <= available:
                start = self._position + head
                self._position = start + size
                self._needed = _SHORTEST_HEAD
                return frame(self._data, start, self._position)
            self._needed = head + size

    def _join(self) -> int:
        self._data = b"".join([self._data[self._position :], *self._pieces])
        self._position = 0
        self._pieces.clear()
        self._waiting = 0
        return len(self._data)

    def _measure(self, available: int) -> tuple[int, int]:
        """Return the bytes of a message's head and of its content, as far as they are known."""
        data, position = self._data, self._position
        if data[position] != SEQUENCE:
            raise malformed(f"tag 0x{data[position]:02x} for 0x{SEQUENCE:02x}")
        size = data[position + 1]
        if size < _LONG:
            return _SHORTEST_HEAD, size
        count = size - _LONG
        if not 0 < count <= _MOST_LENGTH_BYTES:
            raise malformed("length of length")
        head = _SHORTEST_HEAD + count
        if available < head:
            return head, 0
        size = int.from_bytes(data[position + _SHORTEST_HEAD : position + head], "big")
        if size > LARGEST:
            raise malformed(f"{size} B > {LARGEST} B")
        return head, size
