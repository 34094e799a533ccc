"""Two hosts that were bare, with the clients of the scenario default."""

from __future__ import annotations

import pytest

from default.tests.directory_client import Server
from default.tests.mail_client import Post


@pytest.fixture(scope="session")
def server() -> Server:
    """The scenario's directory server."""
    return Server()


@pytest.fixture(scope="session")
def post(server: Server) -> Post:
    """The scenario's mail server, found by name."""
    return Post(server)
