"""Public keys that bundles are sealed to: age's own, and ed25519 keys of ssh."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyrage import ssh, x25519

PATTERN = r"age1[0-9a-z]{10,100}|ssh-ed25519 [A-Za-z0-9+/]{10,200}={0,2}(?: .{0,200})?"
_SECRETS = ("AGE-SECRET-KEY-", "PRIVATE KEY-----")


def recipient(key: str) -> x25519.Recipient | ssh.Recipient:
    """Return what pyrage seals to; raises ValueError for a key that is none."""
    import pyrage  # only here: a province without keys needs none of it

    kind = pyrage.ssh.Recipient if key.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        return kind.from_str(key)
    except pyrage.RecipientError as error:
        raise ValueError(str(error)) from error


def is_public_key(key: str) -> bool:
    """Whether ``key``, of the form of :data:`PATTERN`, is whole: checksum and length are right."""
    try:
        recipient(key)
    except ValueError:
        return False
    return True


def is_secret(text: str) -> bool:
    """Whether ``text`` is (the beginning of) a private key, which must not be shown."""
    return any(mark in text for mark in _SECRETS)
