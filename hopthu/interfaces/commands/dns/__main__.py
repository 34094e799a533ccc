"""``scripts/dns``: every line that a mail domain needs in the DNS, and where its zone differs."""

from __future__ import annotations

import sys
from pathlib import Path

from hopthu.ci.steps.zone import domain_of
from hopthu.servers.zone import words
from hopthu.servers.zone.asking import Asker, NameServer
from hopthu.servers.zone.compare import differences
from hopthu.servers.zone.needed import Domain, mta_sts, needed, unsaid

from ..cli import run
from ..helping import Parser


def show(domain: Domain) -> int:
    """Print the lines, those for one purpose together, and what is not known."""
    purpose = None
    for line in needed(domain):
        if line.purpose != purpose:
            purpose = line.purpose
            sys.stdout.write(f"; {purpose.render()}\n")
        sys.stdout.write(f"{line}\n")
        if line.name.startswith("_mta-sts."):
            for row in mta_sts(domain).splitlines():
                sys.stdout.write(f";   mta-sts.txt: {row}\n")
    for host, text in unsaid(domain):
        sys.stdout.write(text.render({"host": host}) + "\n")
    return 0


def check(domain: Domain, server: NameServer | None) -> int:
    """Print every difference with its remedy; 1 if there is one."""
    lines = list(needed(domain))
    found = list(differences(lines, Asker(server)))
    for problem in found:
        sys.stdout.write(problem.render() + "\n")
    for host, text in unsaid(domain):
        sys.stdout.write(text.render({"host": host}) + "\n")
    values = {"domain": domain.name, "n": len(found) or len(lines)}
    sys.stdout.write((words.FOUND if found else words.WELL).render(values) + "\n")
    return 1 if found else 0


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/dns")
    parser.add_argument("environment", type=Path, metavar="ENVIRONMENT",
                        help="whose domain: inventory/moj")  # fmt: skip
    parser.add_argument("--check", action="store_true",
                        help="ask the zone's own servers, and name every difference")  # fmt: skip
    parser.add_argument("--server", metavar="ADDRESS[#PORT]",
                        help="ask this name server instead")  # fmt: skip
    given = parser.parse_args()

    def command() -> int:
        server = NameServer.of(given.server) if given.server else None
        domain = domain_of(given.environment)
        return check(domain, server) if given.check else show(domain)

    return run(command)


if __name__ == "__main__":
    sys.exit(main())
