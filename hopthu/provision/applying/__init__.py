"""A plan on its way: transactions, what is left on the disk, what became of it."""
