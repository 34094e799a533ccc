"""Others' reports about letters that bore our domain (DMARC aggregate reports, RFC 7489).

They are letters of strangers: what is read of them is bounded, and nothing in them is followed.
"""
