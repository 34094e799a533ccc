"""What those who manage an agency's mailbox may do in it, and what Dovecot lets them do now."""

from __future__ import annotations

from pathlib import Path

# All but changing who has which right.
RIGHTS = (
    *("lookup", "read", "write", "write-seen", "write-deleted"),
    *("insert", "post", "expunge", "create", "delete"),
)
# What takes something away. What a manager deletes is kept nowhere, unlike what owners do.
TAKING = {"write-deleted": "t", "expunge": "e", "delete": "x"}


def rights_of(*, held: bool) -> tuple[str, ...]:
    """The rights in a mailbox; in one that is ``held`` nothing can be deleted or moved away."""
    return tuple(right for right in RIGHTS if not (held and right in TAKING))


def granted(store: str, agency: str) -> dict[str, bool | None]:
    """The addresses that Dovecot shows the mailbox to: True for those who may take all away.

    False for those who may take nothing, None for what is neither.
    """
    try:
        lines = (Path(store) / agency / "inbox" / "dovecot-acl").read_text().splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, bool | None] = {}
    for line in lines:
        if line.startswith("user="):
            who, _, letters = line.removeprefix("user=").partition(" ")
            may = [letter in letters for letter in TAKING.values()]
            found[who] = True if all(may) else None if any(may) else False
    return found
