"""What the probe makes of the answers of Postfix and Dovecot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu_host.probe import dovecot, postfix
from hopthu_host.probe.finding import CannotAsk, Mailbox
from hopthu_host.probe.serving import look

Tool = Callable[..., None]
SON = Mailbox("son@moj.gov.vn", ("son.cu@moj.gov.vn",), 500 * 2**20)
HA = Mailbox("ha@moj.gov.vn", (), None)
# Two tables, one with a table in braces; commas and ends of lines as in main.cf.
POSTCONF = r"""printf 'pcre:{/^x/ x},\n  ldap:%s\n' "$2" """
POSTMAP = 'cat > asked; touch "${3#ldap:}"; cat "${3#ldap:}"'
DOVEADM = """touch unknown broken
[ "$1" = user ] && { cat unknown; exit; }
cat >asked; cat quota; cat broken >&2"""
HEAD = "Username\tQuota name\tType\tValue\tLimit\t%\n"


def quota(*lines: tuple[str, str]) -> str:
    """The table of doveadm quota get, for mailboxes and their limits in KiB."""
    rows = [
        f"{box}\tMailbox\tSTORAGE\t3\t{limit}\t0\n{box}\tMailbox\tMESSAGE\t1\t-\t0\n"
        for box, limit in lines
    ]
    return HEAD + "".join(rows)


@pytest.fixture
def server(tool: Tool, tmp_path: Path) -> Path:
    """A server that serves both mailboxes as it should; the folder of what its tools answer."""
    tool("postconf", POSTCONF)
    tool("postmap", POSTMAP)
    tool("doveadm", DOVEADM)
    (tmp_path / "virtual_alias_maps").write_text("son.cu@moj.gov.vn\tson@moj.gov.vn\n")
    (tmp_path / "virtual_mailbox_maps").write_text("son@moj.gov.vn\tx\nha@moj.gov.vn\tx\n")
    (tmp_path / "quota").write_text(quota(("son@moj.gov.vn", "512000"), ("ha@moj.gov.vn", "-")))
    return tmp_path


def codes(*boxes: Mailbox) -> list[str]:
    """The mailboxes, layers and codes of all that is found."""
    seen = look(boxes or (SON, HA))
    assert seen.seconds is None
    return [f"{found.address}, {found.layer} {found.code}" for found in seen.findings]


def test_server_as_it_should_be(server: Path) -> None:
    """Nothing is found, and all mailboxes were asked for in one call."""
    assert codes() == []
    assert (server / "asked").read_text() == "son@moj.gov.vn\nha@moj.gov.vn\n"
    assert look(()).findings == ()


def test_postfix_that_does_not_know(server: Path) -> None:
    """A mailbox that is in no table, and another address that leads nowhere or elsewhere."""
    (server / "virtual_mailbox_maps").write_text("son@moj.gov.vn\tx\n")
    (server / "virtual_alias_maps").write_text("")
    assert codes() == [
        "son@moj.gov.vn, Postfix probe.postfix-alias",
        "ha@moj.gov.vn, Postfix probe.postfix-unknown",
    ]
    (server / "virtual_alias_maps").write_text("SON.cu@moj.gov.vn\tha@moj.gov.vn,x@moj.gov.vn\n")
    (finding,) = postfix.differences([SON])
    assert finding.values == {
        "alias": "son.cu@moj.gov.vn",
        "actual": "ha@moj.gov.vn,x@moj.gov.vn",
        "maps": "virtual_alias_maps",
    }


def test_dovecot_that_does_not_know(server: Path) -> None:
    """A user that is unknown, one without an answer about quota, and one with another quota."""
    (server / "unknown").write_text("userdb lookup: user ha@moj.gov.vn doesn't exist\n")
    (server / "quota").write_text(quota(("son@moj.gov.vn", "102400")))
    assert codes() == [
        "son@moj.gov.vn, Dovecot probe.dovecot-quota",
        "ha@moj.gov.vn, Dovecot probe.dovecot-unknown",
    ]
    assert (server / "asked").read_text() == "son@moj.gov.vn\n"
    finding = next(dovecot.differences([SON]))
    assert finding.values == {"actual": 100 * 2**20, "wanted": 500 * 2**20}
    (server / "quota").write_text(quota(("le@moj.gov.vn", "1")))
    assert codes(SON) == ["son@moj.gov.vn, Dovecot probe.dovecot-unreadable"]
    (server / "quota").write_text(quota(("son@moj.gov.vn", "512000")))
    (server / "broken").write_text("doveadm(son@moj.gov.vn): Error: stat(/srv) failed: denied\n")
    assert codes(SON) == ["son@moj.gov.vn, Dovecot probe.dovecot-unreadable"]
    (server / "broken").unlink()
    (server / "quota").write_text(quota(("son@moj.gov.vn", "-")))
    assert next(dovecot.differences([SON])).values["actual"] == 0


@pytest.mark.parametrize(
    ("name", "script", "layer"),
    [
        ("postconf", "echo 'postconf: fatal: open main.cf' >&2", "Postfix"),
        ("postmap", "echo 'postmap: fatal: table ldap: Connection refused' >&2; exit 1", "Postfix"),
        ("doveadm", "echo 'Error: auth-master: connect failed' >&2; exit 75", "Dovecot"),
        ("doveadm", "[ $1 = user ] || { echo 'Fatal: no quota' >&2; exit 75; }", "Dovecot"),
    ],
)
def test_tool_that_fails_is_one_problem(
    server: Path, tool: Tool, name: str, script: str, layer: str
) -> None:
    """Its last words are told, with the layer; the other layer is looked at all the same."""
    tool(name, script)
    (finding,) = look((SON, HA), sender="postmaster@moj.gov.vn").findings
    assert (finding.address, finding.layer) == ("", layer)
    assert finding.code == "probe.tool-failed"
    assert script.split("'")[1] == finding.values["output"]
    assert (server / "asked").exists()


def test_tool_that_is_not_there(server: Path) -> None:
    """A server without Postfix says so."""
    (server / "postconf").unlink()
    with pytest.raises(CannotAsk, match="postconf"):
        list(postfix.differences([SON]))
