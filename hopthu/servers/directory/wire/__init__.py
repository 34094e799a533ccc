"""LDAP as bytes: requests encoded, answers decoded, faster than a general library does it."""
