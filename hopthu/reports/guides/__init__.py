"""Guides for users and for managers of agencies' mailboxes, from the policy and the servers."""
