"""``scripts/dns``: what a mail domain needs in the DNS, and where its zone differs."""
