"""The scenario's servers, and the world outside: name server, stranger and judge of signatures."""

from __future__ import annotations

import pytest

from default.tests.mail_client import Post
from scenario import post, server

from .outside import Outside, await_answer

__all__ = ["outside", "post", "server"]


@pytest.fixture(scope="session")
def outside(post: Post) -> Outside:
    """The host outside; both domains have their zones on it, which the mail host asks."""
    found = Outside(post)
    found.publish()
    # It knows the name servers of its start.
    post.shell.check_output("systemctl restart rspamd")
    await_answer(post, "250")
    return found
