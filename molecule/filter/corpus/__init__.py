"""Office mail as it is: letters that a filter has to let through, the same each time."""
