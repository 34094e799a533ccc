"""Whether the servers of the domain's zone say what its mail needs, by what the inventory says."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hopthu.records.policy import Policy
from hopthu.servers.zone import messages
from hopthu.servers.zone import words as zone_words
from hopthu.servers.zone.asking import Asker, NameServer
from hopthu.servers.zone.compare import differences
from hopthu.servers.zone.lines import read_keys
from hopthu.servers.zone.needed import Domain, Machine, needed
from hopthu.text.errors import HopthuError, Problem

from ..runs import ansible_view
from ..runs.environment import Environment
from . import words

# What the inventory says where a domain's zone is not to be compared.
NOT_ASKED = "none"


@dataclass(frozen=True, slots=True)
class ZoneFound:
    """What a domain's zone says of the ``needed`` lines.

    ``problems`` are its differences; ``unanswered``: what nobody could be asked, which is told and
    is no difference.
    """

    domain: str
    needed: int = 0
    problems: tuple[Problem, ...] = ()
    unanswered: tuple[Problem, ...] = field(default=())

    @property
    def differs(self) -> bool:
        """Whether a line is known not to be as it should be."""
        return bool(self.problems)

    def lines(self) -> Iterator[str]:
        """What was found, for people, each difference with its remedy."""
        values: dict[str, object] = {"domain": self.domain, "n": self.needed}
        if not self.problems and not self.unanswered:
            yield words.ZONE_RIGHT.render(values)
        for problem in self.problems:
            yield problem.render()
        if self.unanswered:
            values |= {"n": len(self.unanswered), "first": self.unanswered[0].wrong()}
            yield words.ZONE_UNANSWERED.render(values)

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "domain": self.domain,
            "needed": self.needed,
            "problems": [each.data() for each in self.problems],
            "unanswered": [each.data() for each in self.unanswered],
        }


def check_zone(environment: Environment, root: Path) -> ZoneFound | None:
    """Compare the domain's zone; None where the environment has no mail hosts, or wants it not.

    A name server that is silent is a result. What is wrong in the environment's own files, too.
    """
    server = environment.value_of_all(ansible_view.ZONE_SERVER)
    if server == NOT_ASKED or not environment.group("mail_servers"):
        return None
    try:
        domain = domain_of(root, environment)
        lines = list(needed(domain))
        asker = Asker(NameServer.of(server) if server else None)
        found = list(differences(lines, asker))
    except HopthuError as error:
        return ZoneFound(Policy.of_environment(root).domain, problems=error.problems)
    silent = [each for each in found if each.message == messages.NO_ANSWER]
    wrong = tuple(each for each in found if each not in silent)
    return ZoneFound(domain.name, len(lines), wrong, tuple(silent))


def domain_of(root: Path, environment: Environment | None = None) -> Domain:
    """Return what an environment says of its domain; raises HopthuError."""
    policy = Policy.of_environment(root)
    environment = environment or Environment.read(root)
    hosts = environment.group("mail_servers")
    mail = tuple(
        Machine(
            environment.of_server(host, ansible_view.MAIL_HOSTNAME) or host,
            _addresses(environment, host, ansible_view.MAIL_ADDRESSES),
            _certificate(environment, host),
        )
        for host in hosts
    )
    caa = [environment.of_server(host, ansible_view.MAIL_CAA) for host in hosts]
    return Domain(
        policy.domain,
        mail,
        tuple(_web(environment, policy)),
        tuple(read_keys(root / "dns", policy.domain, zone_words.DKIM)),
        next(filter(None, caa), ""),
    )


def _certificate(environment: Environment, host: str) -> str:
    """The file of a host's certificate; empty where the host has another one, of its own making."""
    if environment.of_server(host, ansible_view.RENEWED) == "True":
        return ""
    return environment.of_server(host, "hopthu_tls_certificate")


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
