"""The lines that a mail domain needs in the DNS, and what its zone's servers say of them."""
