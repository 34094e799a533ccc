"""A report as XML, and the letter that brings it."""

from __future__ import annotations

import datetime
import gzip
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .collected import Collected, Row


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: our domain, the host that saw the letters, and the address to write from."""

    domain: str
    host: str
    sender: str
    # What is done with letters whose domain asks to reject them.
    reject_means: str = "reject"

    def name_of(self, found: Collected) -> str:
        """The name of a report, the same whenever it is made; each mail host has its own."""
        return f"{found.day:%Y%m%d}.{found.domain}@{self.host}"


def written(found: Collected, policy: dict[str, str], reporter: Reporter) -> bytes:
    """Return a report in XML, packed."""
    begin, end = _times(found.day)
    root = Element("feedback")
    _leaves(root, version="1.0")
    meta = SubElement(root, "report_metadata")
    _leaves(meta, org_name=reporter.domain, email=reporter.sender)
    _leaves(meta, report_id=reporter.name_of(found))
    _leaves(SubElement(meta, "date_range"), begin=str(begin), end=str(end))
    _leaves(SubElement(root, "policy_published"), domain=found.domain, **policy)
    for row in found.rows:
        _record(root, row, reporter.reject_means)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return gzip.compress(text, mtime=end)


def letter(found: Collected, packed: bytes, to: list[str], reporter: Reporter) -> EmailMessage:
    """Return the letter for a report, as RFC 7489 wants it (7.2.1.1)."""
    name = reporter.name_of(found)
    begin, end = _times(found.day)
    made = EmailMessage(policy=SMTP)
    made["From"] = formataddr((f"DMARC {reporter.domain}", reporter.sender))
    made["To"] = ", ".join(to)
    made["Subject"] = (
        f"Report Domain: {found.domain} Submitter: {reporter.domain} Report-ID: <{name}>"
    )
    made["Date"] = formatdate(localtime=True)
    made["Message-ID"] = f"<dmarc.{name}>"
    made["Auto-Submitted"] = "auto-generated"
    total = sum(row.letters for row in found.rows)
    made.set_content(
        f"What the mail hosts of {reporter.domain} saw of letters From {found.domain}"
        f" on {found.day}: {total}.\nAbout this report: {reporter.sender}\n"
    )
    unique = reporter.host.replace(".", "-")
    file = f"{reporter.domain}!{found.domain}!{begin}!{end}!{unique}.xml.gz"
    made.add_attachment(packed, maintype="application", subtype="gzip", filename=file)
    return made


def _times(day: datetime.date) -> tuple[int, int]:
    """The first and the last second of a day of this host's."""
    begin = datetime.datetime.combine(day, datetime.time()).astimezone()
    end = datetime.datetime.combine(day, datetime.time(23, 59, 59)).astimezone()
    return int(begin.timestamp()), int(end.timestamp())


def _record(root: Element, row: Row, reject_means: str) -> None:
    record = SubElement(root, "record")
    counted = SubElement(record, "row")
    _leaves(counted, source_ip=row.address, count=str(row.letters))
    done = reject_means if row.disposition == "reject" else row.disposition
    evaluated = SubElement(counted, "policy_evaluated")
    _leaves(evaluated, disposition=done, dkim=_word(row.dkim), spf=_word(row.spf))
    if row.sampled_out or done != row.disposition:
        reason = "sampled_out" if row.sampled_out else "local_policy"
        _leaves(SubElement(evaluated, "reason"), type=reason)
    _leaves(SubElement(record, "identifiers"), header_from=row.author)
    results = SubElement(record, "auth_results")
    for domain, worth in row.signatures:
        _leaves(SubElement(results, "dkim"), domain=domain, result=worth)
    _leaves(
        SubElement(results, "spf"), domain=row.envelope, scope="mfrom", result=row.envelope_result
    )


def _leaves(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = text


def _word(passed: bool) -> str:
    return "pass" if passed else "fail"
