"""Who guesses passwords at the directory itself is refused there, by address.

slapd notes each login in the journal. Ten wrong ones on an entry from an address within ten
minutes, and the kernel refuses this address at slapd's ports for half an hour, open connections
included. An entry is never locked: its owner, who comes by the mail hosts, notices nothing. Hosts
that pass logins on are not counted; Dovecot counts there, by the reader's own address.
"""
