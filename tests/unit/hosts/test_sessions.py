"""What a change of the directory ends on a mail host, and what is noted of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu_sessions.ending import start_rules, stop_rules
from hopthu_sessions.known import (
    Known,
    Login,
    Office,
    before,
    ends,
    load,
    oldest_change,
    save,
    shortly,
)

MAI, LAN = Login("mai@moj.gov.vn", "active", "1"), Login("lan@moj.gov.vn", "active", "1")
BOTH = Known({"x-0001": MAI, "x-0002": LAN}, {"x": ["x-0001", "x-0002"]})


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (Login("mai@moj.gov.vn", "active", "1"), ""),
        (Login("mai@moj.gov.vn", "suspended", "1"), "the state is suspended"),
        (Login("mai@moj.gov.vn", "left", "1"), "the state is left"),
        (Login("mai@moj.gov.vn", "", "1"), "the state is unknown"),
        (Login("mai@moj.gov.vn", "active", "2"), "the password changed"),
        (Login("mai2@moj.gov.vn", "active", "1"), "the address changed"),
    ],
)
def test_what_ends_sessions(now: Login, reason: str) -> None:
    """Of that login under the address that it had, and of no other."""
    ended = ends(BOTH, BOTH.with_changes(Known({"x-0001": now}, {})))
    assert ended.sessions == ({"mai@moj.gov.vn": reason} if reason else {})
    # A password is nothing that an agency's mailbox is shown by.
    assert ended.agencies_changed == (reason not in ("", "the password changed"))


@pytest.mark.parametrize(
    ("csn", "ended"),
    [
        ("20261130003700.100000Z#000000#000#000000", False),  # the one that is known
        ("20261130003700.900000Z#000000#000#000000", True),  # within the same second
        ("20261130003704.000000Z#000000#000#000000", True),  # before the next look
        ("20261130003705.000000Z#000000#000#000000", False),  # something else, later
        ("", False),
    ],
)
def test_a_password_twice_within_a_second(csn: str, ended: bool) -> None:
    """They have the same time, where slapd notes it by the second (2.5)."""
    when, first = "20261130003700Z", "20261130003700.100000Z#000000#000#000000"
    was, now = (
        Login("mai@moj.gov.vn", "active", when, shortly(when, each)) for each in (first, csn)
    )
    found = ends(Known({"x-0001": was}), Known({"x-0001": now})).sessions
    assert found == ({"mai@moj.gov.vn": "the password changed"} if ended else {})


def test_no_password_has_no_time() -> None:
    """Of an entry that never had one."""
    assert shortly("", "20261130003700.100000Z#000000#000#000000") == ""


def test_who_is_gone_or_new() -> None:
    """An entry that is no more ends its login; a new one has nothing to end."""
    alone = Known({"x-0001": MAI}, BOTH.managers)
    assert ends(BOTH, alone).sessions == {"lan@moj.gov.vn": "the login is gone"}
    assert ends(alone, BOTH).sessions == {}


def test_a_first_password_ends_nothing() -> None:
    """Without one nobody had a session; who is given one may be in already."""
    none = Known({"x-0001": Login("mai@moj.gov.vn", "active", "")}, {})
    assert ends(none, none.with_changes(Known({"x-0001": MAI}, {}))).sessions == {}


def test_who_manages_no_more() -> None:
    """Their session still shows the agency; also where the agency is gone."""
    for managers in ({"x": ["x-0002"]}, {"x": ["x-0002"], "y": ["x-0001"]}):
        ended = ends(BOTH, Known(BOTH.logins, managers))
        assert ended.left_agencies == {"mai@moj.gov.vn"}
        assert ended.agencies_changed
        assert ended.sessions == {}
    both = {"mai@moj.gov.vn", "lan@moj.gov.vn"}
    assert ends(BOTH, Known(BOTH.logins, {})).left_agencies == both


@pytest.mark.parametrize(
    ("now", "managers", "out"),
    [
        (MAI, ["x-0001", "x-0002"], False),
        (MAI, ["x-0001", "x-0002", "x-0003"], False),
        (MAI, ["x-0002"], True),
        (MAI, [], True),
        (Login("mai@moj.gov.vn", "suspended", "1"), ["x-0001", "x-0002"], True),
        (Login("mai@moj.gov.vn", "active", "2"), ["x-0001", "x-0002"], True),
        (Login("mai2@moj.gov.vn", "active", "1"), ["x-0001", "x-0002"], True),
        (None, ["x-0001", "x-0002"], True),
    ],
)
def test_who_sets_an_agency_s_rules_and_may_not(
    now: Login | None, managers: list[str], out: bool
) -> None:
    """Sessions at that agency end, whosever they are; not at another, nor those of a new one."""
    places = {"x": Office("co.quan@moj.gov.vn"), "y": Office("khac@moj.gov.vn")}
    before = Known(BOTH.logins, {**BOTH.managers, "y": ["x-0002"]}, places)
    logins = {"x-0002": LAN} | ({"x-0001": now} if now else {})
    ended = ends(before, Known(logins, {"x": managers, "y": ["x-0002"]}, places))
    assert ended.left_offices == ({places["x"].mail} if out else set())
    assert ends(Known(), before).left_offices == set()


def test_an_agency_that_is_gone_or_renamed() -> None:
    """Is found by the address that it had; without a mailbox it has no sessions."""
    places = {"x": Office("a@moj.gov.vn"), "y": Office("")}
    before = Known(BOTH.logins, {"x": ["x-0001"], "y": ["x-0001"]}, places)
    now = Known(BOTH.logins, {}, {"x": Office("b@moj.gov.vn")})
    assert ends(before, now).left_offices == {"a@moj.gov.vn"}


def test_a_note_of_before_has_no_addresses(tmp_path: Path) -> None:
    """It is read as it is, so that nothing ends by an upgrade."""
    note = tmp_path / "known.json"
    note.write_text('{"logins": {}, "managers": {"x": ["x-0001"]}}')
    assert load(note) == Known({}, {"x": ["x-0001"]})


def test_where_rules_have_to_stay_as_they_are() -> None:
    """Under hold, or at an address that the agency has no more: who is setting some is put out."""
    managers, office, held = {"x": ["x-0001"]}, Office("x@moj.gov.vn"), Office("x@moj.gov.vn", True)
    had, resting = (Known(BOTH.logins, managers, {"x": each}) for each in (office, held))
    for now in ({"x": held}, {"x": Office("y@moj.gov.vn")}, {}):
        ended = ends(had, Known(BOTH.logins, managers, now))
        assert ended.left_offices == {"x@moj.gov.vn"}
        assert ended.sessions == {}
    for same in (had, resting):
        assert ends(same, same).left_offices == frozenset()
    assert ends(resting, had).left_offices == frozenset()
    # Lifted and out within the same look: somebody may have come in after it was lifted.
    assert ends(resting, Known(BOTH.logins, {}, {"x": office})).left_offices == {"x@moj.gov.vn"}


def test_note_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Also over one of before; none, and one that is no note, are None."""
    note = tmp_path / "known.json"
    assert load(note) is None
    for known in (Known(), BOTH, Known({}, {"x": []}, {"x": Office("a@moj.gov.vn")})):
        save(note, known)
        assert load(note) == known
    note.write_text("{}")
    assert load(note) is None
    assert [path.name for path in tmp_path.iterdir()] == ["known.json"]


def test_time_of_a_look_reaches_back() -> None:
    """A change of another server may come late; the rest of the CSN is the smallest."""
    csn = "20261129000030.123456Z#0000a1#001#0000ff"
    assert before(csn) == "20261128235930.000000Z#000000#000#000000"


def test_a_server_that_is_gone_makes_no_look_a_whole_one() -> None:
    """Where nobody knows what is new, all is looked at."""
    gone, second, later, third = (
        f"20261129{time}.000000Z#000000#{server}#000000"
        for time, server in (("000000", "000"), ("010000", "001"), ("020000", "001"), ("0", "002"))
    )
    assert oldest_change({gone, second}, {gone, later}) == second
    assert oldest_change({gone, second}, {gone, later, third}) == ""
    assert oldest_change({gone, second}, {second}) == ""


def test_rules_rest_and_hold_again(tmp_path: Path) -> None:
    """Twice is once; rules that somebody made meanwhile stay."""
    script, stopped = tmp_path / ".dovecot.sieve", tmp_path / ".dovecot.sieve.stopped"
    stop_rules(tmp_path)
    start_rules(tmp_path)
    assert list(tmp_path.iterdir()) == []
    script.symlink_to("sieve/mine.sieve")
    for _ in range(2):
        stop_rules(tmp_path)
        assert stopped.is_symlink()
        assert not script.is_symlink()
    for _ in range(2):
        start_rules(tmp_path)
        assert script.readlink() == Path("sieve/mine.sieve")
    stop_rules(tmp_path)
    script.symlink_to("sieve/other.sieve")
    start_rules(tmp_path)
    assert script.readlink() == Path("sieve/other.sieve")
