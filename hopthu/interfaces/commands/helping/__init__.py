"""How every command tells what it does, in the operator's language, and refuses a wrong line."""

from __future__ import annotations

from .parser import Parser

__all__ = ["Parser"]
