"""While a part of the filter is away letters are put off, not let in unseen, and none is lost."""

from __future__ import annotations

import pytest

from default.tests.mail_client import Post

from .outside import STRANGER, Outside, await_answer


@pytest.mark.parametrize("unit", ["hopthu-filter-store", "rspamd"])
def test_letters_are_put_off_while_it_is_away(post: Post, outside: Outside, unit: str) -> None:
    """Afterwards they come in."""
    reader = post.person(1)
    post.shell.check_output(f"systemctl stop {unit}")
    try:
        assert outside.answer(f"From: {STRANGER}", to=reader).startswith("4")
    finally:
        post.shell.check_output(f"systemctl start {unit}")
    await_answer(post, "250")
    sent = outside.write(f"From: {STRANGER}", to=reader)
    post.await_queue()
    assert sent in post.subjects(reader)
