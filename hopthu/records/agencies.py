"""What agencies are called: the service, and the unit of the reference tree."""

from __future__ import annotations

from . import reference
from .service import shipped_service


def name_of(unit: reference.FormerProvince | reference.District) -> str:
    """Return the name of a unit's agency: ``Thi hành án dân sự huyện Bình Sơn``."""
    return f"{shipped_service().name} {unit.full_name}"
