"""Catalogues of agencies and words, as data; an environment begins as a copy of one."""

from __future__ import annotations

from .catalogue import CATALOGUES, AgencyCatalogue, Folder, arranged, catalogue, list_alone
from .environment import ACCOUNTS, Start, files_of

__all__ = [
    "ACCOUNTS",
    "CATALOGUES",
    "AgencyCatalogue",
    "Folder",
    "Start",
    "arranged",
    "catalogue",
    "files_of",
    "list_alone",
]
