"""The filter's store as far as reports ask it, in the test's own process, by its real protocol."""

from __future__ import annotations

import socketserver
import threading
from pathlib import Path

Value = int | str | list[str]


class Keeper(socketserver.ThreadingUnixStreamServer):
    """Has sets, and sets of which each member has a number."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _Connection)
        self.path = path
        self.sets: dict[str, set[str]] = {}
        self.numbers: dict[str, dict[str, int]] = {}
        self.mute = False
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def note(self, day: str, key: str, **rows: int) -> None:
        """Note rows under a key, as rspamd does."""
        self.sets.setdefault(f"dmarc_idx;{day}", set()).add(key)
        self.numbers[key] = rows

    def answer(self, command: str, *words: str) -> bytes:
        """Answer a command."""
        match command:
            case "SMEMBERS":
                return _list(sorted(self.sets.get(words[0], set())))
            case "ZREVRANGE":
                found = sorted(self.numbers.get(words[0], {}).items(), key=lambda each: -each[1])
                return _list([str(part) for pair in found for part in pair])
            case "DEL":
                return b":%d\r\n" % sum(self.numbers.pop(key, None) is not None for key in words)
            case "SREM":
                self.sets[words[0]] -= set(words[1:])
                return b":1\r\n"
        return f"-ERR unknown command '{command}'\r\n".encode()


class _Connection(socketserver.StreamRequestHandler):
    server: Keeper

    def handle(self) -> None:
        while (count := self.rfile.readline()).startswith(b"*"):
            words = []
            for _ in range(int(count[1:])):
                length = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(length + 2)[:-2].decode())
            if self.server.mute:
                return
            self.wfile.write(self.server.answer(*words))


def _list(texts: list[str]) -> bytes:
    parts = (b"$%d\r\n%s\r\n" % (len(text.encode()), text.encode()) for text in texts)
    return b"*%d\r\n" % len(texts) + b"".join(parts)
