"""What is another one in every run becomes a fixed word, and nothing else does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.snapshot.normal import Normal

TODAY = date(2026, 11, 9)
NORMAL = Normal({TODAY}, {Path("/srv/stage"): "STAGE", Path("/srv/stage/tree"): "TREE"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("made on 2026-11-09.", "made on TODAY."),
        ("09/11/2026, 9/11/2026, 9.11.2026, 09-11-2026", "TODAY, TODAY, TODAY, TODAY"),
        ("9 Nov 2026, 09 November 2026, Nov 9, 2026", "TODAY, TODAY, TODAY"),
        ("ngày 9 tháng 11 năm 2026", "ngày TODAY"),
        ("Hà Nội, ngày … tháng 11 năm 2026", "Hà Nội, ngày … tháng 11 năm THIS-YEAR"),
        ("2026-11-09T08:30:00+00:00 2026-11-09 08:30Z", "NOW NOW"),
        ("20261109T083000.123456Z-accounts", "NOW-accounts"),
        ("authTimestamp: 20261109083000.123456Z", "authTimestamp: NOW"),
        ("valid until 2026-12-09", "valid until TODAY+30-DAYS"),
        ("kept until 09/05/2027", "kept until TODAY+6-MONTHS"),
        ("(20 now)   in 3.2 s   plan 7c1e 40f2", "(20 now)   in N s   plan 7c1e 40f2"),
        ("trong 3,2 giây", "trong N giây"),
        ('{"seconds": 0.31, "written": 3}', '{"seconds": N, "written": 3}'),
        ('{"seconds": null}', '{"seconds": null}'),
        ("/srv/stage/tree/scripts/form /srv/stage/a.csv", "TREE/scripts/form STAGE/a.csv"),
        ("ldapi://%2Fsrv%2Fstage%2Frun", "ldapi://STAGE%2Frun"),
        ("running  pid 4711", "running  pid PID"),
        ("id 1b4e28ba-2fa1-11d2-883f-0016d3cca427", "id UUID"),
        (f"key: age1{'q' * 58}", "key: AGE-PUBLIC-KEY"),
    ],
)
def test_what_changes_is_a_word(text: str, expected: str) -> None:
    """Days in all spellings, moments, durations, paths, random parts."""
    assert NORMAL(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "plan 20261109a3f0",
        "sha256 9f2620261109",
        "since 2008-11-20, until 2026-11-10",
        "119/11/2026 1.9.11.2026",
        "93 to add, 2 to change",
        "/srv/stageshop is another folder",
        "thads.thanhhoa@moj.gov.vn",
        "50 slips, 12 senders",
    ],
)
def test_what_stays_the_same_is_left(text: str) -> None:
    """Digests, other days, numbers and names have to be equal in two snapshots."""
    assert NORMAL(text) == text


def test_a_run_over_midnight() -> None:
    """Both days are today; the longest month ahead ends where the month does."""
    normal = Normal({date(2026, 8, 30), date(2026, 8, 31)}, {})
    assert normal("2026-08-30 2026-08-31") == "TODAY TODAY"
    assert normal("2027-02-28") == "TODAY+6-MONTHS"
