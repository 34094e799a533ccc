"""A catalogue: the agencies of a service on a day, in folders of provinces, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hopthu.files.data import load
from hopthu.text.language import Text

from ..kinds import AgencyKinds, kind_from, shipped_records
from ..model import Agency
from ..reference import FormerProvince, districts, provinces, provinces_of_2025

CATALOGUES = ("thads-2008", "thads-2025", "example")
CENTRE = "trung_uong"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of ``provinces/``: its agencies, those above first; ``notes`` are comment lines."""

    name: str
    agencies: tuple[Agency, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyCatalogue:
    """``folders``: the centre first. ``words``: what the templates of files name.

    ``kinds`` are those of its agencies.
    """

    title: Text
    domain: str
    folders: tuple[Folder, ...]
    words: Mapping[str, Any]
    kinds: AgencyKinds

    @property
    def parent(self) -> str:
        """The agency that those of the provinces hang from: the lowest of the centre."""
        return self.folders[0].agencies[-1].id


def catalogue(name: str) -> AgencyCatalogue:
    """One of :data:`CATALOGUES`."""
    data = {"kinds": shipped_records(), **load(__package__, f"{name}.yml")}
    kinds = AgencyKinds(tuple(map(kind_from, data["kinds"])))
    centre = Folder(CENTRE, tuple(Agency(**record) for record in data["centre"]))
    parent = centre.agencies[-1].id
    if "provinces" in data:
        made = data["provinces"]
        folders = tuple(_provinces(made, parent, data.get("to_add", ())))
    else:
        folders = tuple(
            Folder(folder, tuple(_listed(records, parent)))
            for folder, records in data["agencies"].items()
        )
    return AgencyCatalogue(Text(*data["title"]), data["domain"], (centre, *folders), data, kinds)


def list_alone() -> AgencyCatalogue:
    """What an environment has that is made of a list alone: the shipped kinds, and no agencies.

    Its other words are those of the invented ministry.
    """
    base = catalogue("example")
    kinds = shipped_records()
    words = {**base.words, "kinds": kinds, **load(__package__, "list.yml")}
    return replace(base, folders=(), words=words, kinds=AgencyKinds(tuple(map(kind_from, kinds))))


def _listed(records: Sequence[dict[str, Any]], parent: str) -> Iterator[Agency]:
    """Agencies whose ids tell what each hangs from."""
    for record in records:
        above = record["id"].rpartition(".")[0]
        yield Agency(**record, parent=above or parent)


def _provinces(made: Mapping[str, Any], parent: str, notes: Sequence[str]) -> Iterator[Folder]:
    units = provinces().values() if made["of"] == 2008 else provinces_of_2025()
    for unit in units:
        own = Agency(
            id=unit.id,
            name=made["name"].format(unit=unit.full_name),
            kind=made["kind"],
            parent=parent,
            code=unit.code,
        )
        below = tuple(_districts(unit, **made["districts"])) if "districts" in made else ()
        values = {"id": unit.id, "name": unit.name, "plain": unit.id.replace("-", "")}
        told = tuple(line.format(**values) for line in notes)
        yield Folder(unit.id.replace("-", "_"), (own, *below), told)


def _districts(province: FormerProvince, name: str, kind: str) -> Iterator[Agency]:
    for unit in districts(province.code):
        yield Agency(
            id=unit.id,
            name=name.format(unit=unit.full_name),
            kind=kind,
            parent=province.id,
            code=unit.code,
        )


def arranged(
    folders: Sequence[Folder], agencies: Iterable[Agency], kinds: AgencyKinds
) -> tuple[Folder, ...]:
    """The folders with more agencies, of which those above come first.

    Those of the kinds of the centre are the centre's; what hangs from those has a folder of its
    own, and what hangs from that is in the same.
    """
    found = {folder.name: folder for folder in folders}
    found.setdefault(CENTRE, Folder(CENTRE, ()))
    home = {agency.id: folder.name for folder in folders for agency in folder.agencies}
    for agency in agencies:
        above = home.get(agency.parent, CENTRE)
        if agency.kind in kinds.centre:
            name = CENTRE
        else:
            name = agency.id.replace("-", "_").replace(".", "_") if above == CENTRE else above
        home[agency.id] = name
        folder = found.get(name, Folder(name, ()))
        # What was to be added there is there now.
        found[name] = replace(folder, agencies=(*folder.agencies, agency), notes=())
    return tuple(found.values())
