"""Which lines a mail domain needs, by what its environment says of its hosts."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hopthu.text.language import Text

from ..mail.client_settings import services
from . import words
from .lines import ZoneLine


@dataclass(frozen=True, slots=True)
class Machine:
    """A host by its full name; ``addresses`` are those that the world reaches it by."""

    name: str
    addresses: tuple[str, ...] = ()
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known of a domain; ``keys`` are its DKIM records, ``caa`` who issues certificates."""

    name: str
    mail: tuple[Machine, ...]
    web: tuple[Machine, ...] = ()
    keys: tuple[ZoneLine, ...] = ()
    caa: str = ""
    reports: str = field(default="postmaster")

    @property
    def hosts(self) -> tuple[Machine, ...]:
        """All hosts, each once."""
        return tuple({host.name: host for host in (*self.mail, *self.web)}.values())


def needed(domain: Domain) -> Iterator[ZoneLine]:
    """Yield every line, those for one purpose together."""
    name, to = domain.name, f"mailto:{domain.reports}@{domain.name}"
    for host in domain.mail:
        yield ZoneLine(name, "MX", f"10 {host.name}.", words.MX)
    yield from _addresses(domain)
    yield ZoneLine(name, "TXT", "v=spf1 mx -all", words.SPF)
    for host in domain.mail:
        # What a host calls itself when it speaks for nobody (notices of failure).
        yield ZoneLine(host.name, "TXT", "v=spf1 a -all", words.SPF)
    yield from domain.keys
    yield ZoneLine(f"_dmarc.{name}", "TXT", f"v=DMARC1; p=quarantine; rua={to}", words.DMARC)
    yield from _over_tls(domain, to)
    for service, port in services():
        targets = [f"{host.name}." for host in domain.mail] if port else ["."]
        for target in targets:
            data = f"0 {1 if port else 0} {port} {target}"
            yield ZoneLine(f"{service}._tcp.{name}", "SRV", data, words.SRV)
    for web in domain.web[:1]:
        for label in ("autoconfig", "autodiscover"):
            yield _alias(f"{label}.{name}", web, words.PROGRAMS)
    if domain.caa:
        for host in domain.hosts:
            yield ZoneLine(host.name, "CAA", f'0 issue "{domain.caa}"', words.CAA)


def unsaid(domain: Domain) -> Iterator[tuple[str, Text]]:
    """Yield what the environment does not say: of which host, and what to do."""
    if not domain.mail:
        yield domain.name, words.UNSAID_MAIL
    for host in domain.hosts:
        if not host.addresses:
            yield host.name, words.UNSAID_ADDRESS
    for host in domain.mail:
        if not key_hash(host.certificate):
            yield host.name, words.UNSAID_CERTIFICATE
    if not domain.keys:
        yield domain.name, words.UNSAID_DKIM
    if not domain.caa:
        yield domain.name, words.UNSAID_CAA


def mta_sts(domain: Domain) -> str:
    """Return the text of https://mta-sts.DOMAIN/.well-known/mta-sts.txt."""
    hosts = "".join(f"mx: {host.name}\n" for host in domain.mail)
    return f"version: STSv1\nmode: enforce\n{hosts}max_age: 604800\n"


def key_hash(certificate: str) -> str:
    """Return SHA-256 of the public key of a PEM certificate; empty if it cannot be read."""
    try:
        found = x509.load_pem_x509_certificate(Path(certificate).read_bytes())
    except (OSError, ValueError):
        return ""
    key = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(key).hexdigest()


def _addresses(domain: Domain) -> Iterator[ZoneLine]:
    for host in domain.hosts:
        for address in host.addresses:
            kind = "A" if ipaddress.ip_address(address).version == 4 else "AAAA"
            yield ZoneLine(host.name, kind, address, words.ADDRESS)
    for host in domain.mail:
        for address in host.addresses:
            back = ipaddress.ip_address(address).reverse_pointer
            yield ZoneLine(back, "PTR", f"{host.name}.", words.PTR)


def _over_tls(domain: Domain, to: str) -> Iterator[ZoneLine]:
    for web in domain.web[:1]:
        version = hashlib.sha256(mta_sts(domain).encode()).hexdigest()[:20]
        yield ZoneLine(f"_mta-sts.{domain.name}", "TXT", f"v=STSv1; id={version}", words.MTA_STS)
        yield _alias(f"mta-sts.{domain.name}", web, words.MTA_STS)
    yield ZoneLine(f"_smtp._tls.{domain.name}", "TXT", f"v=TLSRPTv1; rua={to}", words.TLS_RPT)
    for host in domain.mail:
        if hashed := key_hash(host.certificate):
            yield ZoneLine(f"_25._tcp.{host.name}", "TLSA", f"3 1 1 {hashed}", words.TLSA)


def _alias(name: str, web: Machine, purpose: Text) -> ZoneLine:
    return ZoneLine(name, "CNAME", f"{web.name}.", purpose, web.addresses)
