"""From a reviewed change in git to a plan, an apply of that very plan, and a look at the servers.

Offers the verbs of :mod:`.steps`. It knows records and LDAP only through the others.
"""
