"""Two hosts that were bare, with the clients of the scenario default."""

from __future__ import annotations

from scenario import post, server

__all__ = ["post", "server"]
