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
    province = form.province
    place = Place(form.called, form.sheet)
    if province.id not in known:
        yield Agency(
            id=province.id,
            name=name_of(province),
            kind=policy.kinds.own_of_province,
            parent=policy.province_parent,
            code=province.code,
            mailbox=mailbox_of(province.id),
            place=place,
        )
    named = {row.agency_id for row in form.rows}
    for district in reference.districts(province.code):
        if district.id in named and district.id not in known:
            yield Agency(
                id=district.id,
                name=name_of(district),
                kind=policy.kinds.own_of_district,
                parent=province.id,
                code=district.code,
                mailbox=mailbox_of(district.id),
                place=place,
            )
