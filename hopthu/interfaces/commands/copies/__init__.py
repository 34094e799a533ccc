"""Copies of the servers, as an operator meets them: what there is, and how it comes back."""
