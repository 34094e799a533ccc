"""The scenario's servers, as their clients and their administrator meet them."""

from __future__ import annotations

from scenario import post, server

__all__ = ["post", "server"]
