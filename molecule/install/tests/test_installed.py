"""Servers whose packages the roles installed do what matters; the rest is for other scenarios."""

from __future__ import annotations

import ssl

import pytest

from default.tests.directory_client import SUFFIX, Server, login
from default.tests.mail_client import Post


def test_packages_came_with_the_roles(server: Server, post: Post) -> None:
    """The hosts had none of them: apt on the host tells of their installation."""
    for shell, packages in (
        (server.shell, ("slapd", "ldap-utils", "python3-ldap")),
        (post.shell, ("postfix", "dovecot-core", "dovecot-ldap")),
    ):
        history = shell.file("/var/log/apt/history.log").content_string
        installed = [line for line in history.splitlines() if line.startswith("Install: ")]
        for package in packages:
            assert any(f" {package}:" in line for line in installed), package


def test_nothing_failed(server: Server, post: Post) -> None:
    """Neither what the packages started nor what the roles did, and it starts at boot."""
    for shell, units in ((server.shell, ("slapd",)), (post.shell, ("postfix", "dovecot"))):
        assert shell.check_output("systemctl --failed --plain --no-legend") == ""
        for unit in units:
            assert shell.service(unit).is_running
            assert shell.service(unit).is_enabled


def test_anonymous_sees_nothing(server: Server) -> None:
    """Of the directory that the package made and of ours; a service account sees people."""
    for base in (SUFFIX, "dc=lab,dc=test", "dc=nodomain"):
        answer = server.client("ldapsearch", "-LLL", "-b", base, "(objectClass=*)")
        assert answer.returncode == 32
        assert "dn:" not in answer.stdout
    assert server.client("ldapwhoami", *login("hopthu")).returncode == 0
    assert server.people() > 0


def test_letter_arrives(post: Post) -> None:
    """It is submitted at both ports and read by IMAP, over TLS with the certificate verified."""
    writer, reader = post.person(1), post.person(3)
    sent = [post.send(writer, reader, port=port) for port in (587, 465)]
    post.await_queue()
    assert post.subjects(reader)[-2:] == sent


def test_certificate_is_verified(post: Post) -> None:
    """Who does not trust the lab's authority does not get as far as a login."""
    trust, post.trust = post.trust, ssl.create_default_context()
    try:
        with pytest.raises(ssl.SSLCertVerificationError), post.imap("nobody"):
            pass
    finally:
        post.trust = trust
