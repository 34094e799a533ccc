"""How Dovecot brings something to a program that listens on a socket, as its service "script" does.

Lines: version, perhaps settings of the run (``alarm=…``, ``env_…``), one for whether an answer is
wanted, the arguments, an empty line; then the content until its end. The answer is a sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedIOBase

DONE, FAILED = b"+\n", b"-\n"

_LONGEST_LINE = 4096
_MOST_LINES = 100
_BLOCK = 1 << 16


class Malformed(Exception):
    """What came is not Dovecot's."""


@dataclass(frozen=True, slots=True)
class Brought:
    """``arguments`` of the call, and the content; None where it is longer than was allowed."""

    arguments: tuple[str, ...]
    content: bytes | None


def read(stream: BufferedIOBase, longest: int) -> Brought:
    """Read one call to its end; what is too long is read, too, but not kept. Raises Malformed."""
    version = _line(stream).split("\t")
    if version[:3] != ["VERSION", "script", "4"]:
        raise Malformed(f"another protocol than Dovecot's of today: {version}")
    lines: list[str] = []
    while line := _line(stream):
        if len(lines) >= _MOST_LINES:
            raise Malformed("too many arguments")
        lines.append(line)
    said = [line for line in lines if not line.startswith(("alarm=", "env_"))]
    if not said:
        raise Malformed("it does not say whether an answer is wanted")
    return Brought(tuple(said[1:]), _content(stream, longest))


def _line(stream: BufferedIOBase) -> str:
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise Malformed("a line is too long, or was cut off")
    return line[:-1].decode("utf-8", "replace")


def _content(stream: BufferedIOBase, longest: int) -> bytes | None:
    kept, size = [], 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size <= longest:
            kept.append(block)
    return b"".join(kept) if size <= longest else None
