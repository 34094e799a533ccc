"""What can be wrong with aliases, roles and mailing lists, in both languages."""

from hopthu.text.tables import messages_of

__getattr__, __dir__ = messages_of(__package__)
