"""An authority of an environment's own, and a certificate for each of its hosts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hopthu.servers.lab.process import run

# The authority: ten years. Its hosts: two, which the doctor watches.
_AUTHORITY, _HOST = "3650", "730"
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")


def make_certificates(folder: Path, domain: str, hosts: Iterable[str]) -> None:
    """Write ca.crt, ca.key, and NAME.crt, NAME.key of each host into ``folder``."""
    _openssl(
        *("req", "-x509", *_KEY, "-days", _AUTHORITY, "-subj", f"/CN=Mail of {domain}"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        *("-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.crt"),
    )
    for host in hosts:
        own = folder / host
        extensions = Path(f"{own}.ext")
        extensions.write_text(
            f"subjectAltName=DNS:{host}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n",
            encoding="ascii",
        )
        _openssl(
            *("req", *_KEY, "-subj", f"/CN={host}"),
            *("-keyout", f"{own}.key", "-out", f"{own}.csr"),
        )
        _openssl(
            *("x509", "-req", "-in", f"{own}.csr", "-CA", f"{folder}/ca.crt"),
            *("-CAkey", f"{folder}/ca.key", "-CAcreateserial", "-days", _HOST),
            *("-extfile", str(extensions), "-out", f"{own}.crt"),
        )
        for leftover in (extensions, Path(f"{own}.csr")):
            leftover.unlink()
    (folder / "ca.srl").unlink(missing_ok=True)
    for key in folder.glob("*.key"):
        key.chmod(0o600)


def _openssl(*arguments: str) -> None:
    run("openssl", *arguments, packages="openssl")
