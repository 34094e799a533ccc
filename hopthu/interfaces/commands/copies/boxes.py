"""Whose mailbox is meant, on which host it is, and what of a copy is to come back into which."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hopthu.records.model import Agency, Inventory, Person, Province, addresses_of
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Problem

from . import messages, words
from .moments import day, moment, today


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox of the inventory; ``host`` is empty where one host keeps all."""

    owner: str
    address: str
    host: str


def find(who: str, inventory: Inventory, policy: Policy) -> Mailbox:
    """The mailbox of an id or of an address, former ones and aliases too."""
    name = unicodedata.normalize("NFC", who).strip().lower()
    local, _, domain = name.partition("@")
    records: list[tuple[str, Agency | Person]] = [
        (province.name, record)
        for province in inventory.provinces.values()
        for record in _records(province)
    ]
    for province, record in records:
        by_address = domain == policy.domain.lower() and local in addresses_of(record)
        if record.id == name or by_address:
            if not record.mailbox:
                raise HopthuError.of(messages.NO_MAILBOX, who=who)
            host = policy.mail_hosts.of(record.mail_host, province)
            return Mailbox(record.id, f"{record.mailbox}@{policy.domain}", host)
    raise HopthuError.of(messages.WHO_UNKNOWN, who=who)


def _records(province: Province) -> list[Agency | Person]:
    return [*province.agencies, *province.people]


def asked(options: Any, inventory: Inventory, policy: Policy) -> tuple[Mailbox, Mapping[str, Any]]:
    """What the host is told to bring back; HopthuError with everything that is wrong in it."""
    problems: list[Problem] = []

    def sound(tell: Any, *arguments: Any) -> Any:
        try:
            return tell(*arguments)
        except HopthuError as error:
            problems.extend(error.problems)
            return None

    box = sound(find, options.who, inventory, policy)
    target = sound(find, options.to, inventory, policy) if options.to else box
    told = {
        "at": sound(moment, options.at),
        "below": "" if options.in_place else sound(_folder, options.below or _default()),
        "wanted": {
            "folder": sound(_folder, options.folder) if options.folder else "",
            "sender": options.sender,
            "subject": options.subject,
            "day": sound(day, options.day),
        },
        "who": options.by,
        "check": not options.apply,
        "expunged": options.deleted,
    }
    if problems:
        raise HopthuError(problems)
    return target, {"owner": box.owner, "address": target.address, **told}


def _default() -> str:
    return words.BELOW.render({"day": today()})


def _folder(name: str) -> str:
    parts = unicodedata.normalize("NFC", name).split("/")
    odd = any(not part.strip() or part.strip(".") == "" or part != part.strip() for part in parts)
    if odd or not name.isprintable() or len(name) > 200 or any(c in name for c in "*%\\~"):
        raise HopthuError.of(messages.BAD_FOLDER, folder=name)
    return "/".join(parts)
