"""Copies of what a host holds, in a repository of restic: made, tried, brought back.

Whatever is said to people is a problem with a code and values, which the control machine says in
their language; the host's own journal has it in English. Every command may be cut off at any point
and run again.
"""
