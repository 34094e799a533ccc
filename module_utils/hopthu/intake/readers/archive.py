"""Read the XML parts of a zipped office file, within limits and without surprises."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.parsers import expat

from ...errors import HopthuError
from .. import messages

# A form of 10 000 people unpacks to 6 MB; what is far beyond is no form.
MAX_UNPACKED = 100 * 1024 * 1024
_CHUNK = 1 << 16

Attributes = dict[str, str]
_Start = Callable[[str, Attributes], None]
_End = Callable[[str], None]
# What zipfile, its decompressors, expat and the conversion of values raise for broken files.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, expat.ExpatError, EOFError,
    OSError, RuntimeError, ValueError, LookupError, ArithmeticError,
)  # fmt: skip


class _DoctypeError(ValueError):
    """Office files have no DOCTYPE; one with it wants to expand entities."""


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever is broken in it while it is open becomes one clear problem."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # zipfile never yields more of a part than is declared, so the declaration binds.
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise HopthuError.of(messages.TOO_MUCH, limit=MAX_UNPACKED >> 20)
            yield archive
    except BROKEN as error:
        raise HopthuError.of(messages.DAMAGED) from error


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
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(skip.sub(b"", chunk) if skip else chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise _DoctypeError
