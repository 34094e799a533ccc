"""Slips, keys of all kinds, and what opens them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hopthu.provision.handover.slip import Guidance, Slip


class Pair(NamedTuple):
    """A public key, and the file of the private one."""

    public: str
    file: Path


def ssh_pair(file: Path) -> Pair:
    """A key of ssh in a file as ssh-keygen writes it."""
    key = Ed25519PrivateKey.generate()
    file.write_bytes(
        key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption())
    )
    public = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    return Pair(f"{public.decode()} son@thanhhoa", file)


def locked_ssh_key(file: Path, public: str) -> Path:
    """What ssh-keygen writes for a key with a passphrase; what it hides is noise."""

    def string(value: bytes) -> bytes:
        return len(value).to_bytes(4, "big") + value

    salt = string(bytes(16)) + (16).to_bytes(4, "big")
    head = b"openssh-key-v1\0" + string(b"aes256-ctr") + string(b"bcrypt") + string(salt)
    content = head + (1).to_bytes(4, "big") + string(base64.b64decode(public.split()[1]))
    text = base64.encodebytes(content + string(bytes(144))).decode()
    file.write_text(
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{text}-----END OPENSSH PRIVATE KEY-----\n"
    )
    return file


def slip(number: int = 1, **more: str) -> Slip:
    """A slip of Thanh Hóa."""
    values = {
        "id": f"thanh-hoa-{number:04}",
        "name": "Ứng Hoè Sơn",
        "title": "Chấp hành viên",
        "agency": "Thi hành án dân sự thị xã Bỉm Sơn",
        "address": f"unghoeson{number}@moj.gov.vn",
        "password": f"k4hmt-7xa2e-{number:05}",
        **more,
    }
    return Slip(**values)


GUIDANCE = Guidance(
    webmail="https://mail.moj.gov.vn/",
    help="điện thoại 1234",
    valid_until="2026-12-24",
    shortest=10,
)
