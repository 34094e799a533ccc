"""Copies of this host's mailboxes at another mail host, kept in rounds, and taken up there.

A copy is a store of its own, ``.copies/<id>`` beside the mailboxes: nobody delivers into it or
reads in it. It becomes the mailbox by being renamed, when the host that keeps the mailbox is lost.
"""
