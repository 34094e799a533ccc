"""A certificate whose days are over is told as that, with the remedy for it."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hopthu.servers.directory.session import Directory, Settings
from hopthu.text.errors import HopthuError


def write_expired(certificate: Path, key: Path) -> None:
    """Make a certificate of 127.0.0.1, its own authority, whose last day was the one before."""
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(9))
        .not_valid_after(now - datetime.timedelta(1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def test_a_certificate_that_has_expired(tmp_path: Path) -> None:
    """Of a server that is trusted and rightly named; no other CA would help."""
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    write_expired(certificate, key)
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
