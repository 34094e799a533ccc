"""What mail programs are told: the ports that are served, those that are not, and by whom."""

from __future__ import annotations

import plistlib
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hopthu.interfaces.commands import client_settings

LAB = Path(__file__).parents[3] / "inventory" / "lab"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command for the lab."""
    monkeypatch.setattr(sys, "argv", ["x", *arguments, "--into", str(LAB)])
    return client_settings.main()


def test_dns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One record a service: RFC 6186, 8314 and 5804; target “.” where nothing is served."""
    assert run(monkeypatch, "dns", "--host", "Mail.moj.gov.vn.") == 0
    served = {}
    for line in capsys.readouterr().out.splitlines():
        match = re.fullmatch(
            r"_([a-z0-9]+)\._tcp\.moj\.gov\.vn\. IN SRV 0 ([01]) (\d+) (\S+)", line
        )
        assert match, line
        name, weight, port, target = match.groups()
        assert (target == ".") == (port == "0") == (weight == "0")
        served[name] = int(port) if target == "mail.moj.gov.vn." else None
    assert served == {
        "imaps": 993,
        "submissions": 465,
        "submission": 587,
        "sieve": 4190,
        "imap": None,
        "pop3": None,
        "pop3s": None,
    }


def test_thunderbird(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Encrypted ways alone, the address as login, the ministry's name."""
    assert run(monkeypatch, "thunderbird", "--host", "mail.moj.gov.vn") == 0
    provider = ElementTree.fromstring(capsys.readouterr().out)[0]  # noqa: S314 - our own text
    assert provider.findtext("displayName") == "Bộ Tư pháp"
    servers = [*provider.iter("incomingServer"), *provider.iter("outgoingServer")]
    assert [(s.get("type"), s.findtext("port"), s.findtext("socketType")) for s in servers] == [
        ("imap", "993", "SSL"),
        ("smtp", "465", "SSL"),
        ("smtp", "587", "STARTTLS"),
    ]
    assert {server.findtext("username") for server in servers} == {"%EMAILADDRESS%"}
    assert {server.findtext("hostname") for server in servers} == {"mail.moj.gov.vn"}


def test_outlook(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Encrypted ways alone, and settings, not another place to ask."""
    assert run(monkeypatch, "outlook", "--host", "mail.moj.gov.vn") == 0
    answer = ElementTree.fromstring(capsys.readouterr().out)  # noqa: S314 - our own text
    schema = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
    assert answer.findtext(f"*/*/{schema}Action") == "settings"
    protocols = [
        {each.tag.removeprefix(schema): each.text for each in protocol}
        for protocol in answer.iter(f"{schema}Protocol")
    ]
    assert [(p["Type"], p["Server"], p["Port"], p["SSL"]) for p in protocols] == [
        ("IMAP", "mail.moj.gov.vn", "993", "on"),
        ("SMTP", "mail.moj.gov.vn", "465", "on"),
    ]


def test_apple(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A profile for whoever asks: nobody's address is in it, and it is the same each time."""
    assert run(monkeypatch, "apple", "--host", "mail.moj.gov.vn") == 0
    text = capsys.readouterr().out
    assert run(monkeypatch, "apple", "--host", "mail.moj.gov.vn") == 0
    assert capsys.readouterr().out == text
    profile = plistlib.loads(text.encode())
    (account,) = profile["PayloadContent"]
    assert profile["PayloadDisplayName"] == "Bộ Tư pháp"
    assert account["EmailAccountType"] == "EmailTypeIMAP"
    assert not {"EmailAddress", "IncomingMailServerUsername"} & set(account)
    for way, port in (("Incoming", 993), ("Outgoing", 465)):
        assert account[f"{way}MailServerHostName"] == "mail.moj.gov.vn"
        assert account[f"{way}MailServerPortNumber"] == port
        assert account[f"{way}MailServerUseSSL"] is True


@pytest.mark.parametrize("host", ["mail", "mail_1.moj.gov.vn", "-a.vn", "a b.vn", "máy.vn"])
def test_what_is_no_host(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    """It is named, with an example."""
    assert run(monkeypatch, "dns", f"--host={host}") == 2
    assert f"{host} is no name of a host" in capsys.readouterr().err
