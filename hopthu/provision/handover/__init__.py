"""First passwords on their way to their owners: made, hashed, printed on slips, sealed, receipted.

What is here never writes a password in clear to a disk; only :mod:`.opened` does, for the province.
"""
