"""Changes that are declared: people move, are renamed, leave; agencies are reorganised; undo.

Offers :func:`~.apply.try_change` on a draft of the inventory, and the history that is left. It
knows no LDAP and no office file.
"""
