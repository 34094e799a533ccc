"""hopthu-policy before it serves: its configuration file, and its way to the directory."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.servers.lab.slapd import Slapd

from .policy_service import (
    PASS,
    PYTHON,
    Policy,
    QuotaStatus,
    account,
    configuration,
    environment,
    tree,
)


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [PYTHON, "-B", "-m", "hopthu_policy", *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def good(tmp_path: Path, slapd: Slapd) -> str:
    """A configuration that is right."""
    return configuration(tmp_path, slapd)


def test_right_configuration_passes(tmp_path: Path, good: str) -> None:
    """The check of a right file says nothing."""
    file = tmp_path / "policy.conf"
    file.write_text(good)
    done = program("--check", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("base =", "bases =", ["bases is not known; known are uri, base,", "base is missing"]),
        ("domains = moj.gov.vn", "domains =", ["domains is missing"]),
        ("uri = ldapi", "uri = http", ["uri = http", "must be addresses that begin with ldaps://"]),
        ("timeout = 4", "timeout = soon", ["timeout = soon: must be seconds, from 0.1 to 20"]),
        ("timeout = 4", "timeout = 0", ["timeout = 0: must be seconds, from 0.1 to 20"]),
        ("most_boxes = 50", "most_boxes = -1", ["most_boxes = -1: must be a number from 0 to"]),
        ("quota_status = /", "quota_status = ", ["must be the path of a socket, or host:port"]),
        ("recipient_delimiter = +", "recipient_delimiter = a", ["recipient_delimiter = a: must"]),
        ("/password\n", "/nowhere\n", ["password_file = ", "cannot be read: No such file"]),
        ("[policy]", "[service]", ["must have the section [policy] and no other"]),
        ("[policy]\n", "", ["write lines `name = value` below [policy]"]),
        ("host = mail1", "host = mail1\nhost = mail2", ["write lines `name = value` below"]),
    ],
)
def test_mistakes_are_named(
    tmp_path: Path, good: str, old: str, new: str, expected: list[str]
) -> None:
    """The check names the file and each mistake, and nobody sees a traceback."""
    file = tmp_path / "policy.conf"
    assert old in good
    file.write_text(good.replace(old, new, 1))
    done = program("--check", str(file))
    assert done.returncode == 2
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    for words in expected:
        assert words in done.stderr


def test_all_mistakes_at_once(tmp_path: Path, good: str) -> None:
    """Each mistake has a line of its own."""
    file = tmp_path / "policy.conf"
    file.write_text(good.replace("timeout = 4", "timeout = x").replace("host =", "hosts ="))
    assert len(program("--check", str(file)).stderr.splitlines()) == 3


def test_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing or binary file is said to be unreadable."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "nothing", binary, tmp_path):
        done = program(str(file))
        assert done.returncode == 2
        assert f"{file}: cannot be read" in done.stderr
        assert "Traceback" not in done.stderr


def test_start_without_a_socket_is_explained(tmp_path: Path, good: str) -> None:
    """Started by hand, it says what starts it."""
    file = tmp_path / "policy.conf"
    file.write_text(good)
    done = program(str(file))
    assert (done.returncode, "hopthu-policy.socket" in done.stderr) == (2, True)


@pytest.mark.parametrize("address", ["tls_uri", "clear_uri"])
@pytest.mark.parametrize("trusted", [True, False])
def test_password_goes_to_the_right_server_alone(
    tmp_path: Path,
    new_slapd: Callable[..., Slapd],
    load: Callable[[Slapd, str], None],
    quota_status: QuotaStatus,
    address: str,
    trusted: bool,
) -> None:
    """Over ldaps and StartTLS the server's certificate must be of the authority that is named."""
    slapd = new_slapd(tls=True)
    units = "".join(
        f"dn: ou={name},{slapd.suffix}\nobjectClass: organizationalUnit\nou: {name}\n\n"
        for name in ("people", "agencies", "lists")
    )
    load(slapd, units + account() + tree())
    text = configuration(tmp_path, slapd).replace(slapd.uri, getattr(slapd, address))
    authority = slapd.ca_file if trusted else "/etc/ssl/certs/ca-certificates.crt"
    (tmp_path / "policy.conf").write_text(f"{text}ca_file = {authority}\n")
    policy = Policy(tmp_path, slapd, quota_status, load)
    answer = policy.ask("congkhai@moj.gov.vn")
    assert policy.stop() == 0
    assert answer.startswith(PASS if trusted else "DEFER_IF_PERMIT 4.3.0 ")
