"""How mail programs find the servers: DNS records (RFC 6186, 8314, 5804), and three files."""

from __future__ import annotations

import plistlib
import uuid
from xml.etree import ElementTree as Xml

IMAP_PORT, SUBMISSION_PORT, SUBMISSION_STARTTLS_PORT, SIEVE_PORT = 993, 465, 587, 4190

# Service and port; 0 says that there is none, which keeps programs from guessing.
_SERVICES = (
    ("_imaps", IMAP_PORT),
    ("_submissions", SUBMISSION_PORT),
    ("_submission", SUBMISSION_STARTTLS_PORT),
    ("_sieve", SIEVE_PORT),
    ("_imap", 0),
    ("_pop3s", 0),
    ("_pop3", 0),
)


def services() -> tuple[tuple[str, int], ...]:
    """Return what mail programs look for, and the port; 0 where nobody serves it."""
    return _SERVICES


def dns_records(domain: str, host: str) -> str:
    """Return lines of a zone file: where ``host`` serves ``domain``, and what nobody serves."""
    lines = [
        f"{service}._tcp.{domain}. IN SRV 0 {1 if port else 0} {port} {f'{host}.' if port else '.'}"
        for service, port in _SERVICES
    ]
    return "\n".join(lines) + "\n"


def thunderbird(domain: str, host: str, name: str) -> str:
    """Return the file that Thunderbird looks for; ``name`` is what it calls the service."""
    root = Xml.Element("clientConfig", version="1.1")
    provider = Xml.SubElement(root, "emailProvider", id=domain)
    for tag, text in (("domain", domain), ("displayName", name), ("displayShortName", domain)):
        Xml.SubElement(provider, tag).text = text
    servers = (
        ("incomingServer", "imap", str(IMAP_PORT), "SSL"),
        ("outgoingServer", "smtp", str(SUBMISSION_PORT), "SSL"),
        ("outgoingServer", "smtp", str(SUBMISSION_STARTTLS_PORT), "STARTTLS"),
    )
    for tag, kind, port, protection in servers:
        server = Xml.SubElement(provider, tag, type=kind)
        for inner, text in (
            ("hostname", host),
            ("port", port),
            ("socketType", protection),
            ("username", "%EMAILADDRESS%"),
            ("authentication", "password-cleartext"),  # inside of TLS
        ):
            Xml.SubElement(server, inner).text = text
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def outlook(host: str) -> str:
    """Return the answer to Outlook's Autodiscover; the login is the address, which it knows."""
    schema = "http://schemas.microsoft.com/exchange/autodiscover/"
    root = Xml.Element("Autodiscover", xmlns=f"{schema}responseschema/2006")
    answer = Xml.SubElement(root, "Response", xmlns=f"{schema}outlook/responseschema/2006a")
    account = Xml.SubElement(answer, "Account")
    for tag, text in (("AccountType", "email"), ("Action", "settings")):
        Xml.SubElement(account, tag).text = text
    for kind, port in (("IMAP", IMAP_PORT), ("SMTP", SUBMISSION_PORT)):
        protocol = Xml.SubElement(account, "Protocol")
        for tag, text in (
            ("Type", kind),
            ("Server", host),
            ("Port", str(port)),
            ("DomainRequired", "on"),
            ("SPA", "off"),
            ("SSL", "on"),
            ("Encryption", "SSL"),
            ("AuthRequired", "on"),
        ):
            Xml.SubElement(protocol, tag).text = text
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def apple(domain: str, host: str, name: str) -> str:
    """Return a profile for iPhones, iPads and Macs; they ask for address and password."""

    def payload(kind: str, label: str) -> dict[str, object]:
        identity = f"vn.hopthu.{domain}.{label}"
        return {
            "PayloadType": kind,
            "PayloadVersion": 1,
            "PayloadIdentifier": identity,
            # The same each time, so that a newer profile takes the place of an older one.
            "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_DNS, identity)).upper(),
            "PayloadDisplayName": name,
        }

    account = {
        **payload("com.apple.mail.managed", "mail"),
        "EmailAccountType": "EmailTypeIMAP",
        "EmailAccountDescription": name,
        "IncomingMailServerAuthentication": "EmailAuthPassword",
        "IncomingMailServerHostName": host,
        "IncomingMailServerPortNumber": IMAP_PORT,
        "IncomingMailServerUseSSL": True,
        "OutgoingMailServerAuthentication": "EmailAuthPassword",
        "OutgoingMailServerHostName": host,
        "OutgoingMailServerPortNumber": SUBMISSION_PORT,
        "OutgoingMailServerUseSSL": True,
        "OutgoingPasswordSameAsIncomingPassword": True,
    }
    profile = {**payload("Configuration", "profile"), "PayloadContent": [account]}
    return plistlib.dumps(profile).decode()
