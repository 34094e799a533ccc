"""How people and agencies change: declared in change files, applied to the inventory, undone."""
