"""Read the XML parts of a zipped office file, within limits and without surprises."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, NoReturn, TypeVar
from xml.parsers import expat

from hopthu.text.errors import HopthuError

from .. import messages

# A form of 10 000 people unpacks to 6 MB; what is far beyond is no form.
MAX_UNPACKED = 100 * 1024 * 1024
# What 100 MB could make of the memory and the time: a form has half a million elements, in a dozen
# levels, of a few hundred names.
MAX_ELEMENTS = 5_000_000
MAX_DEPTH = 200
MAX_NAMES = 10_000
_CHUNK = 1 << 16

Attributes = dict[str, str]
Starts = Mapping[str, Callable[[Attributes], None]]
"""What is called when an element begins, by its local name; others are passed over."""
Ends = Mapping[str, Callable[[], None]]
"""What is called when an element ends, likewise."""
_Start = Callable[[str, Attributes], None]
_End = Callable[[str], None]
# What zipfile, its decompressors, expat and the conversion of values raise for broken files.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, expat.ExpatError, EOFError,
    OSError, RuntimeError, ValueError, LookupError, ArithmeticError,
)  # fmt: skip


class _DoctypeError(ValueError):
    """Office files have no DOCTYPE; one with it wants to expand entities."""


class _TooComplexError(ValueError):
    """No program writes so many levels or names."""


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever is broken in it while it is open becomes one clear problem."""
    try:
        with Parts(io.BytesIO(data)) as archive:
            # zipfile never yields more of a part than is declared, so the declaration binds.
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise HopthuError.of(messages.TOO_MUCH, limit=MAX_UNPACKED >> 20)
            yield archive
    except BROKEN as error:
        raise HopthuError.of(messages.DAMAGED) from error


def part_name(name: str) -> str:
    """Return the name of a part as it is compared: office programs mind neither case nor slash."""
    return name.replace("\\", "/").lstrip("/").lower()


class Parts(zipfile.ZipFile):
    """An office file whose parts are found as the programs find them, by :func:`part_name`."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        for part in self.filelist:
            part.filename = part_name(part.filename)
        self.NameToInfo = {part.filename: part for part in self.filelist}


class LocalNames(dict[str, str]):
    """Local names by full name: producers choose namespaces. A lookup costs less than cutting."""

    def __missing__(self, tag: str) -> str:
        local = self[tag] = tag.rpartition(" ")[2]
        return local


def walk(
    archive: zipfile.ZipFile,
    part: str,
    start: _Start,
    end: _End | None = None,
    text: Callable[[str], None] | None = None,
    skip: re.Pattern[bytes] | None = None,
) -> None:
    """Parse a part with callbacks; what ``skip`` matches is not parsed (within a chunk).

    Tags come with their namespace before a blank (see :class:`LocalNames`), and so do attributes
    that have one; most have none.
    """
    with archive.open(part_name(part)) as stream:
        _parse(stream, *_bounded(start, end), text, skip)


def walk_stream(
    stream: IO[bytes],
    start: _Start,
    end: _End | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse what a file or a part holds, as :func:`walk` does."""
    _parse(stream, *_bounded(start, end), text)


def walk_named(
    archive: zipfile.ZipFile,
    part: str,
    starts: Starts,
    ends: Ends,
    text: Callable[[str], None],
    skip: re.Pattern[bytes] | None = None,
) -> None:
    """Parse a large part: as :func:`walk`, but with a callback for each name, and none for most."""
    with archive.open(part_name(part)) as stream:
        _parse(stream, *_dispatched(starts, ends), text, skip)


def _parse(
    stream: IO[bytes],
    opened: _Start,
    closed: _End,
    text: Callable[[str], None] | None,
    skip: re.Pattern[bytes] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = text
    while chunk := stream.read(_CHUNK):
        parser.Parse(skip.sub(b"", chunk) if skip else chunk, False)
        if len(parser.intern) > MAX_NAMES:
            raise _TooComplexError
    parser.Parse(b"", True)


def _bounded(start: _Start, end: _End | None) -> tuple[_Start, _End]:
    """Return the callbacks with a limit on the number of elements and on their depth."""
    depth = elements = 0

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if elements > MAX_ELEMENTS or depth > MAX_DEPTH:
            _refuse(elements)
        start(tag, attributes)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(tag)

    return opened, closed


_Called = TypeVar("_Called")


class _ByTag(dict[str, _Called | None]):
    """Callbacks by full name, found by the local one when a name is met first."""

    def __init__(self, callbacks: Mapping[str, _Called]) -> None:
        super().__init__()
        self._callbacks = callbacks

    def __missing__(self, tag: str) -> _Called | None:
        found = self[tag] = self._callbacks.get(tag.rpartition(" ")[2])
        return found


def _dispatched(starts: Starts, ends: Ends) -> tuple[_Start, _End]:
    """Return callbacks within the same limits that call those of a name.

    A sheet has hundreds of thousands of elements: every call between costs a tenth of the reading.
    """
    depth = elements = 0
    of_start, of_end = _ByTag(starts), _ByTag(ends)

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if elements > MAX_ELEMENTS or depth > MAX_DEPTH:
            _refuse(elements)
        if start := of_start[tag]:
            start(attributes)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end := of_end[tag]:
            end()

    return opened, closed


def _refuse(elements: int) -> NoReturn:
    if elements > MAX_ELEMENTS:
        raise HopthuError.of(messages.TOO_MUCH_MARKUP, limit=MAX_ELEMENTS)
    raise _TooComplexError


def _refuse_doctype(*_: object) -> None:
    raise _DoctypeError
