"""Who guesses passwords is refused: wrong tries are counted over all doors of a mail host.

Dovecot looks up and checks every login: of IMAP, of ManageSieve, of Postfix's submission ports, of
the webmail. It asks this service before it checks a password (its auth policy protocol), and tells
it afterwards what came of it. Dovecot says where the login comes from; for the webmail, which it
trusts, that is the reader's own address.

Ten wrong tries on one account from one address, and this address is refused there, for a while:
the account's owner comes from another one and notices nothing. Wrong tries on many accounts from
an address where nobody ever logged in, and it is refused everywhere. Numbers are settings.
"""
