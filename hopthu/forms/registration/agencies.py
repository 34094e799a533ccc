"""The agencies that a form names, as records; names and codes come from the reference tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hopthu.records import reference
from hopthu.records.agencies import name_of
from hopthu.records.model import Agency
from hopthu.records.policy import Policy
from hopthu.text.errors import Place

from ..model import Form


def agencies_of(
    form: Form, policy: Policy, mailbox_of: Callable[[str], str], known: Mapping[str, Agency]
) -> Iterator[Agency]:
    """Yield the agencies of the form that ``known`` lacks: the province's first, then by code.

    ``policy`` says what provinces hang from, and the kinds; ``mailbox_of`` allocates by the
    agency's id.
    """
    province, kinds = form.province, policy.kinds

    def made(unit: reference.FormerProvince | reference.District, kind: str, parent: str) -> Agency:
        return Agency(
            id=unit.id,
            name=name_of(unit),
            kind=kind,
            parent=parent,
            code=unit.code,
            mailbox=mailbox_of(unit.id),
            place=Place(form.called, form.sheet),
        )

    if province.id not in known:
        yield made(province, kinds.own_of_province, policy.province_parent)
    named = {row.agency_id for row in form.rows}
    for district in reference.districts(province.code):
        if district.id in named and district.id not in known:
            yield made(district, kinds.own_of_district, province.id)
