"""From the checked rows of a form to records of the inventory: recognised, or new."""
