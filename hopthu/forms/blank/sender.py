"""Whom a form is for: a province of the environment, its agencies, and the titles that they use."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from hopthu.records.agencies import name_of
from hopthu.records.model import Agency, Inventory, Province
from hopthu.records.policy import Policy
from hopthu.records.reference import FormerProvince, districts, posts, provinces, ranks
from hopthu.records.service import shipped_service
from hopthu.text.errors import HopthuError
from hopthu.text.names import slug

from ..model import FormKind
from . import messages
from .province import file_name, province_of


@dataclass(frozen=True, slots=True)
class BlankSender:
    """``id`` and ``name`` are of the province's own agency, ``stem`` is what its files begin with.

    ``agencies`` are the names of all there, ``titles`` those that its people may have.
    """

    id: str
    name: str
    title: str
    agencies: tuple[str, ...]
    titles: tuple[str, ...]
    ministry: str
    stem: str

    def file_name(self, kind: FormKind) -> str:
        """What its empty form is called: ``38_thanh_hoa_mailboxes.xlsx``."""
        return f"{self.stem}_{kind}.xlsx" if kind is FormKind.MAILBOXES else f"{self.stem}.xlsx"


def sender_of(text: str, inventory: Inventory, policy: Policy) -> BlankSender:
    """The province of that name, host, id or code; raises HopthuError.

    One that the environment has is as the environment has it. Where all that it has yet are
    provinces of 2008, the others of that day are known too: their agencies come with their forms.
    """
    key = slug(text.replace("_", " "))
    known: dict[str, str] = {}
    for province in inventory.provinces.values():
        own = own_agency(province, inventory)
        if own is None:
            continue
        if key in (slug(province.name.replace("_", " ")), own.code, own.id, slug(own.name),
                   slug(province.title)):  # fmt: skip
            return _of_environment(province, own, inventory, policy)
        known[slug(province.name.replace("_", " "))] = province.title
    if _only_of_2008(inventory):
        return of_reference(province_of(text), titles_of(inventory, policy))
    close = difflib.get_close_matches(key, known)
    if close:
        raise HopthuError.of(
            messages.MISTYPED, text=text, choice=", ".join(known[each] for each in close)
        )
    raise HopthuError.of(messages.NOT_OURS, text=text, known=", ".join(known.values()))


def all_senders(inventory: Inventory, policy: Policy) -> list[BlankSender]:
    """Every province that a form can be for, in the order of their files' names."""
    there = [
        _of_environment(province, own, inventory, policy)
        for province in inventory.provinces.values()
        if (own := own_agency(province, inventory)) is not None
    ]
    if _only_of_2008(inventory):
        ids, titles = {sender.id for sender in there}, titles_of(inventory, policy)
        rest = (province for province in provinces().values() if province.id not in ids)
        there += [of_reference(province, titles) for province in rest]
    return sorted(there, key=lambda sender: sender.stem)


def own_agency(province: Province, inventory: Inventory) -> Agency | None:
    """The first agency of a folder that is not the centre's and has not ended."""
    centre = inventory.kinds.centre
    there = (a for a in province.agencies if not a.ended and a.kind not in centre)
    return next(there, None)


def _of_environment(
    province: Province, own: Agency, inventory: Inventory, policy: Policy
) -> BlankSender:
    centre = inventory.kinds.centre
    there = [a for a in province.agencies if not a.ended and a.kind not in centre]
    names = [agency.name for agency in there]
    if own.id in provinces_2008() and _only_of_2008(inventory):
        # What a form has not named yet is no record, and may still be named.
        ids = {agency.id for agency in province.agencies}
        names += [name_of(u) for u in districts(own.code) if u.id not in ids]
    ministry = next((a.name for a in inventory.ancestors(own.id)), own.name)
    return BlankSender(
        id=own.id,
        name=own.name,
        title=province.title,
        ministry=ministry,
        agencies=tuple(names),
        titles=titles_of(inventory, policy),
        stem=f"{own.code}_{province.name}" if own.code else province.name,
    )


def titles_of(inventory: Inventory, policy: Policy) -> tuple[str, ...]:
    """The policy's, else those of the service in 2008; then those that people have."""
    told = policy.titles or (*posts(), *ranks().values())
    used = (person.title for person in inventory.people() if person.state != "left")
    return tuple(dict.fromkeys((*told, *used)))


def provinces_2008() -> frozenset[str]:
    """The ids of the reference's provinces."""
    return frozenset(province.id for province in provinces().values())


def _only_of_2008(inventory: Inventory) -> bool:
    own = {
        agency.id
        for province in inventory.provinces.values()
        if (agency := own_agency(province, inventory))
    }
    return own <= provinces_2008()


def of_reference(province: FormerProvince, titles: tuple[str, ...] = ()) -> BlankSender:
    """A province of November 2008."""
    agencies = (name_of(province), *map(name_of, districts(province.code)))
    return BlankSender(
        id=province.id,
        name=name_of(province),
        title=province.name,
        ministry=shipped_service().ministry,
        agencies=agencies,
        titles=titles or tuple(dict.fromkeys((*posts(), *ranks().values()))),
        stem=file_name(province, FormKind.STAFF).removesuffix(".xlsx"),
    )
