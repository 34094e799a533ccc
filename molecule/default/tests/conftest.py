"""The scenario's servers, as their clients and their administrator meet them."""

from __future__ import annotations

import pytest

from .directory_client import Server
from .mail_client import Post


@pytest.fixture(scope="session")
def server() -> Server:
    """The scenario's directory server."""
    return Server()


@pytest.fixture(scope="session")
def post(server: Server) -> Post:
    """The scenario's mail server, found by name."""
    return Post(server)
