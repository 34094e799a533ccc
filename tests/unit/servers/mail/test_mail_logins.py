"""What mail hosts tell of logins: kept in one file, and never taken for more than it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hopthu.servers.mail.logins import Logins
from hopthu.text.errors import HopthuError

OWNERS = ("an-0001", "binh-0002")
NOW = 1795982600


def answer(
    server: str = "mail1", *, now: Any = NOW, unread: Any = (), **logins: Any
) -> dict[str, Any]:
    """What a host says, with ids as ``an_0001``."""
    found = {owner.replace("_", "-"): when for owner, when in logins.items()}
    text = json.dumps({"now": now, "logins": found, "unread": list(unread)})
    return {"server": server, "rc": 0, "stdout": text, "stderr": "", "msg": ""}


def at(seconds: int) -> datetime:
    """A time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def test_the_last_login_of_each(tmp_path: Path) -> None:
    """Two hosts may have seen one person; the file gives back what was put into it."""
    told = Logins().told(
        [answer(an_0001=NOW - 50), answer("mail2", an_0001=NOW - 20, binh_0002=NOW - 9)], OWNERS
    )
    assert told.times == {"an-0001": at(NOW - 20), "binh-0002": at(NOW - 9)}
    assert told.asked == {"mail1": at(NOW), "mail2": at(NOW)}
    assert not told.silent
    path = tmp_path / "report" / "logins.json"
    told.write(path)
    assert Logins.read(path) == told
    assert path.stat().st_mode & 0o077 == 0
    assert Logins.read(tmp_path / "none") == Logins()


def test_what_was_known_stays_known() -> None:
    """The mailbox is at another host now, or the host is away; an older time takes none back."""
    before = Logins().told([answer(an_0001=NOW - 20, binh_0002=NOW - 9)], OWNERS)
    away = {"server": "mail1", "rc": None, "stdout": "", "stderr": "", "msg": "no route\nx"}
    after = before.told([away, answer("mail2", an_0001=NOW - 500)], OWNERS)
    assert after.times == before.times
    assert after.silent == {"mail1": "no route"}
    assert after.asked == {"mail1": at(NOW), "mail2": at(NOW)}
    assert not after.told([answer()], OWNERS).silent


def test_who_is_no_more_is_forgotten() -> None:
    """And who is not in the inventory is not known from a host either."""
    before = Logins().told([answer(an_0001=NOW, binh_0002=NOW)], OWNERS)
    assert list(before.told([answer(khac_0003=NOW)], ["binh-0002"]).times) == ["binh-0002"]


@pytest.mark.parametrize(
    "stdout",
    [
        "",
        "[]",
        "null",
        '{"now": 1}',
        '{"now": "x", "logins": {}, "unread": []}',
        '{"now": 1, "logins": {"an-0001": "x"}, "unread": []}',
        '{"now": 1, "logins": {"an-0001": 1e99}, "unread": []}',
        '{"now": 1, "logins": [], "unread": []}',
        '{"now": 1, "logins": {}, "unread": null}',
    ],
)
def test_an_answer_that_is_none(stdout: str) -> None:
    """Counts as silence, with the reason that the host gives, and changes nothing."""
    before = Logins().told([answer(an_0001=NOW)], OWNERS)
    odd = {"server": "mail1", "rc": 127, "stdout": stdout, "stderr": "not found", "msg": ""}
    after = before.told([odd], OWNERS)
    assert (after.times, after.asked) == (before.times, before.asked)
    assert after.silent == {"mail1": "not found"}


def test_notes_that_a_host_cannot_read_are_told() -> None:
    """The others of that host count."""
    after = Logins().told([answer(unread=["binh-0002"], an_0001=NOW)], OWNERS)
    assert list(after.times) == ["an-0001"]
    assert after.silent == {"mail1": "binh-0002"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": 2, "logins": {}, "asked": {}, "silent": {}}',
        '{"format": 1, "logins": {"a": "gestern"}, "asked": {}, "silent": {}}',
        '{"format": 1, "logins": {"a": "2026-11-29T10:00:00"}, "asked": {}, "silent": {}}',
        '{"format": 1, "logins": {"a": 5}, "asked": {}, "silent": {}}',
        '{"format": 1, "logins": {}, "asked": {}}',
        b"\xff",
    ],
)
def test_a_file_of_somebody_else(tmp_path: Path, text: str | bytes) -> None:
    """Is refused with its place and what to do, and never taken for nobody's logins."""
    path = tmp_path / "logins.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(HopthuError) as error:
        Logins.read(path)
    said = error.value.render("en")
    assert str(path) in said
    assert "playbooks/logins.yml" in said
