"""The province's side: open a bundle with one's own key. Needs Python and pyrage, nothing else."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hopthu.text.errors import HopthuError, Place

from . import messages

if TYPE_CHECKING:
    from pyrage import ssh, x25519

_AGE = b"age-encryption.org/v1"
_LARGEST = 200 * 1024 * 1024  # bytes of an opened file: a country's slips are a tenth of that


def open_bundle(bundle: Path, key: Path, passphrase: Callable[[], str]) -> dict[str, bytes]:
    """Return the files of a bundle by name; ``passphrase`` is asked where the key has one.

    Raises HopthuError for a file that is none, a wrong key and a wrong passphrase.
    """
    import pyrage

    sealed = _bytes(bundle)
    identities = _identities(key, bundle, passphrase)
    try:
        content = pyrage.decrypt(sealed, identities)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise zipfile.BadZipFile("too large")
            return {Path(name).name: archive.read(name) for name in archive.namelist()}
    except (pyrage.DecryptError, zipfile.BadZipFile) as error:
        raise HopthuError.of(messages.NOT_OPENED, Place(str(bundle)), reason=error) from error


def keep(files: dict[str, bytes], folder: Path) -> list[Path]:
    """Write opened files, readable to their owner alone; none is replaced."""
    paths = [folder / name for name in files]
    there = [path for path in paths if path.exists()]
    if there:
        raise HopthuError.of(messages.EXISTS, Place(str(there[0])))
    for path, content in zip(paths, files.values(), strict=True):
        create(path, content)
    return paths


def create(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise HopthuError.of(messages.EXISTS, Place(str(path))) from error
    except OSError as error:
        reason = error.strerror or error
        raise HopthuError.of(messages.UNWRITABLE, Place(str(path)), reason=reason) from error


def _identities(
    key: Path, bundle: Path, passphrase: Callable[[], str]
) -> Sequence[x25519.Identity | ssh.Identity]:
    """The private keys of a file: age's, one a line, perhaps under a passphrase; or one of ssh."""
    import pyrage

    content = _bytes(key)
    if content.startswith(_AGE):
        try:
            content = pyrage.passphrase.decrypt(content, passphrase())
        except pyrage.DecryptError as error:
            raise HopthuError.of(messages.WRONG_PASSPHRASE, Place(str(key))) from error
    try:
        if b"-----BEGIN" in content:
            return [pyrage.ssh.Identity.from_buffer(content)]
        lines = content.decode("utf-8-sig").split()
        secrets = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        if not secrets:
            raise ValueError("AGE-SECRET-KEY-1…")
        return [pyrage.x25519.Identity.from_str(line) for line in secrets]
    except (pyrage.IdentityError, ValueError) as error:
        if "decrypted" in str(error):
            values = {"key": key, "bundle": bundle}
            raise HopthuError.of(messages.LOCKED_SSH, Place(str(key)), **values) from error
        reason = error if isinstance(error, pyrage.IdentityError) else "AGE-SECRET-KEY-1…?"
        raise HopthuError.of(messages.NO_KEY, Place(str(key)), reason=reason) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise HopthuError.of(messages.OPENED_UNREADABLE, Place(str(path)), reason=reason) from error
