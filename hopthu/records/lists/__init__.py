"""Mailing lists: those of the tree, those of roles and those made by hand, and what they must be.

The id of a list of the tree is its kind and its agency: ``officers.thanh-hoa.bim-son``.
"""

from .catalogue import Catalogue
from .check import check_lists

__all__ = ["Catalogue", "check_lists"]
