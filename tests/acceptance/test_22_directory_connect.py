"""Connecting to a real slapd: as whom, how encrypted, and every way in which it fails."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.lab.slapd import Slapd
from hopthu.servers.lab.tls import make_certificates
from hopthu.text.errors import HopthuError

from .directory_samples import PEOPLE, SUFFIX, people, unit

NewSlapd = Callable[..., Slapd]


def refusal(settings: Settings) -> str:
    """The code of the one error that connecting raises; its text shows no password."""
    with pytest.raises(HopthuError) as caught:
        Directory.connect(settings)
    (problem,) = caught.value.problems
    assert problem.place.file == settings.uri
    for language in ("en", "vi"):
        assert "s3cret" not in problem.render(language)
        assert problem.remedy(language)
    return problem.code


def test_the_owner_needs_no_password(slapd: Slapd) -> None:
    """Over the socket, without a bind DN, the owner of the process is the administrator."""
    with Directory.connect(Settings(slapd.uri)) as directory:
        assert directory.transactional
        (entry,) = directory.search(slapd.service_dn, "(cn=hopthu)", ["cn"], scope="base")
    assert entry.attributes == {"cn": (b"hopthu",)}


@pytest.mark.parametrize("kind", ["ldaps", "StartTLS"])
def test_everything_works_over_tls(new_slapd: NewSlapd, kind: str) -> None:
    """Encrypted and verified, 1 000 people are written and read as over the socket."""
    slapd = new_slapd(tls=True)
    uri = slapd.tls_uri if kind == "ldaps" else slapd.clear_uri
    settings = replace(slapd.settings(), uri=uri, ca_file=slapd.ca_file)
    make_containers(slapd)
    with Directory.connect(settings) as directory:
        assert directory.apply(people(1, 1000))[:3] == (1000, 1, True)
        assert sum(1 for _ in directory.search(PEOPLE, "(uid=*)", ["*"])) == 1000


def make_containers(slapd: Slapd) -> None:
    """Make ou=people as hopthu does."""
    with Directory.connect(slapd.settings()) as directory:
        directory.apply([unit("people", SUFFIX)])


def test_a_certificate_must_be_trusted(new_slapd: NewSlapd, tmp_path: Path) -> None:
    """A server under another CA, or under another name, gets no password."""
    slapd = new_slapd(tls=True)
    secure = replace(slapd.settings(), uri=slapd.tls_uri)
    assert refusal(secure) == "directory.not-trusted"
    make_certificates(tmp_path / "other")
    stranger = str(tmp_path / "other" / "ca.crt")
    assert refusal(replace(secure, ca_file=stranger)) == "directory.not-trusted"
    assert refusal(replace(secure, uri=slapd.clear_uri, ca_file=stranger)) == (
        "directory.not-trusted"
    )
    name = slapd.tls_uri.replace("127.0.0.1", "127.0.0.2")
    assert refusal(replace(secure, uri=name, ca_file=slapd.ca_file)) in {
        "directory.not-trusted",
        "directory.connection-refused",
    }


def test_a_password_needs_an_encrypted_connection(new_slapd: NewSlapd) -> None:
    """The embedded directory takes no password in the clear, and the error says what to do."""
    slapd = new_slapd(tls=True)
    assert refusal(replace(slapd.settings(), uri=slapd.clear_uri)) == "directory.needs-tls"


def test_a_silent_server_is_not_awaited(new_slapd: NewSlapd) -> None:
    """A listener that never answers is given up after the timeout; one without TLS at once."""
    slapd = new_slapd(tls=True)
    clear = replace(slapd.settings(), uri=slapd.clear_uri.replace("ldap:", "ldaps:"))
    assert refusal(clear) == "directory.tls-failed"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        settings = Settings(f"ldaps://127.0.0.1:{port}", "cn=x", "s3cret", timeout=1)
        assert refusal(settings) == "directory.no-answer"


def test_wrong_name_or_password(slapd: Slapd) -> None:
    """A wrong password and a name that does not exist are told alike."""
    settings = replace(slapd.settings(), password="s3cret")
    assert refusal(settings) == "directory.wrong-password"
    assert refusal(replace(settings, bind_dn=f"cn=nobody,{SUFFIX}")) == "directory.wrong-password"
    assert refusal(replace(settings, bind_dn="no dn")) == "directory.bind-refused"


def test_nobody_there(tmp_path: Path) -> None:
    """No socket, a dead socket, no listener, an unknown name: each has its own words."""
    path = str(tmp_path / "none").replace("/", "%2F")
    assert refusal(Settings(f"ldapi://{path}")) == "directory.no-socket"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "dead"))
    assert refusal(Settings("ldapi://" + str(tmp_path / "dead").replace("/", "%2F"))) == (
        "directory.connection-refused"
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for scheme in ("ldap", "ldaps"):
        settings = Settings(f"{scheme}://127.0.0.1:{port}", "cn=x", "s3cret")
        assert refusal(settings) == "directory.connection-refused"
        settings = Settings(f"{scheme}://localhost:{port}", "cn=x", "s3cret")
        assert refusal(settings) == "directory.connection-refused"
    settings = Settings("ldaps://no-such-host.invalid", "cn=x", "s3cret")
    assert refusal(settings) == "directory.unknown-host"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may use every socket")
def test_a_socket_of_somebody_else(tmp_path: Path) -> None:
    """A socket that may not be used is told from one that is not there."""
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(tmp_path / "other"))
        (tmp_path / "other").chmod(0)
        path = str(tmp_path / "other").replace("/", "%2F")
        assert refusal(Settings(f"ldapi://{path}")) == "directory.socket-permission"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (Settings("http://x", "cn=x", "s3cret"), "directory.wrong-uri"),
        (Settings("ldap://", "cn=x", "s3cret"), "directory.wrong-uri"),
        (Settings("ldap://x:port", "cn=x", "s3cret"), "directory.wrong-uri"),
        (Settings("ldaps://x/dc=moj", "cn=x", "s3cret"), "directory.wrong-uri"),
        (Settings("ldaps://x"), "directory.no-bind-dn"),
        (Settings("ldaps://x", "cn=x"), "directory.no-password"),
        (Settings("ldaps://x", "cn=x", "s3cret", "/none"), "directory.ca-unreadable"),
        (Settings("ldaps://x", "cn=x", "s3cret", __file__), "directory.ca-unreadable"),
    ],
)
def test_wrong_settings(settings: Settings, code: str) -> None:
    """What cannot work is refused before anything is sent."""
    assert refusal(settings) == code
    assert "s3cret" not in repr(settings)
