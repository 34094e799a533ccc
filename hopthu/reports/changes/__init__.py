"""Changes as documents: previews before they are applied, and what became of each record."""
