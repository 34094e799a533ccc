"""A certificate authority and a server certificate for the loopback address."""

from __future__ import annotations

from pathlib import Path

from .process import run

# Ten years: a laboratory that stops working on a certain day teaches nothing.
_DAYS = "3650"
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")


def make_certificates(folder: Path) -> None:
    """Write ca.crt, server.crt and server.key (and ca.key) into ``folder``, if not there yet."""
    if (folder / "server.crt").exists():
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    ca, server = folder / "ca", folder / "server"
    _openssl(
        *("req", "-x509", *_KEY, "-days", _DAYS, "-subj", "/CN=hopthu embedded directory CA"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        *("-keyout", f"{ca}.key", "-out", f"{ca}.crt"),
    )
    _openssl(
        *("req", *_KEY, "-subj", "/CN=localhost"),
        *("-keyout", f"{server}.key", "-out", f"{server}.csr"),
    )
    extensions = folder / "server.ext"
    extensions.write_text(
        "subjectAltName=IP:127.0.0.1,DNS:localhost\n"
        "basicConstraints=CA:FALSE\n"
        "extendedKeyUsage=serverAuth\n",
        encoding="ascii",
    )
    # Written last and moved into place: the certificate's presence means that all is there.
    _openssl(
        *("x509", "-req", "-in", f"{server}.csr", "-CA", f"{ca}.crt", "-CAkey", f"{ca}.key"),
        *("-CAcreateserial", "-days", _DAYS, "-extfile", str(extensions)),
        *("-out", f"{server}.new"),
    )
    Path(f"{server}.new").replace(f"{server}.crt")


def _openssl(*arguments: str) -> None:
    run("openssl", *arguments, packages="openssl")
