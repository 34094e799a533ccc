"""The board of the rollout: who has a mailbox, who uses it, who is late, what comes next.

Facts (:mod:`.history`, :mod:`.accounts`, :mod:`.units`) know git, LDAP and the inventory;
:mod:`.make` makes one :class:`~.board.Board` of them; the renderers know that alone.
"""
