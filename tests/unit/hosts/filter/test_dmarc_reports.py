"""Others' reports about our domain: read where they are such, refused in all other cases."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from hopthu_dmarc.__main__ import gathered, main
from hopthu_dmarc.reading import Source, read
from hopthu_dmarc.unpacking import LONGEST, Unreadable, report_in, unpack

RECORD = """
  <record>
    <row><source_ip>{ip}</source_ip><count>{count}</count>
      <policy_evaluated><disposition>none</disposition><dkim>{dkim}</dkim><spf>fail</spf>
        <reason><type>other</type><comment>x</comment></reason></policy_evaluated></row>
    <identifiers><header_from>moj.gov.vn</header_from></identifiers>
    <auth_results><dkim><domain>evil.example</domain><result>pass</result></dkim></auth_results>
  </record>"""
REPORT = """<?xml version="1.0" encoding="UTF-8" ?>
<feedback{ns}>
  <report_metadata><org_name>example.org</org_name><email>d@example.org</email>
    <report_id>1228.42</report_id>
    <date_range><begin>1227571200</begin><end>1227657599</end></date_range></report_metadata>
  <policy_published><domain>{domain}</domain><p>quarantine</p><pct>100</pct></policy_published>
{records}
</feedback>
"""


def report(*records: str, domain: str = "moj.gov.vn", ns: str = "") -> bytes:
    """A report as organisations write it."""
    rows = "".join(records) or RECORD.format(ip="192.0.2.1", count=7, dkim="pass")
    return REPORT.format(domain=domain, records=rows, ns=ns).encode()


def letter(
    packed: bytes, kind: str = "gzip", name: str = "a!b!1!2.xml.gz", *, proven: bool = False
) -> bytes:
    """A letter that brings it."""
    made = EmailMessage()
    made["From"], made["Subject"] = "d@example.org", "Report Domain: moj.gov.vn Submitter: x"
    if proven:
        made["Authentication-Results"] = "mail1; dkim=pass; dmarc=pass header.from=example.org"
    made.set_content("see the attachment\n")
    made.add_attachment(packed, maintype="application", subtype=kind, filename=name)
    return made.as_bytes()


def zipped(**files: bytes) -> bytes:
    """An archive."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


@pytest.mark.parametrize("ns", ["", ' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"'])
def test_a_report_is_read(ns: str) -> None:
    """With its sources; what the reporter made of the letters counts, not what they carried."""
    second = RECORD.format(ip="2001:db8:0::1", count=1, dkim="fail")
    found = read(report(RECORD.format(ip="192.0.2.1", count=7, dkim="pass"), second, ns=ns))
    assert (found.organisation, found.id) == ("example.org", "1228.42")
    assert (found.begin, found.end, found.domain) == (1227571200, 1227657599, "moj.gov.vn")
    assert found.sources == (
        Source("192.0.2.1", 7, "none", dkim=True, spf=False, author="moj.gov.vn"),
        Source("2001:db8::1", 1, "none", dkim=False, spf=False, author="moj.gov.vn"),
    )


def test_it_comes_packed_in_every_way() -> None:
    """As gzip, as zip, under the wrong type, or plain."""
    text = report()
    for packed, kind, name in (
        (gzip.compress(text), "gzip", "a.xml.gz"),
        (gzip.compress(text), "octet-stream", "a.xml.gz"),
        (zipped(**{"a.xml": text}), "zip", "a.zip"),
        (zipped(**{"a.xml": text}), "x-zip-compressed", "a"),
        (text, "xml", "a.xml"),
    ):
        assert report_in(letter(packed, kind, name)) == text


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE feedback [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><feedback>&b;&c;</feedback>"""


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (gzip.compress(b"\0" * (LONGEST + 1)), "too long"),
        (b"x" * (LONGEST + 1), "too long"),
        (zipped(a=b"\0" * (LONGEST + 1)), "too long"),
        (gzip.compress(report())[:-20], "cut off"),
        (gzip.compress(report())[:30] + b"x" * 100, "damaged"),
        (zipped(a=b"x", b=b"y"), "2 files"),
        (zipped(a=report())[:-30], "damaged"),
    ],
    ids=range(7),
)
def test_what_is_packed_otherwise_is_refused(packed: bytes, why: str) -> None:
    """Nothing of it is unpacked beyond the bound."""
    with pytest.raises(Unreadable, match=why):
        unpack(packed)


def test_a_letter_has_one_report() -> None:
    """Neither none nor several, of which one would have to be chosen."""
    plain = EmailMessage()
    plain.set_content("x")
    with pytest.raises(Unreadable, match="has 0"):
        report_in(plain.as_bytes())
    both = EmailMessage()
    both.set_content("x")
    for name in ("a.xml", "b.xml"):
        both.add_attachment(report(), maintype="text", subtype="xml", filename=name)
    with pytest.raises(Unreadable, match="has 2"):
        report_in(both.as_bytes())


DEEP = b"<feedback>" + b"<a>" * 20 + b"</a>" * 20 + b"</feedback>"
LONG = b"<feedback><a>" + b"x" * 2000 + b"</a></feedback>"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ENTITIES, "document type"),
        (b"no XML", "no XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><feedback/>', "no XML"),
        (b"<html></html>", "no report"),
        (b"<feedback/>", "a number is ''"),
        (DEEP, "too deep"),
        (LONG, "text in it is too long"),
        (b"<feedback>" + b"<a/>" * 400_001 + b"</feedback>", "too many elements"),
        (report(domain="moj.gov.vn&lt;script>"), "a domain"),
        (report(RECORD.format(ip="999.1.1.1", count=1, dkim="pass")), "an address"),
        (report(RECORD.format(ip="192.0.2.1", count="-1", dkim="pass")), "a number"),
        (report(RECORD.format(ip="192.0.2.1", count="1" * 4000, dkim="pass")), "too long"),
        (report(RECORD.replace("none", "drop").format(ip="::1", count=1, dkim="x")), "disposition"),
        (report().replace(b"1227571200", b"0"), "a number"),
        (report(*[RECORD.format(ip="::1", count=1, dkim="pass")] * 10_001), "too many"),
    ],
    ids=range(15),
)
def test_what_is_no_report_is_refused(text: bytes, why: str) -> None:
    """With the reason."""
    with pytest.raises(Unreadable, match=why):
        read(text)


def test_reports_are_gathered() -> None:
    """Each once; those of other domains and damaged ones are told; who proves what is noted."""
    packed = gzip.compress(report())
    letters = [letter(packed), letter(packed, proven=True), letter(b"x")]
    letters.append(letter(gzip.compress(report(domain="other.example"))))
    found = gathered(letters, "moj.gov.vn")
    assert [(each["id"], each["proven"]) for each in found["reports"]] == [("1228.42", True)]
    assert [each["why"][:9] for each in found["unreadable"]] == ["it is no ", "it is of "]


DOVEADM = """#!/bin/sh
case "$*" in
*nobody*) exit 67 ;;
*broken*) echo "no such thing" >&2; exit 75 ;;
*"-f tab"*) printf 'uid\\n7\\n' ;;
*) printf 'text:\\n'; cat "$LETTER"; printf '\\n\\f' ;;
esac
"""


def test_the_command_asks_dovecot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a mailbox that this host does not have there are none."""
    for name, text in (("doveadm", DOVEADM), ("postconf", "#!/bin/sh\necho moj.gov.vn\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "letter").write_bytes(letter(gzip.compress(report())))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("LETTER", str(tmp_path / "letter"))
    assert main(["postmaster@moj.gov.vn"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["reports"]
    assert found["sources"][0]["letters"] == 7
    assert main(["nobody@moj.gov.vn", "7"]) == 0
    assert json.loads(capsys.readouterr().out) == {"reports": [], "unreadable": []}
    assert main(["broken@moj.gov.vn"]) == 1
    assert "no such thing" in capsys.readouterr().err
    assert [main([]), main(["a", "b"]), main(["a", "1", "2"])] == [2, 2, 2]
