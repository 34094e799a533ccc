"""Letters go to whom a domain says that they go to: by keys in its zone, or by its policy."""

from __future__ import annotations

import time

import pytest

from default.tests.mail_client import PATIENCE, Post

from .exchange import Exchange

WRITER = 5


def _waits(post: Post, why: str) -> None:
    """Wait until a letter waits for a reason."""
    end = time.monotonic() + PATIENCE
    while why not in (queue := post.shell.check_output("postqueue -j")):
        assert time.monotonic() < end, queue
        time.sleep(0.3)


@pytest.mark.parametrize("domain", ["sts.test", "dane.test"])
def test_a_letter_goes_to_whom_the_domain_names(
    post: Post, exchange: Exchange, domain: str
) -> None:
    """To nobody else, who has another certificate: it waits, and goes when they are there."""
    writer, to = post.person(WRITER), f"a@{domain}"
    exchange.show(exchange.wrong)
    post.send(writer, to)
    _waits(post, "Server certificate not")
    assert exchange.letters() == []
    exchange.show(exchange.right)
    post.await_queue()
    assert exchange.letters() == [to]


def test_letters_wait_while_nobody_knows_policies(post: Post, exchange: Exchange) -> None:
    """Rather than go to whoever says that they are it."""
    writer, to = post.person(WRITER), "b@sts.test"
    exchange.show(exchange.right)
    post.shell.check_output("systemctl stop hopthu-sts")
    try:
        post.send(writer, to)
        _waits(post, "TLS configuration problem")
    finally:
        post.shell.check_output("systemctl start hopthu-sts")
    post.await_queue()
    assert exchange.letters() == [to]
