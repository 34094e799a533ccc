"""Lines of a zone file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.tokenizer
import dns.zonefile
from dns.rdtypes.ANY.TXT import TXT

from hopthu.text.errors import HopthuError, Place
from hopthu.text.language import Text

from . import messages

_MOST = 255  # octets of one text in a TXT record


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One record: full name, type, its data as zone files have it (of TXT the text alone).

    ``instead``: addresses that do in place of a CNAME.
    """

    name: str
    kind: str
    data: str
    purpose: Text
    instead: tuple[str, ...] = ()

    def __str__(self) -> str:
        data = quoted(self.data) if self.kind == "TXT" else self.data
        return f"{self.name}. IN {self.kind} {data}"

    @property
    def comparable(self) -> str:
        """The data in the form in which equal records are equal text."""
        return self.data if self.kind == "TXT" else plain(self.kind, self.data)


def quoted(text: str) -> str:
    """Return the data of a TXT record, in as many parts as it needs."""
    escaped = (text[at : at + _MOST] for at in range(0, len(text), _MOST))
    return " ".join('"{}"'.format(p.replace("\\", "\\\\").replace('"', '\\"')) for p in escaped)


def plain(kind: str, data: str) -> str:
    """Return data in one form: names whole and small, numbers without zeros before them."""
    rdata = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.from_text(kind), data)
    return shown(rdata)


def shown(rdata: dns.rdata.Rdata) -> str:
    """Return what a server answered in that form, of TXT the text."""
    if isinstance(rdata, TXT):
        return b"".join(rdata.strings).decode("utf-8", "replace")
    return str(rdata.to_text()).lower()


def read_keys(folder: Path, domain: str, purpose: Text) -> list[ZoneLine]:
    """Return the records of ``dkim-*.txt``, each a line of a zone; raises HopthuError."""
    found = []
    origin = dns.name.from_text(domain)
    for file in sorted(folder.glob("dkim-*.txt")):
        try:
            rrsets = dns.zonefile.read_rrsets(
                file.read_text(encoding="utf-8"),
                origin=origin,
                relativize=False,
                rdclass=None,
                default_ttl=3600,
            )
        except (OSError, UnicodeDecodeError, dns.exception.DNSException) as error:
            place = Place(str(file))
            raise HopthuError.of(messages.BAD_KEY, place, reason=str(error)) from error
        for rrset in rrsets:
            name = rrset.name.to_text(omit_final_dot=True).lower()
            kind = dns.rdatatype.to_text(rrset.rdtype)
            found += [ZoneLine(name, kind, shown(rdata), purpose) for rdata in rrset]
    return found
