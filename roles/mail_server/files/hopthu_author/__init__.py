r"""hopthu-author: sees to it that a letter says who wrote it (a milter of Postfix).

Whoever logs in to send may write as an address of their own, of an agency that they manage or of
a role that they hold: the envelope is held to that by Postfix, and here ``From`` and ``Sender``
are, and what a mail program shows beside them. A field that could be read in two ways is refused,
so that no program can show another author than the one that was looked at.

What Sieve sends for a mailbox (answers of an absence, notices, letters passed on) comes through a
port of its own, with the mailbox in the envelope. Answers and notices are held to the same; a
letter that is passed on keeps its author, and its envelope names the mailbox; one without a sender
(a notice of failure) is not passed on, and Sieve keeps it.

Letters of strangers are not judged. Every letter that goes on says of itself, for programs that
answer and sort, whether it came by a list or to nobody by name (lists.py).

What it needs of Postfix and Dovecot:

- The milter at port 25, at both submission ports and at Sieve's, with ``default_action=tempfail``:
  while the service is away, letters are put off. Port 25 has ``milter_macro_daemon_name=outside``,
  Sieve's ``sieve``. What signs comes after it, and what verifies a stranger's signature before it.
- ``message_reject_characters = \\0``: what follows such a character would not be seen here.
- ``sieve_redirect_envelope_from = recipient`` and the two settings of its kind for notices and
  absences. No ``sieve_vacation_check_recipient``: whether a letter is to its reader by name is
  found out here, where all addresses are known.

Every letter of a login is counted, in a book on the disk, and so is what Sieve sends for a mailbox.
Over the limits of an hour or a day letters are put off; a login that goes on is held: all its
letters are refused, the postmaster is told, and ``hopthu-brake release`` ends it.

The directory is asked for each letter, as hopthu_policy asks it; nothing of it is remembered.
``python3 -m hopthu_author --check FILE`` looks whether a configuration file is right.
"""
