"""A bundle: slips of people of one province as PDF and JSON, and a list to sign, sealed with age.

Sealed with what everybody has: ``age -d -i KEY BUNDLE > slips.zip`` opens it without hopthu.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hopthu.records.handover_keys import recipient
from hopthu.text.errors import HopthuError, Place

from . import messages
from .sheets import slips_pdf
from .signing import signing_pdf
from .slip import Guidance, Slip

SUFFIX = ".age"
LIST, SHEETS, SIGNING = "slips.json", "slips.pdf", "danh-sach-ky-nhan.pdf"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """``name`` is the file's; ``title`` is what people call the province."""

    name: str
    province: str
    title: str
    slips: tuple[Slip, ...]
    guidance: Guidance


def seal(bundle: Bundle, keys: Sequence[str]) -> bytes:
    """Return the bundle, readable to the holder of any one of ``keys`` and to nobody else."""
    import pyrage

    try:
        return pyrage.encrypt(_zipped(bundle), [recipient(key) for key in keys])
    except (pyrage.EncryptError, ValueError) as error:
        raise HopthuError.of(messages.NOT_SEALED, Place(bundle.name), reason=error) from error


def _zipped(bundle: Bundle) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LIST, json.dumps(_listed(bundle), ensure_ascii=False, indent=1))
        sheets = slips_pdf(bundle.title, bundle.name, bundle.slips, bundle.guidance)
        signing = signing_pdf(bundle.title, bundle.name, bundle.slips)
        for name, pdf in ((SHEETS, sheets), (SIGNING, signing)):
            archive.writestr(zipfile.ZipInfo(name), pdf)  # as it is: its streams are compressed
    return memory.getvalue()


def _listed(bundle: Bundle) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "bundle": bundle.name,
        "province": bundle.province,
        "title": bundle.title,
        **asdict(bundle.guidance),
        "slips": [asdict(slip) for slip in bundle.slips],
    }
