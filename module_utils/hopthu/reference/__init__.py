"""Reference data: the provinces and districts of Viet Nam and the tables of old encodings."""

from __future__ import annotations

from .units import District, Province, districts, province, provinces

__all__ = ["District", "Province", "districts", "province", "provinces"]
