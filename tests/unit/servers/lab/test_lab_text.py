"""The texts that the embedded directory is built from: LDIF, configuration, rules."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import ldap3.utils.dn
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopthu.servers.directory.ldif import record
from hopthu.servers.lab import config
from hopthu.servers.lab.config import LabConfig, access, entries, hashed
from hopthu.text.errors import HopthuError

PLAN = LabConfig(
    suffix="dc=example,dc=org", data=Path("/a b/data"), pid_file=Path("/a b/pid"), max_size=1024
)


def read_back(text: str) -> list[tuple[str, str]]:
    """Return names and values of one record, as RFC 2849 has them read."""
    pairs = []
    for line in text.removesuffix("\n\n").split("\n"):
        name, _, value = line.partition(":")
        if value.startswith(":"):
            value = base64.b64decode(value[1:]).decode()
        else:
            assert value.isascii()
            value = value.lstrip(" ")
        pairs.append((name, value))
    return pairs


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_value_comes_back_from_ldif(values: list[str]) -> None:
    """Whatever a value holds, line ends and blanks at its ends included, nothing of it is lost."""
    attributes = [("description", value) for value in values]
    text = record("cn=x", attributes)
    assert text.endswith("\n\n")
    assert read_back(text) == [("dn", "cn=x"), *attributes]


@pytest.mark.parametrize("value", [" x", "x ", ":x", "<x", "a\nb", "a\rb", "a\0b", "ộ"])
def test_what_ldif_cannot_show_is_encoded(value: str) -> None:
    """Values that a reader would take for something else, or shorten, are written in base64."""
    assert record("cn=x", [("a", value)]).splitlines()[1].startswith("a:: ")


def test_hash_is_salted_sha1_of_the_password() -> None:
    """The stored form verifies by its definition, and two of the same password differ."""
    stored = hashed("secret")
    assert stored.startswith("{SSHA}")
    raw = base64.b64decode(stored.removeprefix("{SSHA}"))
    assert raw[:20] == hashlib.sha1(b"secret" + raw[20:], usedforsecurity=False).digest()
    assert hashed("secret") != stored


def test_configuration_is_the_same_each_time() -> None:
    """The text depends on nothing but its input: only then is a difference a real change."""
    assert config.config(PLAN) == config.config(PLAN)
    assert 'olcDbDirectory: "/a b/data"' in config.config(PLAN)
    assert "TLS" not in config.config(PLAN)


def test_no_login_is_written_into_an_entry() -> None:
    """It would give the entry another entryCSN, and win over a change made elsewhere meanwhile."""
    assert "olcLastBindConfig" not in config.config(PLAN)
    assert "olcLastBind: TRUE" not in config.config(PLAN)


def test_configuration_holds_no_password() -> None:
    """The administrator's password is put in by the one who has it; the service's is hashed."""
    assert "olcRootPW: {password}" in config.config(PLAN)
    assert "geheim" not in entries(PLAN, "geheim")


def test_last_rule_closes_everything_else() -> None:
    """What no rule names stays closed, and no rule before it opens a thing to everybody."""
    *others, last = access("dc=example,dc=org")
    assert last == "to * by * none"
    # Who is not named in a rule is turned away, or goes on to the next rules.
    ends = ("by * none", "by * break")
    assert not [rule for rule in others if not any(end in rule for end in ends)]


def test_missing_schema_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a schema file the error names it and what to do."""
    monkeypatch.setattr(config, "_SCHEMA", (tmp_path / "core.ldif",))
    with pytest.raises(HopthuError, match=r"core\.ldif is missing → reinstall slapd"):
        config.config(PLAN)


def test_missing_rules_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the access rules no directory is configured at all."""
    monkeypatch.setattr(config, "_ACCESS", tmp_path / "access.yml")
    with pytest.raises(HopthuError, match=r"access\.yml is missing"):
        access("dc=example,dc=org")


def test_rules_name_valid_dns() -> None:
    """Every DN in the rules can be parsed, so that none of them is silently without effect."""
    for rule in access("dc=example,dc=org"):
        quoted = re.findall(r'([\w.]+)="([^"]*)"', rule)
        assert 2 * len(quoted) == rule.count('"')
        for what, text in quoted:
            if what == "val.regex":
                assert re.compile(text)
            else:
                assert what.startswith("dn.")
                assert ldap3.utils.dn.parse_dn(text)[-1][:2] == ("dc", "org")
