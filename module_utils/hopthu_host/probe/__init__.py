"""Whether a mail server serves mailboxes as it is told they are: findings, without any words."""
