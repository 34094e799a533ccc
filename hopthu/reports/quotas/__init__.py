"""How full the mailboxes are: from what the mail servers tell to a table, CSV and Markdown."""
