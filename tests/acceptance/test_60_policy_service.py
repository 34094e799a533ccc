"""hopthu-policy as Postfix meets it: who may write to a list, and where a letter finds room."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hopthu.servers.lab.slapd import Slapd

from .policy_service import PASS, Policy, QuotaStatus, running

LISTS = "ou=lists,dc=moj,dc=gov,dc=vn"


@pytest.mark.parametrize(
    ("login", "to", "allowed"),
    [
        ("chi", "bimson.tatca", True),  # a member of a list that its members write to
        ("dung", "bimson.tatca", False),  # manages its agency, but is no member
        ("chi", "thanhhoa.tatca", True),  # a member of a list in it
        ("dung", "thanhhoa.tatca", True),  # manages the mailbox that is a member
        ("chi", "rieng", True),  # named
        ("dung", "rieng", False),
        ("dung", "coquan", True),  # manages the agency that is named
        ("chi", "coquan", False),
        ("chi", "khongai", False),  # nobody may
        ("", "khongai", False),
        ("", "congkhai", True),  # the suffix is anybody
        ("", "vanthu.bimson", True),  # a role is open
        ("chi", "vong1", True),  # a member of a list that contains itself
        ("dung", "vong1", False),
        ("", "bimson.tatca", False),
        ("em", "bimson.tatca", False),  # a member by address, but suspended
        ("nobody", "bimson.tatca", False),
        ("*", "bimson.tatca", False),  # no wildcard
    ],
)
def test_who_may_write(policy: Policy, login: str, to: str, allowed: bool) -> None:
    """A list takes letters from those whom its entry names, by their login."""
    action = policy.ask(f"{to}@moj.gov.vn", login=f"{login}@moj.gov.vn" if login else "")
    assert action == PASS if allowed else action.startswith("550 5.7.2 ")
    assert action.isascii()


@pytest.mark.parametrize(
    "to",
    [
        *("RIENG@moj.gov.vn", "rieng@MOJ.GOV.VN", "rieng@moj.gov.vn.", "Danhsach.Rieng@moj.gov.vn"),
        *("rieng+x@moj.gov.vn", "rieng+x+y@moj.gov.vn"),
    ],
)
def test_every_spelling_is_the_list(policy: Policy, to: str) -> None:
    """Capitals, a dot at the end, another address of the list or an extension open nothing."""
    assert policy.ask(to, login="chi@moj.gov.vn") == PASS
    assert policy.ask(to, login="CHI@MOJ.gov.vn") == PASS
    assert policy.ask(to, login="dung@moj.gov.vn").startswith("550 5.7.2 ")


def test_sender_on_the_envelope_counts_for_nothing(policy: Policy) -> None:
    """Whoever is not logged in is an outsider, whatever MAIL FROM says."""
    action = policy.ask("rieng@moj.gov.vn", sender="chi@moj.gov.vn")
    assert action.startswith("550 5.7.2 ")


@pytest.mark.parametrize("to", ["rieng", "moj.gov.vn!rieng", "rieng%moj.gov.vn"])
def test_incomplete_address_is_refused(policy: Policy, to: str) -> None:
    """What Postfix would complete to the address of a list after asking is refused."""
    assert policy.ask(to).startswith("550 5.1.3 ")


@pytest.mark.parametrize("to", ["postmaster", "Postmaster", "ai@example.com", "la@moj.gov.vn"])
def test_what_is_no_matter_of_ours_passes(policy: Policy, to: str) -> None:
    """Postmaster, other domains and unknown addresses are left to Postfix's own restrictions."""
    assert policy.ask(to) == PASS


def test_other_stages_pass(policy: Policy) -> None:
    """Only recipients are judged."""
    assert policy.ask("khongai@moj.gov.vn", protocol_state="DATA") == PASS


def test_change_counts_at_once(policy: Policy) -> None:
    """Nothing is remembered: a writer who was just added may write."""
    assert policy.ask("rieng@moj.gov.vn", login="dung@moj.gov.vn").startswith("550 ")
    policy.load(
        f"dn: cn=rieng,{LISTS}\nchangetype: modify\nadd: hopthuWriter\n"
        "hopthuWriter: uid=thanh-hoa-0002,ou=people,dc=moj,dc=gov,dc=vn\n"
    )
    assert policy.ask("rieng@moj.gov.vn", login="dung@moj.gov.vn") == PASS


@pytest.mark.parametrize(
    ("full", "to", "expected"),
    [
        (["chi"], "chi", "552 5.2.2 The mailbox"),
        (["chi"], "lechi.cu", "552 5.2.2 The mailbox"),  # a former address
        (["dung"], "chi", PASS),
        (["thads.bimson"], "bimson", "552 5.2.2 The mailbox"),  # an alias of an agency's
        (["chi", "dung"], "congkhai", "552 5.2.2 Every mailbox of the list"),
        (["chi"], "congkhai", PASS),  # the other has room
        (["chi", "dung", "thads.bimson"], "long1", "552 5.2.2 Every mailbox of the list"),
        (["chi", "thads.bimson"], "long1", PASS),  # nested, and in a loop
        (["chi"], "ngoai", PASS),  # a member elsewhere may have room
        (["xa"], "xa", PASS),  # kept by another mail host
        ([], "rong", PASS),  # a list of nobody is no matter of room
    ],
)
def test_room(policy: Policy, full: list[str], to: str, expected: str) -> None:
    """A full mailbox is refused under all its addresses, a list when nobody behind it has room."""
    policy.quota.full = {f"{name}@moj.gov.vn" for name in full}
    assert policy.ask(f"{to}@moj.gov.vn").startswith(expected)


def test_mailbox_that_is_full_for_now(policy: Policy) -> None:
    """A refusal for the time being stays one, and beats a final one for a list."""
    policy.quota.busy = {"chi@moj.gov.vn"}
    policy.quota.full = {"dung@moj.gov.vn"}
    assert policy.ask("lechi.cu@moj.gov.vn").startswith("452 4.2.2 ")
    assert policy.ask("congkhai@moj.gov.vn").startswith("452 4.2.2 ")


def test_size_of_the_letter_is_passed_on(policy: Policy) -> None:
    """Dovecot hears how large the letter is."""
    policy.ask("chi@moj.gov.vn", size="123456")
    assert policy.quota.asked[-1]["size"] == "123456"


def test_large_list_is_not_looked_at(policy: Policy) -> None:
    """Beyond the configured number of mailboxes a list is accepted, whoever is full."""
    policy.quota.full = {f"nguoi{number}@moj.gov.vn" for number in range(60)}
    assert policy.ask("nho@moj.gov.vn").startswith("552 5.2.2 ")
    assert policy.ask("lon@moj.gov.vn") == PASS


def test_lost_dovecot_lets_pass(policy: Policy) -> None:
    """Without quota-status, or when it is silent, a letter goes on to LMTP."""
    policy.quota.full = {"chi@moj.gov.vn"}
    policy.quota.silent = True
    assert policy.ask("chi@moj.gov.vn") == PASS
    policy.quota.stop()
    assert policy.ask("chi@moj.gov.vn") == PASS


def test_lost_directory_puts_off(policy: Policy) -> None:
    """Without the directory a recipient of ours is put off; when it is back, answers are right."""
    assert policy.ask("congkhai@moj.gov.vn") == PASS
    policy.slapd.stop()
    for _ in range(3):
        assert policy.ask("congkhai@moj.gov.vn").startswith("DEFER_IF_PERMIT 4.3.0 ")
    assert policy.ask("ai@example.com") == PASS
    policy.slapd.start()
    time.sleep(1.1)
    assert policy.ask("congkhai@moj.gov.vn") == PASS
    assert policy.ask("khongai@moj.gov.vn").startswith("550 5.7.2 ")
    assert "does not answer" in policy.log()


def test_directory_started_anew_is_not_noticed(policy: Policy) -> None:
    """The connection is opened again when the server has closed it."""
    assert policy.ask("congkhai@moj.gov.vn") == PASS
    policy.slapd.stop()
    policy.slapd.start()
    assert policy.ask("congkhai@moj.gov.vn") == PASS


def test_directory_that_hangs_puts_off_in_time(policy: Policy) -> None:
    """A directory that is silent costs its timeout once, not once for each who waits."""
    policy.ask("congkhai@moj.gov.vn")
    policy.freeze()
    try:
        answers = policy.ask_at_once(["congkhai@moj.gov.vn"] * 20)
    finally:
        policy.thaw()
    assert all(answer.startswith("DEFER_IF_PERMIT 4.3.0 ") for answer in answers)


def test_many_at_once(policy: Policy) -> None:
    """Connections do not mix up each other's answers."""
    to = ["khongai@moj.gov.vn", "congkhai@moj.gov.vn", "chi@moj.gov.vn"] * 20
    policy.quota.full = {"chi@moj.gov.vn"}
    assert [answer[:3] for answer in policy.ask_at_once(to)] == ["550", PASS[:3], "552"] * 20


def test_garbage_ends_one_connection_only(policy: Policy) -> None:
    """What is no request is dropped, and others are served."""
    for garbage in (b"GET / HTTP/1.1\n\n", b"x" * 100_000 + b"\n\n", b"a=b\n" * 500, b"a=b"):
        assert policy.raw(garbage) == b""
    assert policy.ask("congkhai@moj.gov.vn") == PASS


def test_requests_follow_each_other(policy: Policy, quota_status: QuotaStatus) -> None:
    """One connection carries many requests, as Postfix keeps it."""
    request = b"protocol_state=RCPT\nrecipient=khongai@moj.gov.vn\n\n"
    answers = policy.raw(request * 3)
    assert answers.count(b"action=550 5.7.2 ") == 3
    assert quota_status.asked == []


def test_postmaster_is_taken_without_the_directory_and_not_without_end(
    policy_of_names: Policy, quota_status: QuotaStatus
) -> None:
    """So many letters an hour from one address; others go on, and our own people and hosts."""
    policy_of_names.freeze()
    try:
        answers = [
            policy_of_names.ask(name, client_address="192.0.2.1")
            for name in ("postmaster@moj.gov.vn", "Abuse@mail1.moj.gov.vn", "abuse@moj.gov.vn.")
        ]
        assert answers[:2] == [PASS, PASS]
        assert answers[2].startswith("450 4.7.28 ")
        to = "postmaster@moj.gov.vn"
        assert policy_of_names.ask(to, client_address="192.0.2.2") == PASS
        assert policy_of_names.ask(to, client_address="127.0.0.1") == PASS
        assert policy_of_names.ask(to, client_address="192.0.2.1", login="chi@moj.gov.vn") == PASS
        quota_status.full.add("postmaster@moj.gov.vn")
        assert policy_of_names.ask(to, client_address="192.0.2.3").startswith("552 5.2.2 ")
    finally:
        policy_of_names.thaw()


def test_many_strangers_together_do_not_flood_postmaster(policy_of_names: Policy) -> None:
    """Ten times as many as from one."""
    answers = [
        policy_of_names.ask("abuse@moj.gov.vn", client_address=f"192.0.2.{n}") for n in range(21)
    ]
    assert answers[:20] == [PASS] * 20
    assert answers[20].startswith("450 4.7.28 ")


@pytest.fixture
def policy_of_names(
    tmp_path: Path, containers: Slapd, quota_status: QuotaStatus, load: Callable[[Slapd, str], None]
) -> Iterator[Policy]:
    """The service with names that it always takes letters for."""
    names = "postmaster@moj.gov.vn abuse@moj.gov.vn abuse@mail1.moj.gov.vn"
    more = f"system_names = {names}\nsystem_box = postmaster@moj.gov.vn\nsystem_rate = 2\n"
    yield from running(tmp_path, containers, quota_status, load, more)
