"""Reports of DMARC that we send: what was seen in the name of a domain that asks for them.

After the letters of test_signatures, since nothing is sent that is not signed.
"""

from __future__ import annotations

import smtplib

from default.tests.mail_client import DOMAIN, Post, at
from hopthu_dmarc.reading import Source, read
from hopthu_dmarc.unpacking import report_in

from .exchange import Exchange
from .outside import STRANGER, Outside

READER = 1
# It has no SPF; outside.test, whose name is below, has, and asks for reports.
ELSEWHERE = "a@thads.outside.test"
STORE = (
    "ask() { $(command -v valkey-cli || command -v redis-cli)"
    ' -s /run/hopthu-filter-store/store.sock --raw "$@"; }; '
)
FORGET = "for key in $(ask keys 'dmarc_*'); do ask del $key; done"
# As if all had been yesterday. A report's key ends with its day.
AGE = (
    "today=$(date +%Y%m%d); then=$(date -d yesterday +%Y%m%d);"
    ' for key in $(ask smembers "dmarc_idx;$today"); do'
    '   ask rename "$key" "${key%$today}$then"; ask sadd "dmarc_idx;$then" "${key%$today}$then";'
    ' done; ask del "dmarc_idx;$today"'
)
UNIT = "hopthu-dmarc-reports.service"


def _store(post: Post, command: str) -> str:
    return post.shell.check_output("bash -c %s", STORE + command)


def test_a_domain_is_told_what_was_seen_in_its_name(
    post: Post, outside: Outside, exchange: Exchange
) -> None:
    """Once, signed, with right numbers; while Postfix is away the report waits."""
    outside.publish(outside.line_of_key())
    exchange.show(exchange.right)
    _store(post, FORGET)
    reader = post.person(READER)
    for sender in (STRANGER, STRANGER, ELSEWHERE):
        outside.write(f"From: {STRANGER}", to=reader, sender=sender)
    with smtplib.SMTP(post.name, 25) as client:
        source = client.sock.getsockname()[0] if client.sock else ""
    _store(post, AGE)
    post.shell.check_output("systemctl stop postfix")
    post.shell.run(f"timeout 20 systemctl start {UNIT}")
    post.shell.check_output(f"systemctl start postfix; systemctl stop {UNIT}")
    for _ in range(2):
        post.shell.check_output(f"systemctl start {UNIT}")
    post.await_queue()
    ((to, letter),) = exchange.came()
    assert to == "dmarc@outside.test"
    assert outside.judge(letter) == "True"
    found = read(report_in(letter))
    assert (found.organisation, found.domain) == (DOMAIN, "outside.test")
    assert f'From: "DMARC {DOMAIN}" <{at("postmaster")}>'.encode() in letter
    assert sorted(found.sources, key=lambda each: each.spf) == [
        Source(source, 1, "none", dkim=False, spf=False, author="outside.test"),
        Source(source, 2, "none", dkim=False, spf=True, author="outside.test"),
    ]
