"""``scripts/mutants``: one small fault at a time is put into the code, and tests must notice."""
