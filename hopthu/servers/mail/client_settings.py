"""How mail programs find the servers: DNS records (RFC 6186, 8314, 5804) and Thunderbird's file."""

from __future__ import annotations

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
