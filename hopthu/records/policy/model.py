"""The policy as a whole: its keys, and how each is read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from hopthu.text.errors import HopthuError, Place

from ..handover_terms import Terms
from ..kinds import AgencyKinds, shipped_kinds
from ..reference import begins_with, leading_posts
from . import messages
from .hosts import ONE_HOST, MailHosts, read_mail_hosts
from .kinds import read_kinds
from .lists import ListPolicy, read_lists
from .quota_classes import QuotaRules
from .quotas import read_quotas
from .reader import Limit, PolicyReader
from .rollout import Rollout, read_rollout

FULL, INITIALS = ADDRESS_FORMS = ("full", "initials")
BY_NUMBER, BY_PROVINCE = HOMONYMS = ("number", "province")
SCOPES = ("agency", "province", "run")
KEPT = ("staff", "leader", "address", "agency")
LIMITED = ("suspend", "retire", "readdress", "shrink", "unalias", "close", "rename")
MASKABLE = ("address", "name", "telephone", "title")


@dataclass(frozen=True, slots=True)
class Policy:
    """Domain, address rules, protected names, quotas, lists, phases; limits by operation and scope.

    ``time_zone``: where the days of the records, and of plans, begin and end.
    ``titles``: those that empty forms offer, if the policy says any; ``leaders``: what titles of
    heads and deputies begin with.
    ``kinds``: those of agencies, from the top of the tree down.
    ``masked``: what of people's data the documents for a pull request hide (of ``MASKABLE``).
    """

    domain: str
    time_zone: ZoneInfo
    province_parent: str
    address_form: str
    homonyms: str
    shortest_wish: int
    max_length: int
    agency_prefix: str
    reserved: frozenset[str]
    protected: frozenset[str]
    keep_months: Mapping[str, int]
    limits: Mapping[str, Mapping[str, Limit]]
    smallest_source: float
    masked: frozenset[str]
    handover: Terms
    quotas: QuotaRules
    lists: ListPolicy
    rollout: Rollout
    mail_hosts: MailHosts = ONE_HOST
    titles: tuple[str, ...] = ()
    leaders: tuple[str, ...] = leading_posts()
    kinds: AgencyKinds = field(default_factory=shipped_kinds)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], place: Place | None = None) -> Policy:
        """Check the mapping ``hopthu_policy``; raises HopthuError naming every wrong key."""
        reader = PolicyReader(data)
        policy = cls.read(reader)
        problems = list(reader.problems(place or Place()))
        if problems:
            raise HopthuError(problems)
        return policy

    @classmethod
    def read(cls, reader: PolicyReader) -> Policy:
        """The policy as a reader finds it, which remembers all that is wrong."""
        domain, zone = reader.get("domain", str), reader.zone("time_zone")
        kinds = read_kinds(reader)  # quotas and phases name them
        return cls(
            domain=domain,
            time_zone=zone,
            kinds=kinds,
            province_parent=reader.get("province_parent", str),
            address_form=reader.choice("addresses.form", ADDRESS_FORMS),
            homonyms=reader.choice("addresses.homonyms", HOMONYMS),
            shortest_wish=reader.get("addresses.shortest_wish", int),
            max_length=reader.get("addresses.max_length", int),
            agency_prefix=reader.get("addresses.agency_prefix", str),
            reserved=frozenset(reader.names("addresses.reserved")),
            protected=frozenset(reader.names("protected")),
            keep_months={kind: reader.get(f"keep_months.{kind}", int) for kind in KEPT},
            limits={
                operation: {scope: reader.limit(f"limits.{operation}.{scope}") for scope in SCOPES}
                for operation in LIMITED
            },
            smallest_source=reader.get("limits.smallest_source", (int, float)),
            masked=frozenset(reader.names("review.masked", MASKABLE)),
            handover=Terms(
                recovery_key=reader.key("handover.recovery_key"),
                days=reader.positive("passwords.first_valid_days"),
                shortest=reader.positive("passwords.shortest"),
                remembered=reader.positive("passwords.remembered"),
                webmail=reader.get("handover.webmail", str),
                help=reader.get("handover.help", str),
            ),
            quotas=read_quotas(reader, kinds),
            lists=read_lists(reader),
            mail_hosts=read_mail_hosts(reader),
            rollout=read_rollout(reader, kinds),
            titles=reader.names("titles") if reader.has("titles") else (),
            leaders=reader.names("leaders") if reader.has("leaders") else leading_posts(),
        )

    def is_leader(self, title: str) -> bool:
        """Whether a title is that of a head or a deputy of an agency: ``Phó Chi cục trưởng``.

        Of several posts each counts, and so does one that is held for the time being.
        """
        return begins_with(title, self.leaders)

    def today(self) -> datetime.date:
        """The day that it is where the ministry is, whatever clock the machine goes by."""
        return datetime.datetime.now(self.time_zone).date()

    @classmethod
    def of_environment(cls, root: Path) -> Policy:
        """Read the policy that the environment ``root`` (``inventory/lab``) links to."""
        path = root / "group_vars" / "all" / "policy.yml"
        place = Place(str(path))
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError, ValueError) as error:  # ValueError: no UTF-8, no such day
            raise HopthuError.of(messages.UNREADABLE, place, reason=error) from error
        mapping = data.get("hopthu_policy") if isinstance(data, dict) else None
        return cls.from_mapping(mapping if isinstance(mapping, dict) else {}, place)
