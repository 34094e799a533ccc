"""A right that ended ends what is open: sessions, queued letters, rules that send letters on.

The service looks every two seconds whether the directory has changed, and then at what has. What
it has dealt with is on the disk, so that after a stop it deals with all that came since. Whatever
is done may be done again: a stop between the deed and the note does no harm.
"""
