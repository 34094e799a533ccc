"""Open a workbook that is encrypted, but with the password that everybody has.

Excel encrypts a workbook whose structure is protected with a password of its own that never
changes, and asks nobody for it. Any other password is the sender's: the file stays closed.
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from xlrd.compdoc import CompDoc

from .archive import Attributes, LocalNames, walk_stream

PASSWORD = "VelvetSweatshop".encode("utf-16-le")  # Excel's own, the same everywhere
_MOST_ROUNDS = 1_000_000  # of hashing: Excel's default is a tenth of it
_OLD_ROUNDS = 50_000
_SEGMENT = 4096
_HASHES = frozenset({"sha1", "sha256", "sha384", "sha512"})
# Of the standard (MS-OFFCRYPTO 2.3.4.13): what is hashed with the password for each purpose.
_INPUT, _VALUE, _KEY = map(
    bytes.fromhex, ("fea7d2763b4b9e79", "d7aa0f6d3061344e", "146e0be7abacd0d6")
)


class _Unknown(ValueError):
    """Encrypted in a way or with a password that we do not know."""


def unprotected(data: bytes) -> bytes:
    """Return the workbook inside an encrypted file; empty if its password is not Excel's own."""
    try:
        container = CompDoc(data, logfile=io.StringIO())
        info, package = (
            container.get_named_stream(name) for name in ("EncryptionInfo", "EncryptedPackage")
        )
        size = struct.unpack_from("<Q", package)[0]
        version = struct.unpack_from("<HH", info)
        opened = _agile if version == (4, 4) else _standard
        return opened(info[8:], package[8:])[:size]
    except Exception:  # xlrd lets any exception through when the file is broken
        return b""


class _Locks(NamedTuple):
    """The two elements that tell how the data and how its key are encrypted."""

    data: Attributes
    key: Attributes


def _agile(info: bytes, package: bytes) -> bytes:
    """Open a file of Excel 2010 and later."""
    locks = _locks(info)
    salt = base64.b64decode(locks.key["saltValue"])
    rounds = int(locks.key["spinCount"])
    if rounds > _MOST_ROUNDS:
        raise _Unknown
    name = _hash_name(locks.key)
    password = _hash(name, salt + PASSWORD)
    for number in range(rounds):
        password = _hash(name, struct.pack("<I", number) + password)
    bits = int(locks.key["keyBits"])

    def unlocked(value: str, purpose: bytes) -> bytes:
        key = _fitted(_hash(name, password + purpose), bits // 8)
        return _cbc(key, _fitted(salt, 16), base64.b64decode(locks.key[value]))

    length = int(locks.key["hashSize"])
    proof = unlocked("encryptedVerifierHashInput", _INPUT)[: int(locks.key["saltSize"])]
    if _hash(name, proof) != unlocked("encryptedVerifierHashValue", _VALUE)[:length]:
        raise _Unknown
    key = unlocked("encryptedKeyValue", _KEY)[: int(locks.data["keyBits"]) // 8]
    salt, name = base64.b64decode(locks.data["saltValue"]), _hash_name(locks.data)
    return b"".join(
        _cbc(
            key,
            _fitted(_hash(name, salt + struct.pack("<I", number)), 16),
            package[start : start + _SEGMENT],
        )
        for number, start in enumerate(range(0, len(package), _SEGMENT))
    )


def _locks(info: bytes) -> _Locks:
    found: dict[str, Attributes] = {}
    local = LocalNames()

    def start(tag: str, attributes: Attributes) -> None:
        found.setdefault(local[tag], attributes)

    walk_stream(io.BytesIO(info), start)
    return _Locks(found["keyData"], found["encryptedKey"])


def _hash_name(lock: Attributes) -> str:
    name = lock["hashAlgorithm"].lower().replace("-", "")
    if (
        name not in _HASHES
        or lock["cipherAlgorithm"] != "AES"
        or "CBC" not in lock["cipherChaining"]
    ):
        raise _Unknown
    return name


def _hash(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data).digest()


def _fitted(data: bytes, length: int) -> bytes:
    return data[:length].ljust(length, b"\x36")


def _cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(data[: len(data) // 16 * 16]) + decryptor.finalize()


def _standard(info: bytes, package: bytes) -> bytes:
    """Open a file of Excel 2007."""
    length = struct.unpack_from("<I", info)[0]
    bits = struct.unpack_from("<I", info, 4 + 16)[0]
    proof = info[4 + length :]
    password = _hash("sha1", proof[4:20] + PASSWORD)
    for number in range(_OLD_ROUNDS):
        password = _hash("sha1", struct.pack("<I", number) + password)
    password = _hash("sha1", password + bytes(4))
    pads = (bytes(byte ^ pad for byte in password.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    key = b"".join(_hash("sha1", pad) for pad in pads)[: bits // 8]
    if _hash("sha1", _ecb(key, proof[20:36])) != _ecb(key, proof[40:72])[:20]:
        raise _Unknown
    return _ecb(key, package)


def _ecb(key: bytes, data: bytes) -> bytes:
    mode = modes.ECB()  # noqa: S305 - it is what Excel 2007 did
    decryptor = Cipher(algorithms.AES(key), mode).decryptor()
    return decryptor.update(data[: len(data) // 16 * 16]) + decryptor.finalize()
