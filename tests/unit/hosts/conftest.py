"""What tests of several services of a host need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .postfix_inbox import Inbox


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """The postmaster's."""
    with Inbox() as made:
        yield made
        made.shutdown()
