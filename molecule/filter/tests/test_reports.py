"""Reports of DMARC: others' about us are read."""

from __future__ import annotations

import gzip
from email.message import EmailMessage

from default.tests.mail_client import DOMAIN, Post
from scenario import play

from .outside import STRANGER, Outside

ROW = (
    "<record><row><source_ip>{ip}</source_ip><count>{count}</count><policy_evaluated>"
    "<disposition>none</disposition><dkim>{dkim}</dkim><spf>fail</spf></policy_evaluated></row>"
    "<identifiers><header_from>moj.gov.vn</header_from></identifiers></record>"
)
REPORT = (
    "<feedback><report_metadata><org_name>{name}</org_name><report_id>{name}.1</report_id>"
    "<date_range><begin>1227571200</begin><end>1227657599</end></date_range></report_metadata>"
    f"<policy_published><domain>{DOMAIN}</domain></policy_published>{{rows}}</feedback>"
)


def _report(name: str, sender: str) -> bytes:
    rows = ROW.format(ip="192.0.2.1", count=5, dkim="pass") + ROW.format(
        ip="198.51.100.7", count=3, dkim="fail"
    )
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, f"postmaster@{DOMAIN}"
    letter["Subject"] = f"Report Domain: {DOMAIN} Submitter: {name} Report-ID: {name}.1"
    letter.set_content("A report is attached.\n")
    packed = gzip.compress(REPORT.format(name=name, rows=rows).encode())
    letter.add_attachment(packed, maintype="application", subtype="gzip", filename="r.xml.gz")
    return letter.as_bytes().replace(b"\n", b"\r\n")


def test_reports_of_others_are_read(post: Post, outside: Outside) -> None:
    """Those that DMARC proves to be theirs; the others are counted apart."""
    for name, sender in (("outside.test", STRANGER), ("else", "d@thads.outside.test")):
        outside.bring(_report(name, sender), f"postmaster@{DOMAIN}", sender)
    post.await_queue()
    told = play("dmarc")
    assert "1 reports of 1 organisations: 8 letters bore our domain, of which 3 were not" in told
    assert "From these addresses: 198.51.100.7" in told
    assert "Left out: 1 that nobody proves, 0 that cannot be read" in told
