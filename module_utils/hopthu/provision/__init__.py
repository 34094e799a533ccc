"""From the inventory and the directory to plans, and from plans to what was done."""
