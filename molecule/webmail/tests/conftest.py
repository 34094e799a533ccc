"""The scenario's servers, and a browser that trusts their authority and nobody else's."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from default.tests.directory_client import FOLDER, shell_and_address
from scenario import post, server

from .webmail_client import Webmail, webmail

__all__ = ["post", "server", "site", "web_address"]


@pytest.fixture(scope="session")
def web_address() -> str:
    """The address of the web host."""
    return shell_and_address("web1")[1]


@pytest.fixture(scope="session")
def site(web_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webmail]:
    """The webmail, in Chromium."""
    home = tmp_path_factory.mktemp("home")
    trusted = home / ".pki" / "nssdb"
    trusted.mkdir(parents=True)
    database = f"sql:{trusted}"
    authority = FOLDER / "tls" / "ca.crt"
    subprocess.run(["certutil", "-N", "-d", database, "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-A", "-d", database, "-n", "lab", "-t", "C,,", "-i", authority], check=True
    )
    with webmail(web_address, home) as opened:
        yield opened
