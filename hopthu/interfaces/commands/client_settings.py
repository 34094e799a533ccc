"""``scripts/client-settings``: what makes mail programs find the servers by the address alone."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.mail.client_settings import apple, dns_records, outlook, thunderbird
from hopthu.text.errors import HopthuError

from . import messages
from .cli import run
from .helping import Parser
from .helping.options import add_environment

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")


def client_settings(kind: str, host: str, root: Path) -> int:
    """Print the records or the file for ``host``; raises HopthuError where that is no host."""
    name = host.lower().removesuffix(".")
    if not _HOST.fullmatch(name):
        raise HopthuError.of(messages.BAD_HOST, host=host)
    policy = Policy.of_environment(root)
    if kind == "dns":
        sys.stdout.write(dns_records(policy.domain, name))
        return 0
    if kind == "outlook":
        sys.stdout.write(outlook(name))
        return 0
    title = read_inventory(root, policy).top() or policy.domain
    write = apple if kind == "apple" else thunderbird
    sys.stdout.write(write(policy.domain, name, title))
    return 0


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/client-settings")
    parser.add_argument("kind", choices=("dns", "thunderbird", "outlook", "apple"),
                        metavar="dns|thunderbird|outlook|apple",
                        help="what mail programs look for in the zone (all of it: scripts/dns); or "
                        "the file at https://autoconfig.DOMAIN/mail/config-v1.1.xml, the answer at "
                        "/autodiscover/autodiscover.xml, a profile for iPhones")  # fmt: skip
    parser.add_argument("--host", required=True, help="the mail server's name: mail.moj.gov.vn")
    add_environment(parser, "whose domain (default: inventory/lab)")
    given = parser.parse_args()
    return run(lambda: client_settings(given.kind, given.host, given.into))


if __name__ == "__main__":
    sys.exit(main())
