"""The scenario's servers, and the world outside: name server, stranger and judge of signatures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from default.tests.mail_client import Post
from scenario import post, server

from .exchange import Exchange
from .outside import Outside, await_answer

__all__ = ["exchange", "outside", "post", "server"]


@pytest.fixture(scope="session")
def outside(post: Post) -> Outside:
    """The host outside; both domains have their zones on it, which the mail host asks."""
    found = Outside(post)
    found.publish()
    # It knows the name servers of its start.
    post.shell.check_output("systemctl restart rspamd")
    await_answer(post, "250")
    return found


@pytest.fixture(scope="module")
def exchange(
    post: Post, outside: Outside, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """One with zones and a policy; meanwhile the mail host asks a resolver that knows no others."""
    made = Exchange(post, outside, tmp_path_factory.mktemp("mx"))
    try:
        made.start()
        yield made
    finally:
        made.stop()
