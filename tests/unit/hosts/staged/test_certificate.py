"""A renewed certificate goes to the servers whose names it has, or all stays as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hopthu_certificate import main

SERVER = ("server.crt", "server.key")


def make(folder: Path, names: str, certificate: str, key: str) -> None:
    """A certificate for names, and its key."""
    folder.mkdir(parents=True)
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"]
    command += ["ec_paramgen_curve:prime256v1", "-noenc", "-subj", "/CN=x"]
    command += ["-addext", f"subjectAltName={names}", "-keyout", f"{folder}/{key}"]
    subprocess.run([*command, "-out", f"{folder}/{certificate}"], check=True, capture_output=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What a server has, whose key its group may read."""
    folder = tmp_path / "server"
    make(folder, "DNS:mail1.moj.gov.vn, DNS:imap.moj.gov.vn", *SERVER)
    (folder / "server.key").chmod(0o640)
    return folder


def held(place: Path) -> list[bytes]:
    """The certificate and key of a server."""
    return [(place / name).read_bytes() for name in SERVER]


def renewed(folder: Path, names: str) -> str:
    """What certbot leaves."""
    make(folder, names, "fullchain.pem", "privkey.pem")
    return str(folder)


def test_it_goes_to_its_server(place: Path, tmp_path: Path) -> None:
    """With the rights of the one before; other hosts' servers are not there."""
    folder = renewed(tmp_path / "new", "DNS:mail1.moj.gov.vn, DNS:imap.moj.gov.vn")
    assert main([folder], {place: "true", tmp_path / "none": "false"}) == 0
    assert held(place) == [(tmp_path / "new" / f"{name}.pem").read_bytes()
                           for name in ("fullchain", "privkey")]  # fmt: skip
    assert (place / "server.key").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("names", "program", "status"),
    [
        ("DNS:mail1.moj.gov.vn, DNS:imap.moj.gov.vn", "false", 1),
        ("DNS:mail2.moj.gov.vn", "true", 0),
        # One name of two: the other one's programs would not find it any more.
        ("DNS:imap.moj.gov.vn", "true", 1),
    ],
)
def test_what_is_refused_and_what_is_for_others(
    place: Path, tmp_path: Path, names: str, program: str, status: int
) -> None:
    """The server has what it had."""
    before = held(place)
    assert main([renewed(tmp_path / "new", names)], {place: program}) == status
    assert held(place) == before


def test_what_certbot_did_not_leave(place: Path, tmp_path: Path) -> None:
    """A folder that is not there is an error, as is none."""
    before = held(place)
    assert main([str(tmp_path / "nothing")], {place: "true"}) == 1
    assert main([]) == 2
    assert held(place) == before
