"""A certificate that certbot renewed on the host comes to the servers, and nobody notices."""

from __future__ import annotations

import smtplib
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .directory_client import FOLDER
from .mail_client import Post
from .test_hosts_sessions import happens, noticed

WHO = 12
HOOK = "/etc/letsencrypt/renewal-hooks/deploy/hopthu"
LINEAGE = "/etc/letsencrypt/live/mail1.lab.test"


def openssl(*arguments: str | Path) -> None:
    """Run OpenSSL."""
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


class Issuer:
    """The lab's authority, and what certbot leaves on the host."""

    def __init__(self, post: Post, folder: Path) -> None:
        self.post, self.folder = post, folder
        self._key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")

    def issue(self, name: str) -> None:
        """Put a new certificate for a name, and its key, where certbot has them."""
        new, ca = self.folder / "new", FOLDER / "tls" / "ca"
        (self.folder / "names").write_text(f"subjectAltName=DNS:{name}\n", encoding="ascii")
        openssl(
            "req", *self._key, "-subj", f"/CN={name}", "-keyout", f"{new}.key", "-out", f"{new}.csr"
        )
        signed = (
            "-CA",
            f"{ca}.crt",
            "-CAkey",
            f"{ca}.key",
            "-CAserial",
            f"{new}.srl",
            "-CAcreateserial",
        )
        names = ("-days", "90", "-extfile", self.folder / "names")
        openssl("x509", "-req", "-in", f"{new}.csr", *signed, *names, "-out", f"{new}.crt")
        self.leave(self.folder / "new.crt", self.folder / "new.key")

    def leave(self, certificate: Path, key: Path) -> None:
        """Put these two where certbot has them."""
        for file, place in ((certificate, "fullchain"), (key, "privkey")):
            text = file.read_text(encoding="ascii")
            self.post.shell.check_output(
                f"mkdir -p {LINEAGE}; printf %%s %s >{LINEAGE}/{place}.pem", text
            )

    def hook(self) -> int:
        """What certbot runs then; returns its status."""
        return self.post.shell.run(f"RENEWED_LINEAGE={LINEAGE} {HOOK}").rc

    def shown(self) -> set[str]:
        """The numbers of the certificates that IMAP and SMTP show."""
        with self.post.imap(self.post.person(WHO)) as client:
            assert isinstance(client.sock, ssl.SSLSocket)
            found = [client.sock.getpeercert()]
        with self.post.smtp(465) as client:
            assert isinstance(client, smtplib.SMTP_SSL)
            assert isinstance(client.sock, ssl.SSLSocket)
            found.append(client.sock.getpeercert())
        return {str(each and each["serialNumber"]) for each in found}


@pytest.fixture
def issuer(post: Post, tmp_path: Path) -> Iterator[Issuer]:
    """Afterwards the host has the certificate of before."""
    made = Issuer(post, tmp_path)
    yield made
    made.leave(FOLDER / "tls" / "mail1.crt", FOLDER / "tls" / "mail1.key")
    post.shell.check_output(
        f"cp {LINEAGE}/fullchain.pem {STAGED}.crt; cp {LINEAGE}/privkey.pem {STAGED}.key"
    )
    post.shell.check_output("hopthu-mail-config; rm -r /etc/letsencrypt/live")


STAGED = "/etc/hopthu-mail/ssl/hopthu-mail/server"


def test_a_renewed_certificate_comes_without_a_break(post: Post, issuer: Issuer) -> None:
    """Whoever is reading goes on, the next one meets it; what does not fit is not taken."""
    before = issuer.shown()
    # Whoever has just got a password is put out once it is noticed.
    assert happens(lambda: noticed(post, WHO))
    with post.imap(post.person(WHO)) as reading:
        issuer.issue(post.name)
        assert issuer.hook() == 0
        assert reading.noop()[0] == "OK"
    after = issuer.shown()
    assert len(after) == 1
    assert after != before
    issuer.leave(issuer.folder / "new.crt", FOLDER / "tls" / "mail1.key")
    assert issuer.hook() == 1
    assert issuer.shown() == after
    issuer.issue("mail9.lab.test")
    assert issuer.hook() == 0
    assert issuer.shown() == after
    assert post.shell.check_output("hopthu-mail-config") == "unchanged"
