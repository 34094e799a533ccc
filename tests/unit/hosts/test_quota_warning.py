"""The letter that tells somebody how full the mailbox is."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest

from hopthu_quota_warning import letter


@pytest.mark.parametrize(("percent", "urgent"), [(80, False), (95, True)])
def test_the_owner_is_told(percent: int, urgent: bool) -> None:
    """In Vietnamese, with the address and the share, and urgently when little is left."""
    told = message_from_bytes(
        letter(percent, "unghoeson@moj.gov.vn").as_bytes(), policy=policy.default
    )
    # Such a long one begins on a line of its own.
    assert told["Subject"].strip() == f"Hộp thư unghoeson@moj.gov.vn đã dùng {percent} % dung lượng"
    assert (told["To"], told["Auto-Submitted"]) == ("unghoeson@moj.gov.vn", "auto-generated")
    assert told["From"].addresses[0].addr_spec == "postmaster@moj.gov.vn"
    assert re.fullmatch(r"<[^@\s]+@moj\.gov\.vn>", told["Message-ID"])
    text = told.get_content()
    assert f"đã dùng trên {percent} % dung lượng" in text
    assert ("Hộp thư sắp đầy" in text) == urgent
