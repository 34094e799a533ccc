"""Changes as documents: previews before they are applied, who has which address, the log."""
