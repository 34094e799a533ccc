"""The agencies that a form names, as records; names and codes come from the reference tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import reference
from ..intake.model import Form
from ..inventory.model import Agency
from ..policy import Policy
from .allocate import Allocator

_SERVICE = "Thi hành án dân sự"


def agencies_of(
    form: Form, policy: Policy, allocator: Allocator, known: Mapping[str, Agency]
) -> Iterator[Agency]:
    """Yield the agencies of the form that ``known`` lacks: the province's first, then by code."""
    province = form.province
    if province.id not in known:
        yield Agency(
            id=province.id,
            name=f"{_SERVICE} {province.full_name}",
            kind="province",
            parent=policy.province_parent,
            code=province.code,
            mailbox=allocator.agency_mailbox(province.id),
        )
    named = {row.agency_id for row in form.rows}
    for district in reference.districts(province.code):
        if district.id in named and district.id not in known:
            yield Agency(
                id=district.id,
                name=f"{_SERVICE} {district.full_name}",
                kind="district",
                parent=province.id,
                code=district.code,
                mailbox=allocator.agency_mailbox(district.id),
            )
