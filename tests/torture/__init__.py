"""``scripts/torture``: whatever writes is killed at every moment, and must end as if it was not."""
