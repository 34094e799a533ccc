"""A list of agencies in any spreadsheet: name, kind and parent, read as forms are."""

from __future__ import annotations

from .read import read_agencies

__all__ = ["read_agencies"]
