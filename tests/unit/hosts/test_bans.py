"""The list that Dovecot reads of who guesses an account from an address."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

import hopthu_bans
from hopthu_bans import Denied, key, lift, main, tell
from hopthu_host.commands import Wrong

ROLE = Path(__file__).parents[3] / "roles" / "host_baseline"
PAIRS = ("mai@moj.gov.vn,203.0.113.9", "mai@moj.gov.vn,2001:db8::9")


def test_list_has_who_was_banned(tmp_path: Path) -> None:
    """Twice is once; Dovecot can read it, and a key has no colon but those of its line."""
    denied, file = Denied(tmp_path), tmp_path / "denied"
    for pair in (*PAIRS, PAIRS[0]):
        denied.add(pair)
    assert file.read_text().splitlines() == sorted(f"{key(pair)}::::::" for pair in PAIRS)
    assert file.stat().st_mode & 0o777 == 0o644
    denied.remove(PAIRS[0])
    denied.remove(PAIRS[0])
    assert file.read_text() == f"{key(PAIRS[1])}::::::\n"
    denied.clear()
    assert file.read_text() == ""


def test_key_is_what_dovecot_asks_for() -> None:
    """The account as it is, the address by its hash."""
    account, address = PAIRS[1].split(",")
    assert key(PAIRS[1]) == f"{account},{hashlib.sha256(address.encode()).hexdigest()}"
    for wrong in ("mai@moj.gov.vn", ",203.0.113.9", "mai@moj.gov.vn,"):
        with pytest.raises(Wrong, match="not an account and an address"):
            key(wrong)


@pytest.fixture
def fail2ban(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A client that knows two bans; returns the file of what it was told."""
    told = tmp_path / "told"
    client = tmp_path / "fail2ban-client"
    client.write_text(
        "#!/bin/sh\n[ \"$1\" = banned ] && echo \"[{'hopthu-pair': ['a@b.vn,203.0.113.9']},"
        " {'hopthu-mail': ['203.0.113.9', '198.51.100.1']}, {'hopthu-x': []}]\""
        f' || echo "$@" >>{told}\n'
    )
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return told


@pytest.mark.usefixtures("fail2ban")
def test_who_is_banned_is_told() -> None:
    """One a line."""
    assert tell().split() == ["a@b.vn,203.0.113.9", "198.51.100.1", "203.0.113.9"]


@pytest.mark.parametrize(
    ("word", "lifted"),
    [
        ("a@b.vn", ["hopthu-pair a@b.vn,203.0.113.9"]),
        ("198.51.100.1", ["hopthu-mail 198.51.100.1"]),
        ("203.0.113.9", ["hopthu-pair a@b.vn,203.0.113.9", "hopthu-mail 203.0.113.9"]),
        ("203.0.113", []),
    ],
)
def test_ban_is_lifted(fail2ban: Path, word: str, lifted: list[str]) -> None:
    """Of an address also where an account is refused from it; of nobody else."""
    assert lift(word).split() == [each.split()[1] for each in lifted]
    told = fail2ban.read_text() if fail2ban.exists() else ""
    orders = [f"set {jail} unbanip {whom}" for jail, whom in map(str.split, lifted)]
    assert told.splitlines() == orders


def test_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What fail2ban says; what is no order is refused, with those that are."""
    monkeypatch.setattr(hopthu_bans.Denied.__init__, "__defaults__", (tmp_path,))
    assert main(["add", PAIRS[0]]) == main(["add", PAIRS[1]]) == main(["remove", PAIRS[0]]) == 0
    assert (tmp_path / "denied").read_text().count("\n") == 1
    assert main(["clear"]) == 0
    assert (main(["add", "nobody"]), main(["nonsense"])) == (1, 1)
    assert "hopthu-bans list" in capsys.readouterr().err


LINES = {
    "hopthu-pair": {
        "mail1 dovecot[9]: auth(mai@moj.gov.vn,203.0.113.9,sasl:plain)<x>: first: "
        "Password mismatch (for LDAP bind)": PAIRS[0],
        "mail1 dovecot[9]: auth: ldap(mai@moj.gov.vn,2001:db8::9,<x>): "
        "Password mismatch (for LDAP bind)": PAIRS[1],
        "mail1 dovecot[9]: auth(mai@moj.gov.vn,203.0.113.9,sasl:plain): ldap: unknown user": "",
        "mail1 dovecot[9]: imap-login: auth(a,1.2.3.4,x): Password mismatch": "",
    }
}


@pytest.mark.parametrize("name", LINES)
def test_filters_take_what_they_should(name: str) -> None:
    """Of each line the account and the address, however Dovecot's version words it."""
    text = (ROLE / "templates" / "fail2ban" / f"{name}.filter.j2").read_text()
    pattern = text.partition("failregex = ")[2].splitlines()[0]
    pattern = pattern.replace("<F-ID>", "(").replace("</F-ID>", ")")
    pattern = pattern.replace("<ADDR>", "[0-9a-f.:]+")
    for line, whom in LINES[name].items():
        found = re.search(pattern, line)
        assert (found[1] if found else "") == whom
