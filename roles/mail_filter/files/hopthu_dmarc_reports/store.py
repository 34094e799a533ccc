"""The store of the filter (redis or valkey), by its own protocol on its socket."""

from __future__ import annotations

import socket
from pathlib import Path
from types import TracebackType
from typing import Any

from hopthu_host.commands import Wrong

_PATIENCE = 10.0  # seconds for an answer


class Store:
    """A connection to it; what it refuses is Wrong."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_PATIENCE)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._stream = self._socket.makefile("rb")

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()
        self._socket.close()

    def ask(self, *words: str) -> Any:
        """Return what it answers: a number, a text, None or a list of these."""
        parts = [f"*{len(words)}\r\n".encode()]
        for word in words:
            each = word.encode("utf-8", "surrogateescape")
            parts.append(b"$%d\r\n%s\r\n" % (len(each), each))
        self._socket.sendall(b"".join(parts))
        return self._answer()

    def _answer(self) -> Any:
        line = self._stream.readline()
        if not line.endswith(b"\r\n"):
            raise Wrong("the store does not answer")
        kind, rest = line[:1], line[1:-2].decode("utf-8", "surrogateescape")
        match kind:
            case b"+":
                return rest
            case b":":
                return int(rest)
            case b"$":
                return self._text(int(rest))
            case b"*":
                return [self._answer() for _ in range(int(rest))]
        raise Wrong(f"the store says {rest or 'nothing'}")

    def _text(self, length: int) -> str | None:
        if length < 0:
            return None
        text = self._stream.read(length + 2)
        if len(text) != length + 2:
            raise Wrong("the store does not answer")
        return text[:-2].decode("utf-8", "surrogateescape")
