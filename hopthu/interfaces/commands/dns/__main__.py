"""``scripts/dns``: every line that a mail domain needs in the DNS, and where its zone differs."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from hopthu.ci.runs import ansible_view
from hopthu.ci.runs.environment import Environment
from hopthu.records.policy import Policy
from hopthu.servers.zone import words
from hopthu.servers.zone.asking import Asker, NameServer
from hopthu.servers.zone.compare import differences
from hopthu.servers.zone.lines import read_keys
from hopthu.servers.zone.needed import Domain, Machine, mta_sts, needed, unsaid

from ..cli import run
from ..helping import Parser


def domain_of(root: Path) -> Domain:
    """Return what an environment says of its domain; raises HopthuError."""
    policy = Policy.of_environment(root)
    environment = Environment.read(root)
    mail = tuple(
        Machine(
            environment.of_server(host, ansible_view.MAIL_HOSTNAME) or host,
            _addresses(environment, host, ansible_view.MAIL_ADDRESSES),
            environment.of_server(host, "hopthu_tls_certificate"),
        )
        for host in environment.group("mail_servers")
    )
    caa = [
        environment.of_server(h, ansible_view.MAIL_CAA) for h in environment.group("mail_servers")
    ]
    return Domain(
        policy.domain,
        mail,
        tuple(_web(environment, policy)),
        tuple(read_keys(root / "dns", policy.domain, words.DKIM)),
        next(filter(None, caa), ""),
    )


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


def _web(environment: Environment, policy: Policy) -> Iterator[Machine]:
    for host in environment.group("web_servers"):
        said = environment.of_server(host, ansible_view.WEB_HOSTNAME)
        name = said or urlsplit(policy.handover.webmail).hostname or host
        yield Machine(name, _addresses(environment, host, ansible_view.WEB_ADDRESSES))


def _addresses(environment: Environment, host: str, name: str) -> tuple[str, ...]:
    """The addresses that are said, else the one that Ansible uses."""
    said = environment.of_server(host, name).split()
    found = []
    for each in said or [environment.of_server(host, "ansible_host") or host]:
        try:
            found.append(str(ipaddress.ip_address(each)))
        except ValueError:
            continue  # a name: the world's address is not known
    return tuple(found)


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
