"""Intake: from a province's office file to checked rows. Only this package knows office files."""

from __future__ import annotations

from .form import read_form
from .model import Form, Row

__all__ = ["Form", "Row", "read_form"]
