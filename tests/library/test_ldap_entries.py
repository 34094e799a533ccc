"""The module that makes a directory server's own entries, on a real slapd, as its owner."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hopthu.servers.lab.slapd import Slapd

PROJECT = Path(__file__).resolve().parents[2]
SUFFIX = "dc=example,dc=gov,dc=vn"
SYSTEM = "/usr/bin/python3"  # the directory host's, which has Debian's python3-ldap


def has_ldap() -> bool:
    """Whether Debian's python3-ldap is here, as scripts/setup --dev installs it."""
    return not subprocess.run([SYSTEM, "-Ic", "import ldap"], check=False).returncode


pytestmark = pytest.mark.skipif(not has_ldap(), reason="python3-ldap is not installed")


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """A directory of another ministry."""
    server = Slapd(tmp_path_factory.mktemp("slapd"), suffix=SUFFIX)
    server.start()
    yield server
    server.destroy()


def made(slapd: Slapd, *entries: dict[str, Any], check: bool = False) -> dict[str, Any]:
    """Run the module by itself; what it returned, or what it failed with."""
    arguments = ["ansible", "localhost", "-i", "localhost,", "-c", "local", "-m", "ldap_entries"]
    options = json.dumps({"uri": slapd.uri, "entries": entries})
    run = subprocess.run(
        [str(Path(sys.executable).with_name(arguments[0])), *arguments[1:], "-a", options]
        + ["--check", "--diff"] * check,
        cwd=PROJECT,
        env={
            **os.environ,
            "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
            "ANSIBLE_PYTHON_INTERPRETER": SYSTEM,
            "ANSIBLE_STDOUT_CALLBACK": "json",
            "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stdout + run.stderr
    result: dict[str, Any] = json.loads(run.stdout)["plays"][0]["tasks"][0]["hosts"]["localhost"]
    return result


def shown(slapd: Slapd, dn: str, *names: str) -> str:
    """Attributes of an entry, as its owner sees them."""
    command = ["ldapsearch", "-Q", "-Y", "EXTERNAL", "-H", slapd.uri, "-LLL", "-s", "base"]
    return subprocess.check_output([*command, "-b", dn, *names], text=True)


def test_entries_are_made_once(slapd: Slapd) -> None:
    """A check says what it would do and does nothing; a second run has nothing to do."""
    above = {"dn": f"ou=more,{SUFFIX}", "classes": ["organizationalUnit"]}
    below = {
        "dn": f"cn=rules,ou=more,{SUFFIX}",
        "classes": ["organizationalRole"],
        "attributes": {"cn": "rules", "description": ["mười", "twelve"], "street": "a"},
        "exact": ["description"],
    }
    dns = [above["dn"], below["dn"]]
    assert made(slapd, above, below, check=True)["made"] == dns
    assert made(slapd, above, below)["made"] == dns
    again = made(slapd, above, below)
    assert (again["changed"], again["made"], again["changes"]) == (False, [], [])


def test_only_exact_attributes_are_put_right(slapd: Slapd) -> None:
    """What somebody changed of the others stays; what is exact and not named goes."""
    dn = f"cn=kept,{SUFFIX}"
    entry: dict[str, Any] = {
        "dn": dn,
        "classes": ["organizationalRole"],
        "attributes": {"cn": "kept", "description": "first", "street": "a"},
        "exact": ["description"],
    }
    made(slapd, entry)
    entry["attributes"] |= {"description": "second", "street": "b"}
    assert made(slapd, entry, check=True)["changes"] == [dn]
    assert "first" in shown(slapd, dn)
    assert made(slapd, entry)["changes"] == [dn]
    assert "second" in shown(slapd, dn)
    assert "street: a" in shown(slapd, dn)
    del entry["attributes"]["description"]
    assert made(slapd, entry)["changes"] == [dn]
    assert "description" not in shown(slapd, dn)


def test_a_service_account_logs_in_with_its_password(slapd: Slapd) -> None:
    """Not a first one, which would serve for nothing else; a new one replaces it, told nowhere."""
    dn = f"cn=reader,ou=services,{SUFFIX}"
    entry: dict[str, Any] = {
        "dn": dn,
        "classes": ["organizationalRole", "simpleSecurityObject"],
        "attributes": {"cn": "reader"},
        "exact": ["pwdReset"],
    }
    for password in ("one-long-password", "another-long-password"):
        assert made(slapd, entry | {"password": password})["changed"]
        assert not made(slapd, entry | {"password": password})["changed"]
        who = ["ldapwhoami", "-x", "-H", slapd.uri, "-D", dn, "-w", password]
        assert subprocess.check_output(who, text=True) == f"dn:{dn}\n"
        assert "pwdReset" not in shown(slapd, dn, "+")
        assert password not in shown(slapd, dn)


def test_a_refusal_is_the_servers_words(slapd: Slapd) -> None:
    """Without a traceback."""
    entry = {"dn": f"cn=x,ou=nowhere,{SUFFIX}", "classes": ["organizationalRole"]}
    assert "No such object" in made(slapd, entry)["msg"]
