"""Who logged in last when, by the notes that Dovecot's plugin leaves in the mailboxes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hopthu_mailbox import __main__ as command
from hopthu_mailbox.logins import NOTE, noted
from hopthu_mailbox.places import Places

ROLE = Path(__file__).resolve().parents[4] / "roles" / "mail_server" / "templates"


def note(places: Places, owner: str, text: str = "shared/last-login/an@b\n1795982618\n") -> Path:
    """Leave a note as Dovecot 2.3.19 and 2.4.1 do: the key, then the time."""
    path = places.store / owner / NOTE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_the_notes_of_all_owners(places: Places) -> None:
    """Who never logged in is not there; neither is what is no mailbox."""
    for owner in ("an-0001", "thads.thanhhoa", ".moving-binh-0002", ".shared"):
        note(places, owner)
    (places.store / "khac-0009").mkdir()
    (places.store / "a-file").write_text("x")
    assert noted(places) == {
        "logins": {"an-0001": 1795982618, "thads.thanhhoa": 1795982618},
        "unread": [],
    }


@pytest.mark.parametrize("text", ["", "x\n", "shared/last-login/an\n", "1\nx\n", "\xff\n"])
def test_an_odd_note(places: Places, text: str) -> None:
    """Whose it is is told; the others count."""
    note(places, "an-0001")
    note(places, "binh-0002", text)
    found = noted(places)
    assert (list(found["logins"]), found["unread"]) == (["an-0001"], ["binh-0002"])


def test_no_link_is_followed(places: Places, tmp_path: Path) -> None:
    """What a mailbox's programs may write must not let root read anything else, or wait for it."""
    secret = tmp_path / "secret"
    secret.write_text("42\n")
    note(places, "an-0001").unlink()
    (places.store / "an-0001" / NOTE).symlink_to(secret)
    (places.store / "binh-0002").mkdir()
    os.mkfifo(places.store / "binh-0002" / NOTE)
    (places.store / "link-0003").symlink_to(places.store / "an-0001")
    assert noted(places) == {"logins": {}, "unread": ["an-0001", "binh-0002"]}


def test_the_command(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tells it with the host's own time, while another one is at work too."""
    note(places, "an-0001")
    monkeypatch.setattr(command, "Places", lambda: places)
    monkeypatch.setattr("sys.argv", ["hopthu-mailbox", "logins"])
    monkeypatch.setattr("time.time", lambda: 1795982700.5)
    with command._alone(places):
        assert command.main() == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"now": 1795982700, "logins": {"an-0001": 1795982618}, "unread": []}


def test_dovecot_leaves_them_where_they_are_looked_for() -> None:
    """Both languages of its configuration name the same file of the mailbox."""
    for version, line in (("2.3", f"last_login_dict = file:%h/{NOTE}"), ("2.4", f"/{NOTE}\n")):
        assert line in (ROLE / f"dovecot-{version}.conf.j2").read_text(encoding="utf-8")
