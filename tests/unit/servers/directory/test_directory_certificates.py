"""A certificate whose days are over is told as that, with the remedy for it."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from hopthu.servers.directory.session import Directory, Settings
from hopthu.text.errors import HopthuError


def openssl(*arguments: object) -> None:
    """Call OpenSSL's own tool."""
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def test_a_certificate_that_has_expired(tmp_path: Path) -> None:
    """Of a server that is trusted and rightly named; no other CA would help."""
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    request, extensions = tmp_path / "request", tmp_path / "extensions"
    extensions.write_text("subjectAltName=IP:127.0.0.1\nbasicConstraints=critical,CA:true\n")
    asked = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", key]
    openssl("req", "-new", *asked, "-out", request)
    signed = ["-signkey", key, "-extfile", extensions, "-days", "-1"]
    openssl("x509", "-req", "-in", request, *signed, "-out", certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as connection, suppress(OSError):
                context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        settings = Settings(
            uri=f"ldaps://127.0.0.1:{server.getsockname()[1]}",
            bind_dn="cn=x",
            password="secret",
            ca_file=str(certificate),
        )
        with pytest.raises(HopthuError) as raised:
            Directory.connect(settings)
        thread.join()
    (problem,) = raised.value.problems
    assert problem.code == "directory.certificate-days"
    assert "expired" in problem.text("en")
