"""Quotas held against what Dovecot says is in use, and the report on it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenario import play

from .directory_client import FOLDER
from .mail_client import Post

PERSON = "thanh-hoa-0026"
ONLY = ("--limit", "thanh_hoa")


@pytest.fixture
def full(post: Post) -> Iterator[str]:
    """The address of somebody who holds more than a quota of 1M, which the inventory asks for."""
    found = post.server.search("hopthu", "ou=people", f"(uid={PERSON})", "mail")
    address = found.partition("mail: ")[2].split()[0]
    post.shell.check_output(
        "(printf 'Subject: x\\n\\n'; head -c 1200000 /dev/zero | base64) >/tmp/letter; "
        f"doveadm save -u {address} /tmp/letter"
    )
    file = FOLDER / "provinces" / "thanh_hoa" / "people.yml"
    before = file.read_text(encoding="utf-8")
    line = f"  - id: {PERSON}\n"
    assert line in before
    file.write_text(before.replace(line, f"{line}    quota: 1M\n"), encoding="utf-8")
    yield address
    file.write_text(before, encoding="utf-8")
    post.shell.check_output(f"doveadm expunge -u {address} mailbox INBOX all")


def test_a_quota_below_the_use_is_refused(full: str, post: Post) -> None:
    """With what Dovecot says is in use; nothing is written."""
    shown = play("provision", *ONLY, "--check", status=2)
    assert "1 person to shrink below use" in shown
    assert f"{full} holds 1.6M: with 1M nothing arrives there any more" in shown
    assert "-e hopthu_override=shrink=1" in shown
    assert "1048576" not in post.server.search(
        "hopthu", "ou=people", f"(uid={PERSON})", "mailQuota"
    )


def test_the_report_tells_what_dovecot_does(full: str, post: Post, tmp_path: Path) -> None:
    """Every mailbox of the province, with the limit that the directory gives it."""
    shown = play("quota_report", *ONLY, "-e", f"hopthu_artifacts={tmp_path}")
    assert "changed=0" in shown
    (table,) = tmp_path.glob("*-quota-report/report.csv")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["address"]: row for row in csv.DictReader(file)}
    entry = post.server.search("hopthu", "ou=people", f"(uid={PERSON})", "mailQuota")
    assert f"mailQuota: {rows[full]['limit_bytes']}" in entry
    assert 1_600_000 < int(rows[full]["used_bytes"]) < 1_700_000
    assert f"{len(rows)} mailboxes hold " in shown
    # The first report is what the second one is compared with.
    assert "  0 since 20" in play("quota_report", *ONLY, "-e", f"hopthu_artifacts={tmp_path}")
