"""Whether mailboxes are what the inventory says, in the directory and on the mail servers.

What runs on a mail server (:mod:`.serving` and what it needs) knows Python's own library alone.
"""
