"""Who guesses passwords at the directory itself is refused there, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from .directory_client import SUFFIX, Server, login
from .mail_client import Post

WHO = 11
DN = f"uid=thanh-hoa-{WHO:04},ou=people,{SUFFIX}"
PATIENCE = 60.0  # seconds until the journal has told


@pytest.fixture
def guessed(server: Server) -> Iterator[str]:
    """The address of this machine, which has guessed until nothing answered it."""
    end = time.monotonic() + PATIENCE
    while server.client("ldapwhoami", "-D", DN, "-w", "dem-trang").returncode == 49:
        assert time.monotonic() < end, "nobody is refused"
    (line,) = server.shell.check_output("hopthu-ldap-bans").splitlines()
    yield line.split()[0]
    server.shell.run("hopthu-ldap-bans lift %s", line.split()[0])


@pytest.fixture
def who(post: Post) -> str:
    """Somebody who logs in; asked for while this machine may ask."""
    return post.person(WHO)


def test_who_guesses_at_the_directory_is_refused(
    server: Server, post: Post, who: str, guessed: str
) -> None:
    """With the right password too, until it is lifted; people log in all the same."""
    assert server.client("ldapwhoami", *login("hopthu")).returncode == 255
    with post.imap(who) as client:
        assert client.select("INBOX")[0] == "OK"
    server.shell.check_output("systemctl restart hopthu-ldap-bans")
    assert guessed in server.shell.check_output("hopthu-ldap-bans")
    server.shell.check_output("hopthu-ldap-bans lift %s", guessed)
    server.shell.check_output("systemctl restart hopthu-ldap-bans && sleep 1")
    assert server.client("ldapwhoami", *login("hopthu")).returncode == 0
    assert server.shell.run("hopthu-ldap-bans lift %s", guessed).rc == 1
