"""Random first passwords, and the hash that the directory keeps of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

GROUPS, GROUP = 3, 5
# Read over the telephone in Vietnamese, in any accent: of letters that look alike (0 O, 1 l i, 2 z)
# or sound alike (s x, b p, d t, c k q, l n, i y) one at most is left.
ALPHABET = "23456789abeghkmrtvxy"


def first_password() -> str:
    """Return three groups of five of 20 signs, ``k4hmt-7xa2e-9rv6b``: 64.8 bits of entropy."""
    signs = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(signs[at : at + GROUP]) for at in range(0, len(signs), GROUP))


def hashed(passwords: Iterable[str]) -> list[bytes]:
    """Return values of ``userPassword`` as OpenLDAP's argon2 module takes them, in their order.

    Argon2id in one pass over 7 MiB, some 5 ms a password and core. Slow hashing defends what can be
    guessed. Of these passwords there are 2^64: at a million guesses a second, half of them take a
    quarter of a million years. A password that its owner chose is hashed by the server, which takes
    19 MiB and three passes (roles/directory_server), because such a one can be guessed.
    """
    from argon2 import PasswordHasher  # only here: most runs make no password

    hasher = PasswordHasher(time_cost=1, memory_cost=7 * 1024, parallelism=1)
    with ThreadPoolExecutor() as pool:  # argon2 lets other threads run
        return [b"{ARGON2}" + text.encode() for text in pool.map(hasher.hash, passwords)]
