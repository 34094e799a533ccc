"""What doveadm prints, as Dovecot 2.3.19 and 2.4.1 printed it (they print the same)."""

from __future__ import annotations

from typing import Any

from hopthu.servers.mail.usage import Room, Usage

TABLE = """\
Username\tQuota name\tType\tValue\tLimit\t%
an@moj.gov.vn\tUser quota\tSTORAGE\t802\t2097152\t0
an@moj.gov.vn\tUser quota\tMESSAGE\t2\t-\t0
binh@moj.gov.vn\tUser quota\tSTORAGE\t401\t512\t78
binh@moj.gov.vn\tUser quota\tMESSAGE\t1\t-\t0
moi@moj.gov.vn\tUser quota\tSTORAGE\t0\t1048576\t0
moi@moj.gov.vn\tUser quota\tMESSAGE\t0\t-\t0
khonghan@moj.gov.vn\tUser quota\tSTORAGE\t0\t-\t0
khonghan@moj.gov.vn\tUser quota\tMESSAGE\t0\t-\t0
"""
HEAD = TABLE.splitlines()[0] + "\n"
# The status is 0 and the table shows 0 for a mailbox whose folder cannot be opened.
UNREADABLE = (
    "doveadm(binh@moj.gov.vn): Error: stat(/srv/vmail/moj.gov.vn/binh/Maildir) failed: "
    "Permission denied (euid=5000(<unknown>) egid=5000(<unknown>) missing +x perm)\n"
    "doveadm(an@moj.gov.vn): Info: User no longer exists, skipping\n"
)
STOPPED = (
    "Error: auth-master: userdb list: connect(/run/dovecot/auth-userdb) failed: Connection refused"
)


def answer(server: str = "mail1", **more: Any) -> dict[str, Any]:
    """Return what Ansible registers of one server."""
    return {"server": server, "rc": 0, "stdout": TABLE, "stderr": ""} | more


def test_a_server_tells_of_all_boxes() -> None:
    """In bytes; a limit of none is 0; who is not named has nothing."""
    usage = Usage.of_answers([answer()])
    assert usage.boxes == {
        "an@moj.gov.vn": Room(802 * 1024, 2 * 2**30),
        "binh@moj.gov.vn": Room(401 * 1024, 512 * 1024),
        "moi@moj.gov.vn": Room(0, 2**30),
        "khonghan@moj.gov.vn": Room(0, 0),
    }
    assert usage.of("An@MOJ.gov.vn") == 802 * 1024
    assert usage.of("chua-co@moj.gov.vn") == 0
    assert not usage.silent


def test_without_servers_nothing_is_known() -> None:
    """That is not the same as empty mailboxes."""
    assert Usage.of_answers([]).of("an@moj.gov.vn") is None
    assert not Usage().asked


def test_a_box_that_cannot_be_opened_is_unknown() -> None:
    """Dovecot counts it as empty and says so elsewhere; the others are known."""
    table = TABLE.replace("\t401\t512\t78", "\t0\t512\t0")
    usage = Usage.of_answers([answer(stdout=table, stderr=UNREADABLE)])
    assert usage.of("binh@moj.gov.vn") is None
    assert usage.of("an@moj.gov.vn") == 802 * 1024
    assert not usage.silent


def test_servers_that_do_not_answer() -> None:
    """Stopped, not reached, or without the program: what others told holds, the rest is unknown."""
    answers = [
        answer("mail1"),
        answer("mail2", rc=75, stdout=HEAD, stderr=STOPPED),
        {"server": "mail3", "msg": "Failed to connect\nto the host"},
        {"server": "mail4", "rc": None, "stdout": None, "stderr": None, "msg": None},
    ]
    usage = Usage.of_answers(answers)
    assert usage.silent == {"mail2": STOPPED, "mail3": "Failed to connect", "mail4": ""}
    assert usage.of("an@moj.gov.vn") == 802 * 1024
    assert usage.of("chua-co@moj.gov.vn") is None


def test_a_box_counts_where_it_holds_more() -> None:
    """Every server knows everybody; only one has the letters."""
    empty = TABLE.replace("\t802\t", "\t0\t")
    for answers in ([answer(), answer("b", stdout=empty)], [answer(stdout=empty), answer("b")]):
        assert Usage.of_answers(answers).of("an@moj.gov.vn") == 802 * 1024


def test_what_is_no_table_is_passed_over() -> None:
    """Whatever a wrapper or a login banner prints."""
    usage = Usage.of_answers([answer(stdout="Welcome\n\na\tb\tSTORAGE\tx\t-\n")])
    assert usage.boxes == {}
