"""``scripts/environment``: make an environment, and tell what one still lacks."""
