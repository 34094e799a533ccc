"""Learns from what people move into and out of Junk.

Dovecot's Sieve brings the letters, rspamd gets them. Who moves a letter waits for neither: it is
taken into a folder of the service's own and learned afterwards, as soon as rspamd is there.
"""
