"""Whether mailboxes are what the inventory says, in the directory and on the mail servers.

The look at a mail server is on that server: ``module_utils/hopthu_host/probe``. Its findings get
their words here.
"""
