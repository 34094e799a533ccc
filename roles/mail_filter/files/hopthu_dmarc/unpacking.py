"""The report that a letter brings: packed as gzip or zip, or as it is."""

from __future__ import annotations

import email
import io
import zipfile
import zlib
from email.message import Message

LONGEST = 10 << 20  # bytes of a report, unpacked
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_KINDS = ("application/gzip", "application/x-gzip", "application/zip", "application/x-zip")
_MORE_KINDS = ("application/x-zip-compressed", "text/xml", "application/xml")
_NAMES = (".xml", ".xml.gz", ".gz", ".zip")


class Unreadable(Exception):
    """What came is no report that can be taken; the text says why."""


def report_in(letter: bytes) -> bytes:
    """Return the one report of a letter, unpacked; raises Unreadable."""
    packed = [
        part.get_payload(decode=True)
        for part in email.message_from_bytes(letter).walk()
        if not part.is_multipart() and _may_be_report(part)
    ]
    if len(packed) != 1 or not isinstance(packed[0], bytes):
        raise Unreadable(f"a letter has one report, this one has {len(packed)}")
    return unpack(packed[0])


def unpack(packed: bytes) -> bytes:
    """Return what was packed; raises Unreadable where it is too long, damaged or several files."""
    if packed.startswith(_GZIP):
        return _gunzip(packed)
    if packed.startswith(_ZIP):
        return _unzip(packed)
    if len(packed) > LONGEST:
        raise Unreadable("it is too long")
    return packed


def _may_be_report(part: Message) -> bool:
    name = str(part.get_filename() or "").lower()
    return part.get_content_type() in (*_KINDS, *_MORE_KINDS) or name.endswith(_NAMES)


def _gunzip(packed: bytes) -> bytes:
    machine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        whole = machine.decompress(packed, LONGEST + 1)
    except zlib.error as error:
        raise Unreadable(f"it is damaged: {error}") from error
    if len(whole) > LONGEST or machine.unconsumed_tail:
        raise Unreadable("it is too long")
    if not machine.eof:
        raise Unreadable("it is cut off")
    return whole


def _unzip(packed: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            names = archive.namelist()
            if len(names) != 1:
                raise Unreadable(f"it has {len(names)} files")
            with archive.open(names[0]) as file:
                whole = file.read(LONGEST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise Unreadable(f"it is damaged, or locked: {error}") from error
    if len(whole) > LONGEST:
        raise Unreadable("it is too long")
    return whole
