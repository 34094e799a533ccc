"""hopthu-policy: says to Postfix who may write to a list, and whether there is room for a letter.

Postfix asks once a recipient, by its policy delegation protocol, at RCPT:

- A list takes letters from its writers alone. Whoever wrote is known by the login of the session
  (``sasl_username``), never by an address that anybody can put on an envelope.
- A mailbox that is full is refused while the sender is still there, whichever of its addresses
  the letter bears. A list is refused when nobody behind it has room.

The directory and Dovecot's ``quota-status`` are asked for each recipient; nothing is remembered,
so that what was changed a second ago counts. Without the directory a recipient of ours is put off
(4xx); what cannot be known about room lets a letter pass, and LMTP has the last word.

What it needs of Postfix (main.cf):

- ``check_policy_service { unix:private/hopthu-policy, timeout=30s }`` in
  ``smtpd_recipient_restrictions`` (or ``smtpd_relay_restrictions``) of port 25 and of both
  submission ports, without an ``OK`` or ``permit_…`` of ``smtpd_recipient_restrictions`` before it.
- ``reject_unlisted_recipient`` and ``reject_non_fqdn_recipient`` before it, and
  ``allow_percent_hack = no``, so that an address has one way to be written.

The service is started by its socket (hopthu-policy.socket), which belongs to Postfix.
``python3 -m hopthu_policy --check FILE`` looks whether a configuration file is right.
"""
