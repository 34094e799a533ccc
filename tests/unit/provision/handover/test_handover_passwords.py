"""First passwords: random, readable aloud, hashed as the directory wants them."""

from __future__ import annotations

import math
import re

import argon2
import pytest

from hopthu.provision.handover.password import ALPHABET, GROUP, GROUPS, first_password, hashed
from hopthu.records.handover_keys import is_public_key, is_secret

from .handover_samples import Pair, slip


def test_a_password_is_three_groups_of_five() -> None:
    """No sign looks or sounds like another, none is outside the alphabet, none is left out."""
    made = [first_password() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(re.fullmatch(rf"[{ALPHABET}]{{5}}(-[{ALPHABET}]{{5}}){{2}}", text) for text in made)
    assert set("".join(made)) == set(ALPHABET) | {"-"}
    assert not set("0O1lIi") & set(ALPHABET)


def test_a_password_has_sixty_bits_and_more() -> None:
    """What the documentation says of its entropy."""
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert GROUPS * GROUP * math.log2(len(ALPHABET)) == pytest.approx(64.8, abs=0.05)


def test_hashes_verify_in_their_order() -> None:
    """Each is an argon2id hash of its own password with a salt of its own."""
    passwords = ["mot", "hai", "mot"]
    hashes = hashed(passwords)
    for password, value in zip(passwords, hashes, strict=True):
        assert value.startswith(b"{ARGON2}$argon2id$v=19$m=7168,t=1,p=1$")
        assert argon2.PasswordHasher().verify(value.decode().removeprefix("{ARGON2}"), password)
    assert len(set(hashes)) == 3


def test_a_slip_does_not_show_its_password() -> None:
    """Neither printing nor a traceback gives it away."""
    assert slip().password not in repr(slip())


def test_public_keys_are_told_from_broken_ones(age_pair: Pair) -> None:
    """A key with a mistyped or a missing letter is none."""
    key = age_pair.public
    assert is_public_key(key)
    other = "q" if key[-1] != "q" else "p"
    for broken in (key[:-1], key[:-1] + other, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA"):
        assert not is_public_key(broken)


def test_private_keys_are_noticed(age_pair: Pair) -> None:
    """Of both kinds, anywhere in a value."""
    assert is_secret(age_pair.file.read_text())
    assert is_secret("-----BEGIN OPENSSH PRIVATE KEY-----")
    assert not is_secret(age_pair.public)
