"""What can go wrong with what mail servers tell, in both languages."""

from hopthu.text.tables import messages_of

__getattr__, __dir__ = messages_of(__package__)
