"""Addresses as Postfix hands them over in RCPT."""

from __future__ import annotations


def domain_of(address: str) -> str:
    """Return the domain, in lower case and without the dot that may end it; empty if none."""
    return address.rpartition("@")[2].rstrip(".").lower() if "@" in address else ""


def spellings(address: str, delimiters: str) -> list[str]:
    """Return the addresses under which Postfix looks a recipient up: as it is, and bare.

    The bare one has no extension (``name+extension@domain``), which ``delimiters`` set off.
    """
    local = address.rpartition("@")[0].lower()
    ends = [end for mark in delimiters if (end := local.find(mark)) > 0]
    locals_ = [local, *([local[: min(ends)]] if ends else [])]
    return [f"{each}@{domain_of(address)}" for each in locals_]
