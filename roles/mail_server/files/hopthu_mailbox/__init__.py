"""Mailboxes as a whole, on the host that keeps them: archived, removed, restored, moved.

Everything that touches letters is done by Dovecot's own tools; what they did is compared letter by
letter before anything else is let go. Every command may be cut off at any point and run again.
"""
