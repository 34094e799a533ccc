"""The province that an operator means on the command line, and what its form is called."""

from __future__ import annotations

import difflib

from hopthu.records.reference import FormerProvince, provinces
from hopthu.text.errors import HopthuError
from hopthu.text.names import slug

from ..model import FormKind
from . import messages


def file_name(province: FormerProvince, kind: FormKind) -> str:
    """What the empty form of a province of 2008 is called: ``38_thanh_hoa_mailboxes.xlsx``."""
    stem = f"{province.code}_{province.slug.replace('-', '_')}"
    return f"{stem}_{kind}.xlsx" if kind is FormKind.MAILBOXES else f"{stem}.xlsx"


def province_of(text: str) -> FormerProvince:
    """Return the province with this name, host name, id or code; raises HopthuError."""
    key = slug(text.replace("_", " "))
    for province in provinces().values():
        if key in (province.slug, province.code, slug(province.full_name)):
            return province
    names = {province.slug: province.name for province in provinces().values()}
    close = difflib.get_close_matches(key, names)
    if not close:
        raise HopthuError.of(messages.UNKNOWN, text=text)
    raise HopthuError.of(
        messages.MISTYPED, text=text, choice=", ".join(names[found] for found in close)
    )
