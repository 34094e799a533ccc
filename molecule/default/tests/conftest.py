"""The scenario's servers, as their clients and their administrator meet them."""

from __future__ import annotations

from scenario import post, server

from .test_hosts_bans import two_strangers

__all__ = ["post", "server", "two_strangers"]
