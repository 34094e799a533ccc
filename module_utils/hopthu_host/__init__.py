"""What runs on the hosts, of which they need no more than Python 3.11: nothing here knows hopthu.

Ansible ships :mod:`.probe` with the module that runs it. The rest is installed below
``/usr/local/lib/hopthu`` by the roles, for their programs in ``/usr/local/sbin``.
"""
