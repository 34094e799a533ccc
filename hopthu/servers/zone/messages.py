"""What can be wrong with a zone, in both languages."""

from hopthu.text.tables import messages_of

__getattr__, __dir__ = messages_of(__package__)
