"""Registration forms: office files in, records and answers out, empty forms to fill in.

Offers :func:`read_form`, :mod:`.registration` (rows become records), :mod:`.answer` (what goes
back) and :mod:`.blank`. Only here office files, fonts and old encodings are known; it knows no
directory.
"""

from __future__ import annotations

from .form import read_form
from .model import Form
from .rows.person import Row

__all__ = ["Form", "Row", "read_form"]
