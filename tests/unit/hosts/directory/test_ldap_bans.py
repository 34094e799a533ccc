"""Who guesses passwords at the directory is refused there, by address."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hopthu_ldap_bans import __main__ as program
from hopthu_ldap_bans import kernel
from hopthu_ldap_bans.count import Counter, source_of
from hopthu_ldap_bans.log import Reader, WrongLogin

ADDRESS, DN = "203.0.113.9", "uid=thanh-hoa-0001,ou=people,dc=moj,dc=gov,dc=vn"
SETTINGS = {"tries": 10, "within": 10, "lasts": 30, "uncounted": ["127.0.0.0/8", "192.0.2.7"]}


def session(number: int, status: int, address: str = ADDRESS, at: float | None = None) -> list[str]:
    """What slapd 2.6 notes of one login, as the journal shows it; 2.5 has no qtime."""
    head = f"{time.time() if at is None else at:.6f} ldap1 slapd[77]: conn={number}"
    where = f"[{address}]" if ":" in address else address
    return [
        f"{head} fd=14 ACCEPT from IP={where}:40{number} (IP=0.0.0.0:636)\n",
        f"{head} fd=14 TLS established tls_ssf=256 ssf=256\n",
        f'{head} op=0 BIND dn="{DN}" method=128\n',
        f"{head} op=0 RESULT tag=97 err={status} qtime=0.000012 etime=0.041 text=\n",
        f"{head} op=1 UNBIND\n",
    ]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the kernel was told to refuse."""
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(kernel, "refuse", lambda *each: told.append(each))
    return told


def lines(count: int, status: int = 49, **more: object) -> list[str]:
    """What is noted of some logins."""
    return [line for n in range(count) for line in session(n, status, **more)]  # type: ignore[arg-type]


def test_the_tenth_is_the_last(refused: list[tuple[str, int]]) -> None:
    """Right ones count for nothing, and neither do hosts that log in for others."""
    for more in (lines(9), lines(30, 0), lines(30, address="127.0.0.1"), lines(30, 32)):
        program.count_lines(more, SETTINGS)
    assert refused == []
    program.count_lines(lines(30, address="192.0.2.7"), SETTINGS)
    assert refused == []
    program.count_lines(lines(10), SETTINGS)
    assert refused == [(ADDRESS, 30)]
    program.count_lines(lines(10, address="2001:db8::9"), SETTINGS)
    assert refused[1:] == [("2001:db8::/64", 30)]


def test_what_is_over_is_not_begun_again(refused: list[tuple[str, int]]) -> None:
    """The service reads the last minutes when it starts."""
    program.count_lines(lines(10, at=time.time() - 1801), SETTINGS)
    assert refused == []


def test_lines_of_others_and_pieces_of_sessions() -> None:
    """Are passed over; what was asked is answered once."""
    reader = Reader()
    opened, _, asked, answered, _ = session(3, 49)
    for line in ("", "x", "1.0 ldap1 systemd[1]: Started slapd", asked, answered):
        assert reader.read(line) is None
    for line in (opened, asked):
        assert reader.read(line) is None
    assert reader.read(answered) == WrongLogin(ADDRESS, DN)
    assert reader.read(answered) is None


def test_time_passes_and_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in ten minutes, on one entry."""
    counter, login = Counter(10, 10, ()), WrongLogin(ADDRESS, DN)
    assert [counter.wrong(login, float(at)) for at in range(0, 670, 67)] == [""] * 10
    assert [counter.wrong(WrongLogin(ADDRESS, f"uid={n}"), 700.0) for n in range(20)] == [""] * 20
    monkeypatch.setattr("hopthu_ldap_bans.count._ROWS", 2)
    for number in range(5):
        counter.wrong(WrongLogin(f"203.0.113.{number}", DN), 700.0)
    assert counter.wrong(WrongLogin("not an address", DN), 700.0) == ""


def test_what_was_lifted_is_not_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that starts reads from there on."""
    monkeypatch.setattr(program, "LIFTED", tmp_path / "lifted")
    assert program.since(10) == pytest.approx(time.time() - 600, abs=60)
    program.LIFTED.touch()
    assert program.since(10) == program.LIFTED.stat().st_mtime


def test_hosts_that_log_in_for_others_are_never_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel meets them before the networks that it refuses; those may be theirs."""
    told: list[str] = []
    monkeypatch.setattr(kernel, "_nft", told.append)
    kernel.prepare(["192.0.2.7/32", "2001:db8::7/128"])
    (rules,) = told
    assert rules.index("ip6 saddr 2001:db8::7/128 accept") < rules.index("@refused6 reject")
    assert rules.index("ip saddr 192.0.2.7/32 accept") < rules.index("@refused4 reject")


def test_addresses() -> None:
    """However they are written."""
    assert source_of("::ffff:203.0.113.9") == source_of(ADDRESS) == ADDRESS
    assert source_of("2001:db8::1:2") == "2001:db8::/64"
    assert program.networks("192.0.2.0/24") == ["192.0.2.0/24"]
    assert "127.0.0.1" in program.networks("localhost")
