"""The directory asks this service before a password is changed, and it may refuse.

slapd hands over every change of a password (RFC 3062) through its overlay ``sock``, with the new
password in the clear, before it makes a hash of it. There is no other way: what people may change
in their entries is nothing, by any other operation.

Refused is what is tried first by those who guess (words, names, years, rows of keys, and what is
put together of few of these), what is made of the person's own names, addresses and numbers, what
is too short, and a change too soon after the last one.
"""
