"""Our reports to other domains of what was seen in their name (DMARC aggregate reports, RFC 7489).

rspamd notes every letter whose domain asks for them. Those notes are made of what strangers wrote,
so whatever is not as it has to be is left out, and how much goes to whom is bounded.
"""
