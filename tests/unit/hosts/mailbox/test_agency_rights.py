"""What managers may do in an agency's mailbox, and what Dovecot lets them do."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu_agency_rights import TAKING, granted, rights_of


def test_of_a_mailbox_under_hold_nothing_can_be_taken() -> None:
    """All else stays: reading, marking, putting in."""
    free, held = rights_of(held=False), rights_of(held=True)
    assert set(free) - set(held) == set(TAKING) == {"write-deleted", "expunge", "delete"}
    assert {"lookup", "read", "write-seen", "insert", "post", "create"} <= set(held)


@pytest.mark.parametrize(
    ("letters", "may"),
    # As Dovecot 2.4 writes them; the third is of a hand.
    [("kxeilprwts", True), ("kilprws", False), ("lrwste", None), ("", False)],
)
def test_what_dovecot_lets_somebody_do(tmp_path: Path, letters: str, may: bool | None) -> None:
    """By the letters behind the address; what is no manager's is passed over."""
    path = tmp_path / "thanh-hoa" / "inbox" / "dovecot-acl"
    path.parent.mkdir(parents=True)
    path.write_text(f"owner lrwstipekxa\nuser=a@moj.gov.vn {letters}\n")
    assert granted(str(tmp_path), "thanh-hoa") == {"a@moj.gov.vn": may}


def test_a_mailbox_that_nobody_was_shown(tmp_path: Path) -> None:
    """Has no such file."""
    assert granted(str(tmp_path), "thanh-hoa") == {}
